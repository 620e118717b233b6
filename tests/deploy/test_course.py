"""What the container of a seat runs, as a process: JupyterLab beside the engine of this suite."""

import json
import os
import re
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from dockerfiles import ROOT

from lambdalab.aws import LOOPBACK, NO_ANSWER
from lambdalab.environments import COURSE
from lambdalab.servers import free_port
from lambdalab.waiting import wait_for


@dataclass(frozen=True)
class Seat:
    """A seat that runs: its process, its port, its token, and the file that takes what it says."""

    process: subprocess.Popen[bytes]
    port: int
    token: str
    log: Path

    def ask(self, path: str, token: str = "") -> int:
        """Return the status of an answer."""
        url = f"http://{LOOPBACK}:{self.port}{path}"
        headers = {"Authorization": f"token {token}"} if token else {}
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except NO_ANSWER:
            return 0


@pytest.fixture(scope="module")
def seat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """Start what the image's CMD names, on a free port."""
    port, log = free_port(), tmp_path_factory.mktemp("seat") / "said.txt"
    command = [str(COURSE.python), "-P", str(ROOT / "deploy" / "course.py"), str(port)]
    env = {name: os.environ[name] for name in ("AWS_ENDPOINT_URL", "HOME", "PATH") if name in os.environ}
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=env)
    try:
        wait_for(lambda: "?token=" in log.read_text() or process.poll() is not None or None, 60)
        found = re.search(r"/lab/tree/notebooks/00-start-here\.ipynb\?token=(\S+)", log.read_text())
        assert found, log.read_text()
        made = Seat(process, port, found[1], log)
        wait_for(lambda: made.ask("/api") == 200 or None, 60)
        yield made
    finally:
        process.terminate()
        process.wait(30)


def test_the_token_opens_it_and_is_told_once(seat: Seat) -> None:
    """Whoever has not read the address stays out, and no command line shows the token."""
    assert seat.ask("/api/status", seat.token) == 200
    assert seat.ask("/api/status") == 403
    assert seat.log.read_text().count(seat.token) == 1
    assert seat.token not in " ".join(psutil.Process(seat.process.pid).cmdline())


def test_it_says_whether_functions_are_shut_in(seat: Seat) -> None:
    """In the words of the engine that it works with."""
    with urllib.request.urlopen(f"{os.environ['AWS_ENDPOINT_URL']}/_lambdalab/ready") as answer:
        told = json.load(answer)["sandbox"]
    assert f"Sandbox: {told['found']}." in seat.log.read_text()


def test_it_needs_an_engine() -> None:
    """Two sentences, not a stack trace."""
    command = [str(COURSE.python), "-P", str(ROOT / "deploy" / "course.py")]
    env = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "HOME": "/nowhere"}
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("Nothing answers at http://127.0.0.1:9")
    assert "Traceback" not in done.stderr
