"""What befalls a lab on a machine: a stolen port, a full disk, a half-written file, a second ./lab.

One command leads back.
"""

import contextlib
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from launcher_testing import (
    START_SECONDS,
    Lab,
    borrow_environments,
    copy_checkout,
    engines,
    processes_of,
    run,
    start,
    wait_until,
)

from lambdalab.aws import LOOPBACK
from lambdalab.house import LAB_CELLS

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


HALF_WRITTEN = (f"labs/{LAB}/lab.ipynb", "notebooks/00-start-here.ipynb")


@pytest.fixture(scope="class")
def twice(checkout: Path) -> Iterator[tuple[Lab, subprocess.CompletedProcess[str]]]:
    """Cut files off in the middle, and run ./lab while another one starts; give it, and what came of this."""
    for name in HALF_WRITTEN:
        text = (checkout / name).read_text()
        (checkout / name).write_text(text[: len(text) // 2])
    with start(checkout, "--no-browser") as first:
        wait_until(lambda: engines(checkout), START_SECONDS, "the engine")
        yield first, run(checkout, "--no-browser")


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


class TestTwice:
    """A second ./lab while the first one starts, where the start page and a lab are half written."""

    def test_both_lead_to_one_jupyterlab(self, twice: tuple[Lab, subprocess.CompletedProcess[str]]) -> None:
        """One of them starts everything and stays; the other gives its address and ends."""
        first, second = twice
        first.wait_for("Ctrl-C stops it.")
        assert second.returncode == 0
        assert "Lambda Lab is already running" in second.stderr
        assert f"http://{LOOPBACK}:{first.port('jupyter')}/" in second.stderr
        assert first.process.poll() is None
        assert len(engines(first.checkout)) == 1

    def test_what_is_half_written_is_told(self, twice: tuple[Lab, subprocess.CompletedProcess[str]]) -> None:
        """./lab starts all the same, and names each file and what mends it; so does the doctor."""
        first, _ = twice
        first.wait_for("Ctrl-C stops it.")
        doctor = run(first.checkout, "doctor").stdout
        for name, notebook in zip(HALF_WRITTEN, (LAB, "00-start-here"), strict=True):
            assert f"{name} cannot be read: it was half written. ./lab reset {notebook} " in first.said()
            assert f"-> ./lab reset {notebook}\n" in doctor

    def test_one_command_mends_it(self, twice: tuple[Lab, subprocess.CompletedProcess[str]]) -> None:
        """The notebook can be read again, and what was left of it is kept."""
        first, _ = twice
        first.wait_for("Ctrl-C stops it.")
        left = (first.checkout / HALF_WRITTEN[0]).read_text()
        done = run(first.checkout, "reset", LAB)
        kept = first.checkout / "labs" / LAB / "build" / "half-written-1.txt"
        assert str(kept.relative_to(first.checkout)) in done.stdout
        assert kept.read_text() == left
        assert len(nbformat.read(first.checkout / HALF_WRITTEN[0], as_version=4).cells) >= LAB_CELLS[0]
