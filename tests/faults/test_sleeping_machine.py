"""The machine sleeps for an hour, as a laptop does: nothing runs, then the clock on the wall has moved on.

The engine and a learner's kernel are stopped, and go on an hour later by their own clocks (``wall_clock.c``);
the machine's clock is left alone.
"""

import json
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import psutil
import pytest
from jupyter_client.manager import KernelManager

from lambdalab import engine, jupyter
from lambdalab.aws import LOOPBACK, REGION, Cloud
from lambdalab.checks import tasks_of
from lambdalab.paths import WORK
from lambdalab.servers import free_port
from lambdalab.waiting import wait_for

LAB = "02-object-notifications"
LAST = tasks_of(LAB)[-1].name
SECONDS = 120
HOUR = timedelta(hours=1)


class Machine:
    """An engine and a learner's kernel with a clock of their own."""

    def __init__(self, library: Path, home: Path) -> None:
        clock = {"LD_PRELOAD": str(library)}
        self.port = free_port()
        self.server = engine.start(self.port, **clock)
        self.manager = KernelManager()
        self.homes = (WORK / f"engine-{self.port}" / "home", home)
        self.endpoint = f"http://{LOOPBACK}:{self.port}"
        learner = {"HOME": str(home), "LAMBDALAB_LEARNER": f"asleep-{secrets.token_hex(4)}"}
        notes = {"LAMBDALAB_NOTES": str(home)}
        self.env = jupyter.environment(self.endpoint) | clock | learner | notes
        self.home = home

    def __enter__(self) -> Self:
        engine.wait_until_ready(self.server, self.port)
        self.manager.start_kernel(env=self.env, cwd=str(self.home))
        self.kernel = self.manager.client()
        self.kernel.start_channels()
        self.kernel.wait_for_ready(SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        self.kernel.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.server.stop()

    @property
    def account(self) -> str:
        """Return the account that is open in the kernel."""
        return self.run("import os; print(os.environ['AWS_ACCESS_KEY_ID'])").strip()

    def client(self, service: str) -> Any:
        """Return a client that works in the kernel's account, from outside."""
        return Cloud(self.endpoint, self.account).client(service)

    def wall(self) -> timedelta:
        """Return what the kernel takes for the time since 1970."""
        return timedelta(seconds=float(self.run("import time; print(time.time())")))

    def run(self, code: str) -> str:
        """Run a cell, and return what it says."""
        said: list[str] = []

        def hear(message: dict[str, Any]) -> None:
            content = message["content"]
            said.append(str(content.get("text", content.get("evalue", content.get("data", "")))))

        self.kernel.execute_interactive(code, timeout=SECONDS, output_hook=hear)
        return "\n".join(said)

    def sleep(self, time: timedelta) -> None:
        """Stop everything, and let it go on when the clock has moved on."""
        pids = self.server.pid, self.manager.provisioner.pid
        processes = [psutil.Process(pid) for pid in pids]
        processes += [child for process in processes for child in process.children(recursive=True)]
        for process in processes:
            process.suspend()
        for home in self.homes:
            (home / ".clock").write_text(f"{time.total_seconds():.0f}")
        for process in processes:
            process.resume()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """Return a machine that can sleep."""
    compiler, library = shutil.which("cc"), tmp_path / "wall_clock.so"
    if compiler is None or sys.platform != "linux":
        pytest.skip("a clock of one's own needs Linux and a C compiler (Debian: apt install gcc libc6-dev)")
    source = Path(__file__).with_name("wall_clock.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source], check=True)
    with Machine(library, tmp_path) as own:
        yield own


def test_an_hour_of_sleep_costs_a_learner_nothing(machine: Machine) -> None:
    """What was built works, a rule fires once for all that it missed, and what was in flight comes again."""
    machine.run(f"from lambdalab.aws import open_account; from lambdalab.lab import *; open_account({LAB!r})")
    machine.run(f"catch_up({LAST!r})")
    assert f"✓ {LAST}" in machine.run(f"check({LAST!r})")
    ticks, jobs = (
        machine.client("sqs").create_queue(QueueName=name)["QueueUrl"] for name in ("ticks", "jobs")
    )
    tick_each_minute(machine, ticks)
    machine.client("sqs").send_message(QueueUrl=jobs, MessageBody="in flight")
    assert received(machine, jobs) == ["in flight"]
    assert received(machine, jobs) == []
    before = machine.wall()
    machine.sleep(HOUR)
    assert machine.wall() - before >= HOUR
    assert f"✓ {LAST}" in machine.run(f"check({LAST!r})")
    assert received(machine, jobs) == ["in flight"]
    fired = wait_for(lambda: received(machine, ticks) or None, SECONDS)
    assert fired is not None
    assert len(fired) == 1


def tick_each_minute(machine: Machine, queue: str) -> None:
    """Send a message to a queue by a rule, each minute."""
    arn = f"arn:aws:sqs:{REGION}:{machine.account}:ticks"
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    allowed = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    machine.client("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"Policy": allowed})
    machine.client("events").put_rule(Name="ticks", ScheduleExpression="rate(1 minute)")
    machine.client("events").put_targets(Rule="ticks", Targets=[{"Id": "ticks", "Arn": arn}])


def received(machine: Machine, queue: str) -> list[str]:
    """Take what is in a queue, to be visible again in half an hour."""
    asked = {"QueueUrl": queue, "MaxNumberOfMessages": 10, "VisibilityTimeout": 1800}
    return [str(one["Body"]) for one in machine.client("sqs").receive_message(**asked).get("Messages", [])]
