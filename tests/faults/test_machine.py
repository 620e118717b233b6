"""What a machine does to a lab: its port is stolen, its disk is full. The next ./lab leads back."""

import contextlib
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from launcher_testing import (
    START_SECONDS,
    borrow_environments,
    copy_checkout,
    engines,
    processes_of,
    run,
    start,
    wait_until,
)

from lambdalab.aws import LOOPBACK

LAB = "01-first-function"
SMALL = "size=4m"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a learner's checkout."""
    return borrow_environments(copy_checkout(tmp_path_factory.mktemp("a learner") / "Lambda Lab"))


@pytest.fixture
def small_disk(checkout: Path) -> Iterator[Path]:
    """Put the lab's work folder on a disk of its own, of four megabytes."""
    work = checkout / ".lab"
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if mount is None or unmount is None:
        pytest.skip("mount is not installed")
    done = subprocess.run([mount, "-t", "tmpfs", "-o", SMALL, "tmpfs", work], capture_output=True)
    if done.returncode:
        pytest.skip("only root may mount a small disk")
    yield work
    subprocess.run([unmount, work], check=True)


def fill(disk: Path) -> Path:
    """Write until nothing more can be written; return the file."""
    filler = disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(b"." * 4096):
            pass
    return filler


def test_a_stolen_port_is_told_and_the_next_lab_takes_another(checkout: Path) -> None:
    """The engine dies and another program takes its port: ./lab ends with two sentences, and starts anew."""
    with start(checkout, "--no-browser") as lab, socket.socket() as thief:
        lab.wait_for("Ctrl-C stops it.")
        port = lab.port("engine")
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        [engine] = engines(checkout)
        engine.kill()
        _steal(thief, port)
        assert lab.process.wait(START_SECONDS) == 1
        assert f"Its log is {checkout}/.lab/engine-{port}.log" in lab.said()
        assert processes_of(checkout) == []
        with start(checkout, "--no-browser") as following:
            following.wait_for("Ctrl-C stops it.")
            assert following.port("engine") != port
            assert following.end(signal.SIGINT) == 0


def _steal(thief: socket.socket, port: int) -> None:
    def taken() -> bool:
        with contextlib.suppress(OSError):
            thief.bind((LOOPBACK, port))
            thief.listen()
            return True
        return False

    wait_until(taken, START_SECONDS, f"port {port}")


def test_a_full_disk_is_told_and_nothing_noted_is_lost(checkout: Path, small_disk: Path) -> None:
    """A reset that cannot be noted says so and changes nothing; with room again it works."""
    assert run(checkout, "reset", LAB).returncode == 0
    accounts = (small_disk / "accounts.json").read_bytes()
    filler = fill(small_disk)
    done = run(checkout, "reset", LAB)
    assert done.returncode != 0
    assert "No space left on device" in done.stderr
    assert "./lab doctor" in done.stderr
    assert (small_disk / "accounts.json").read_bytes() == accounts
    filler.unlink()
    assert run(checkout, "reset", LAB).returncode == 0
    assert (small_disk / "accounts.json").read_bytes() != accounts


def test_a_lab_that_cannot_start_on_a_full_disk_leaves_nothing_running(
    checkout: Path, small_disk: Path
) -> None:
    """It ends with a sentence that names the disk; with room again it starts."""
    filler = fill(small_disk)
    done = run(checkout, "--no-browser")
    assert done.returncode != 0
    assert "No space left on device" in done.stderr
    assert processes_of(checkout) == []
    filler.unlink()
    with start(checkout, "--no-browser") as lab:
        lab.wait_for("Ctrl-C stops it.")
        assert lab.end(signal.SIGINT) == 0
