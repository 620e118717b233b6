"""The engine as the course sees it: a process to start and stop, and an endpoint that says what it is."""

import contextlib
import json
import os
import shutil
import urllib.error
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lambdalab.aws import LOOPBACK, NO_ANSWER, READY_PATH, open_directly
from lambdalab.environments import ENGINE
from lambdalab.paths import ENGINE_NOTE, WORK
from lambdalab.servers import Server

DEFAULT_PORT = 4566
_READY_SECONDS = 90
_ANSWER_SECONDS = 5

_OURS = ("LAMBDALAB_IAM", "LAMBDALAB_SANDBOX", "LAMBDALAB_WARM_ENVIRONMENTS")
_KEPT = ("PATH", "LANG", "LC_ALL", "TERM", *_OURS)
"""What the engine sees of the host's environment."""


@dataclass(frozen=True)
class Engine:
    """An engine that answers: its port, whether it is ready, its folder, and the state of each service."""

    port: int
    ready: bool
    state: Path
    services: dict[str, str]

    @property
    def url(self) -> str:
        """Return the endpoint for AWS clients."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def is_ours(self) -> bool:
        """Tell whether it was started for this checkout."""
        return self.state.is_relative_to(WORK)


def ask(port: int) -> Engine | None:
    """Return the engine that answers on this port; None where nothing does, or something else."""
    url = f"http://{LOOPBACK}:{port}{READY_PATH}"
    try:
        with open_directly(url, timeout=_ANSWER_SECONDS) as response:
            status, body = response.status, response.read()
    except urllib.error.HTTPError as error:
        status, body = error.code, error.read()
    except NO_ANSWER:
        return None
    try:
        told = json.loads(body)
        return Engine(port, status == 200, Path(told["state"]), told["services"])
    except (ValueError, KeyError, TypeError):
        return None


def find() -> Engine | None:
    """Return the engine that runs for this checkout, None where there is none."""
    try:
        engine = ask(int(json.loads(ENGINE_NOTE.read_text())["port"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return engine if engine is not None and engine.is_ours else None


def log_file(port: int) -> Path:
    """Return the file that the engine on this port writes its log to."""
    return WORK / f"engine-{port}.log"


def start(port: int, **variables: str) -> Server:
    """Start an engine on a free port with an empty folder, and return at once; ``variables`` are its own."""
    state = WORK / f"engine-{port}"
    shutil.rmtree(state, ignore_errors=True)
    command = [str(ENGINE.python), "-P", "-m", "lambdalab_engine"]
    command += ["--port", str(port), "--state", str(state), "--end-with-stdin"]
    env = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return Server("The engine", command, env | variables, log_file(port))


def wait_until_ready(server: Server, port: int) -> None:
    """Wait until every service of the first lessons answers. Raises NotReady."""

    def ready() -> bool:
        engine = ask(port)
        return engine is not None and engine.ready

    server.wait_until(ready, _READY_SECONDS)


@contextlib.contextmanager
def running(port: int) -> Iterator[str]:
    """Run an engine of one's own for the length of a with block; gives its URL."""
    server = start(port)
    try:
        wait_until_ready(server, port)
        yield f"http://{LOOPBACK}:{port}"
    finally:
        server.stop()
        shutil.rmtree(WORK / f"engine-{port}", ignore_errors=True)


@contextlib.contextmanager
def noted(port: int) -> Iterator[None]:
    """Let notebooks find the engine on this port, for the length of a with block."""
    try:
        ENGINE_NOTE.write_text(json.dumps({"port": port}))
        yield
    finally:
        ENGINE_NOTE.unlink(missing_ok=True)
