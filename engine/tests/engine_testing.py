"""What the engine's tests share: an account, functions, engines of their own, and a wait on a condition."""

import base64
import contextlib
import io
import json
import os
import secrets
import socket
import subprocess
import time
import urllib.request
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import boto3
import psutil
from botocore.config import Config

ENGINE = Path(__file__).resolve().parents[1]
ENGINE_PYTHON = ENGINE / ".venv" / "bin" / "python"
_PATIENT = Config(read_timeout=120, retries={"total_max_attempts": 1}, max_pool_connections=20)


def wait_for[T](condition: Callable[[], T], seconds: float = 20) -> T:
    """Ask until the answer is true, and return it; fail after ``seconds``."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"not within {seconds} s: {condition}"
        time.sleep(0.02)


@dataclass(frozen=True)
class Invocation:
    """What came back: the result, the kind of error where it is one, the log's lines."""

    result: Any
    error: str | None
    log: list[str]

    @property
    def report(self) -> dict[str, str]:
        """Return the fields of the REPORT line."""
        (line,) = [line for line in self.log if line.startswith("REPORT ")]
        return dict(part.split(": ", 1) for part in line.removeprefix("REPORT ").split("\t") if part)

    def figure(self, name: str) -> float:
        """Return a figure of the REPORT line without its unit."""
        return float(self.report[name].split()[0])


@dataclass(frozen=True)
class Account:
    """An empty account of its own on the engine at ``endpoint``."""

    endpoint: str
    number: str = field(default_factory=lambda: str(10**11 + secrets.randbelow(9 * 10**11)))

    @cached_property
    def role(self) -> str:
        """Return the ARN of an execution role that may do anything."""
        return self.create_role("lambda", {"Effect": "Allow", "Action": "*", "Resource": "*"})

    def create_role(self, name: str, *statements: Mapping[str, Any], trusted: str = "lambda") -> str:
        """Create a role that a service may take on, allow it what the statements say, and return its ARN."""
        iam = self.client("iam")
        trust = {
            "Effect": "Allow",
            "Principal": {"Service": f"{trusted}.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
        try:
            arn: str = iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(trust))["Role"]["Arn"]
        except iam.exceptions.EntityAlreadyExistsException:
            arn = f"arn:aws:iam::{self.number}:role/{name}"
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="inline", PolicyDocument=policy(*statements))
        return arn

    def client(self, service: str) -> Any:
        """Return the client that works in this account."""
        return _client(self.endpoint, self.number, service)

    def deploy(
        self,
        code: str | Mapping[str, str],
        *,
        handler: str = "app.handler",
        executable: Collection[str] = (),
        **settings: Any,
    ) -> "Function":
        """Create a function from ``app.py``, or from files by their names, and wait until it is active."""
        function = Function(self, self.client("lambda"), f"f-{secrets.token_hex(4)}")
        settings = {"Runtime": "python3.13", "Timeout": 10, "MemorySize": 256} | settings
        settings.setdefault("Role", self.role)
        function.api.create_function(
            FunctionName=function.name,
            Handler=handler,
            Code={"ZipFile": package(code, executable)},
            **settings,
        )
        function.wait()
        return function


@dataclass(frozen=True)
class Function:
    """A function in an account."""

    account: Account
    api: Any
    name: str

    def wait(self) -> None:
        """Wait until the last change is done."""
        self.api.get_waiter("function_active_v2").wait(FunctionName=self.name, WaiterConfig={"Delay": 0.1})
        self.api.get_waiter("function_updated_v2").wait(FunctionName=self.name, WaiterConfig={"Delay": 0.1})

    def invoke(self, event: Any = None) -> Invocation:
        """Invoke it and wait for its result."""
        answer = self.api.invoke(FunctionName=self.name, Payload=json.dumps(event), LogType="Tail")
        log = base64.b64decode(answer["LogResult"]).decode().splitlines()
        return Invocation(json.load(answer["Payload"]), answer.get("FunctionError"), log)

    def update(self, code: str) -> None:
        """Replace its code, and wait until that is done."""
        self.api.update_function_code(FunctionName=self.name, ZipFile=package(code))
        self.wait()

    def logged(self) -> list[dict[str, Any]]:
        """Return what stands in CloudWatch Logs: each event's message and time, stream after stream."""
        logs = self.account.client("logs")
        group = f"/aws/lambda/{self.name}"
        events: list[dict[str, Any]] = []
        with contextlib.suppress(logs.exceptions.ResourceNotFoundException):
            for stream in logs.describe_log_streams(logGroupName=group)["logStreams"]:
                target = {"logGroupName": group, "logStreamName": stream["logStreamName"]}
                page = logs.get_log_events(**target, startFromHead=True)
                while page["events"]:
                    events += page["events"]
                    page = logs.get_log_events(**target, nextToken=page["nextForwardToken"])
        return events


def is_gone(pid: int) -> bool:
    """Tell whether a process is no more, or is a zombie that its parent has not looked at yet."""
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def policy(*statements: Mapping[str, Any]) -> str:
    """Return a policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def marked(mark: str) -> list[int]:
    """Return the processes that have ``MARK=mark`` in their environment, in a sandbox or not."""
    pids = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.status() != psutil.STATUS_ZOMBIE and process.environ().get("MARK") == mark:
                pids.append(process.pid)
    return pids


def marking(mark: str) -> dict[str, Any]:
    """Return the settings of a function whose processes ``marked`` finds."""
    return {"Environment": {"Variables": {"MARK": mark}}}


class Bell:
    """Rung by a function that connects to ``port``, which it can from a sandbox too."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(20)
        self.port: int = self._listener.getsockname()[1]

    def wait(self) -> None:
        """Wait until it is rung."""
        self._listener.accept()[0].close()

    def close(self) -> None:
        """Take it down."""
        self._listener.close()


def package(code: str | Mapping[str, str], executable: Collection[str] = ()) -> bytes:
    """Return a deployment package; the files named ``executable`` are so in it."""
    files = {"app.py": code} if isinstance(code, str) else code
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (0o755 if name in executable else 0o644) << 16
            archive.writestr(entry, text)
    return data.getvalue()


@dataclass(frozen=True)
class OwnEngine:
    """An engine of one test's own."""

    process: subprocess.Popen[str]
    url: str
    log: Path

    @property
    def account(self) -> Account:
        """Return an empty account on it."""
        return Account(self.url)


@contextlib.contextmanager
def own_engine(folder: Path, port: int, *options: str, **variables: str) -> Iterator[OwnEngine]:
    """Start an engine, wait until it is ready, and end it; ``variables`` are its host's."""
    log = folder / "engine.log"
    command = [str(ENGINE_PYTHON), "-P", "-m", "lambdalab_engine", "--port", str(port)]
    command += ["--state", str(folder / "state"), *options]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=os.environ | variables,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            text=True,
        )
    engine = OwnEngine(process, f"http://127.0.0.1:{port}", log)
    try:
        wait_for(lambda: process.poll() is not None or readiness(engine.url) == 200, 90)
        yield engine
    finally:
        process.kill()
        process.communicate()


def readiness(url: str) -> int:
    """Return the status with which an engine answers whether it is ready, 0 where none answers."""
    try:
        with urllib.request.urlopen(f"{url}/_lambdalab/ready") as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return 0


@lru_cache(maxsize=64)
def _client(endpoint: str, account: str, service: str) -> Any:
    session = boto3.Session(account, "x", region_name="us-east-1")
    return session.client(service, endpoint_url=endpoint, config=_PATIENT)
