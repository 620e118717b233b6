"""A checkout of a learner's own, and ./lab in it as it is typed in a terminal."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from lambdalab.aws import LOOPBACK
from lambdalab.environments import BASE_PYTHON, COURSE, ENGINE
from lambdalab.paths import COURSE_VENV, MATPLOTLIB_CACHE, ROOT

SET_UP_SECONDS = 300
START_SECONDS = 60
STOP_SECONDS = 40


def host_environment(**extra: str) -> dict[str, str]:
    """Return what a user's shell has: Python 3.13 on the PATH, none of this suite's own settings."""
    ours = str(COURSE_VENV / "bin")
    path = [folder for folder in os.environ["PATH"].split(os.pathsep) if folder != ours]
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "LC_ALL", "TERM") if name in os.environ}
    settings = json.loads(os.environ.get("LAMBDALAB_SET_UP", "{}"))
    path = [str(Path(BASE_PYTHON).parent), *path]
    return kept | settings | {"PATH": os.pathsep.join(path)} | extra


def wait_until(done: Callable[[], object], seconds: float, what: str) -> None:
    """Poll until ``done`` gives something true; fail with ``what`` after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, f"{what} did not come within {seconds} s"
        time.sleep(0.05)


def processes_of(checkout: Path) -> list[psutil.Process]:
    """Return every process that has the checkout's folder on its command line."""
    own = psutil.Process()
    apart = {own.pid, *(parent.pid for parent in own.parents())}
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.pid not in apart and any(f"{checkout}/" in word for word in process.cmdline()):
                found.append(process)
    return found


@dataclass(frozen=True)
class Lab:
    """A ./lab that runs in its checkout; ``output`` takes what it says."""

    checkout: Path
    process: subprocess.Popen[bytes]
    output: Path

    def said(self) -> str:
        """Return what it said so far."""
        return self.output.read_text()

    def wait_for(self, words: str, seconds: float = START_SECONDS) -> None:
        """Wait until it has said these words."""

        def heard() -> bool:
            assert words in self.said() or self.process.poll() is None, self.said()
            return words in self.said()

        wait_until(heard, seconds, repr(words))

    def port(self, name: str) -> int:
        """Return the port in one of its notes, ``engine`` or ``jupyter``."""
        return int(self.note(name)["port"])

    def note(self, name: str) -> dict[str, str]:
        """Return what one of its notes says."""
        noted: dict[str, str] = json.loads((self.checkout / ".lab" / f"{name}.json").read_text())
        return noted

    def end(self, sign: signal.Signals) -> int:
        """Send a signal to it; return its exit status."""
        self.process.send_signal(sign)
        return self.process.wait(STOP_SECONDS)


@contextlib.contextmanager
def start(checkout: Path, *words: str, env: dict[str, str] | None = None) -> Iterator[Lab]:
    """Run ./lab in the background; whatever of the checkout still runs at the end is killed."""
    output = checkout.parent / f"said-{'-'.join(words)}.txt"
    with output.open("wb") as said:
        process = subprocess.Popen(
            [checkout / "lab", *words],
            env=env or host_environment(),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
    try:
        yield Lab(checkout, process, output)
    finally:
        process.kill()
        process.wait()
        for left in processes_of(checkout):
            with contextlib.suppress(psutil.NoSuchProcess):
                left.kill()


def run(checkout: Path, *words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run ./lab to its end."""
    return subprocess.run(
        [checkout / "lab", *words],
        env=env or host_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SET_UP_SECONDS,
    )


def open_kernel(lab: Lab) -> None:
    """Start a kernel, as a notebook does, and wait until its process is there."""
    url = f"http://{LOOPBACK}:{lab.port('jupyter')}/api/kernels"
    token = {"Authorization": f"token {lab.note('jupyter')['token']}"}
    urllib.request.urlopen(urllib.request.Request(url, headers=token, method="POST"), timeout=60).close()
    wait_until(lambda: kernels(lab.checkout), START_SECONDS, "the kernel")


def kernels(checkout: Path) -> list[psutil.Process]:
    """Return the kernels that run for a checkout."""
    return [process for process in processes_of(checkout) if "ipykernel_launcher" in process.cmdline()]


def engines(checkout: Path) -> list[psutil.Process]:
    """Return the engines that run for a checkout."""
    return [process for process in processes_of(checkout) if "lambdalab_engine" in process.cmdline()]


def status_of(port: int) -> int:
    """Return the HTTP status with which an engine says how it is, 0 where nothing answers."""
    try:
        with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/_lambdalab/ready", timeout=5) as response:
            return int(response.status)
    except OSError:
        return 0


def copy_checkout(target: Path) -> Path:
    """Copy the files that git knows, or would, to a new folder."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():  # a file may be deleted, and not yet so for git
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


def borrow_environments(checkout: Path) -> Path:
    """Let a copy of this checkout use what is installed here, as if ./lab had set it up, in no time."""
    for environment in (COURSE, ENGINE):
        _borrow(environment.folder, checkout / environment.folder.relative_to(ROOT), checkout)
    if MATPLOTLIB_CACHE.is_dir():
        shutil.copytree(MATPLOTLIB_CACHE, checkout / MATPLOTLIB_CACHE.relative_to(ROOT))
    # Said by the copy's own code: that it is what is imported, is thereby shown too.
    subprocess.run([checkout / ".venv" / "bin" / "python", "-P", "-c", _STAMP], check=True)
    return checkout


_STAMP = """
from lambdalab.environments import COURSE, ENGINE
for environment in (COURSE, ENGINE):
    environment.stamp.write_text(environment.fingerprint())
"""


def _borrow(theirs: Path, own: Path, checkout: Path) -> None:
    """Link an environment's files one by one, but lead its editable installs to the copy's own code."""
    packages = next(theirs.glob("lib/python3.*/site-packages"))
    mine = own / packages.relative_to(theirs)
    mine.mkdir(parents=True)
    for folder, links in ((theirs, own), (packages, mine)):
        for entry in folder.iterdir():
            if not (links / entry.name).exists() and not entry.name.startswith("made-from-"):
                (links / entry.name).symlink_to(entry)
    for editable in packages.glob("_editable_impl_*.pth"):
        (mine / editable.name).unlink()
        (mine / editable.name).write_text(editable.read_text().replace(str(ROOT), str(checkout)))
