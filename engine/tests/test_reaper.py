"""The process that ends what the engine leaves behind."""

import os
import subprocess
import sys

import psutil
import pytest
from engine_testing import ENGINE, ENGINE_PYTHON, is_gone, wait_for
from lambdalab_engine.reaper import still_watched

REAPER = ENGINE / "src" / "lambdalab_engine" / "reaper.py"
SLEEP = [sys.executable, "-S", "-c", "import time; time.sleep(300)"]


@pytest.fixture
def runtime() -> "subprocess.Popen[bytes]":
    """Start a process that has the mark of a runtime."""
    env = os.environ | {"AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{os.getpid()}"}
    return subprocess.Popen(SLEEP, env=env, start_new_session=True)


def reap(lines: str) -> None:
    """Run the reaper on these lines, to its end."""
    subprocess.run([ENGINE_PYTHON, "-I", REAPER], input=lines, text=True, check=True)


def test_who_was_forgotten_is_not_watched() -> None:
    """A line with a minus takes back one with a plus."""
    assert still_watched(["+1 a:1\n", "+2 a:2\n", "-1 a:1\n"]) == {2: "a:2"}


def test_what_is_watched_is_killed_at_the_end(runtime: "subprocess.Popen[bytes]") -> None:
    """The end of its input makes the reaper end the runtime."""
    reap(f"+{runtime.pid} 127.0.0.1:{os.getpid()}\n")
    wait_for(lambda: is_gone(runtime.pid))
    assert runtime.wait() == -9


def test_what_is_forgotten_is_left_alone(runtime: "subprocess.Popen[bytes]") -> None:
    """A runtime that was taken back lives on."""
    reap(f"+{runtime.pid} x:1\n-{runtime.pid} x:1\n")
    assert psutil.pid_exists(runtime.pid)
    assert runtime.poll() is None
    runtime.kill()
    runtime.wait()


def test_a_marked_process_is_found_by_its_environment(runtime: "subprocess.Popen[bytes]") -> None:
    """A runtime that is gone does not shield what it started: the mark is enough."""
    gone = subprocess.Popen([*SLEEP[:2], "-c", ""])
    gone.wait()
    reap(f"+{gone.pid} 127.0.0.1:{os.getpid()}\n")
    assert runtime.wait(10) == -9
