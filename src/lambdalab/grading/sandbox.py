"""Shuts a hand-in in with bubblewrap: its own processes, network, files, user; of ours only what runs it.

Inside there are the system's programs, the course's Python and package, read-only, and an empty home. There
is no network but a loopback of its own, no solution, no gradebook, no other hand-in, no home of anybody, and
nothing that builds lab 10's system: the grader hands it over, and a hand-in cannot do so once more.
"""

import functools
import itertools
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from lambdalab import bubblewrap
from lambdalab.environments import COURSE
from lambdalab.paths import MATPLOTLIB_CACHE, ROOT

HOME = "/home/learner"
SOCKET_FOLDER = "/run/engine"

_UID = 1000
_UIDS = range(170_000, 230_000)
_DISK_MB, _TMP_MB, _SHM_MB = 256, 64, 64
_PROBE_SECONDS = 30
_PROBE = "import zmq, ipykernel, lambdalab.aws"

_OUTAGE = ROOT / "src" / "lambdalab" / "outage"
_MAKERS = (_OUTAGE / "building.py", _OUTAGE / "faults.py")


class Sandbox:
    """One way to call bubblewrap.

    Whoever is root gives each hand-in a user number of its own, from anywhere on: the kernel counts a user's
    processes over all graders of the machine. Anybody else makes a user namespace.
    """

    def __init__(self, program: str, *, as_root: bool) -> None:
        self._program = program
        self._as_root = as_root
        first = secrets.randbelow(len(_UIDS))
        self._uids = itertools.cycle(itertools.chain(_UIDS[first:], _UIDS[:first]))

    def command(self, command: list[str], socket_folder: Path) -> list[str]:
        """Return the command line that runs a command in an empty home of a sandbox."""
        uid = next(self._uids) if self._as_root else _UID
        return [
            self._program,
            *("--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-net", "--unshare-cgroup-try"),
            *("--hostname", "sandbox", "--new-session", "--die-with-parent", "--cap-drop", "ALL"),
            *self._privileges(uid),
            *bubblewrap.system(),
            *("--proc", "/proc", "--dev", "/dev"),
            *_tmpfs("/dev/shm", _SHM_MB),  # noqa: S108
            *_tmpfs("/tmp", _TMP_MB),  # noqa: S108
            *bubblewrap.parents([f"{HOME}/*", f"{SOCKET_FOLDER}/*", *map(str, _ours())]),
            *_tmpfs(HOME, _DISK_MB),
            *(part for path in _ours() for part in ("--ro-bind-try", str(path), str(path))),
            *_without_makers(),
            *("--ro-bind", str(socket_folder), SOCKET_FOLDER),
            *("--remount-ro", "/", "--chdir", HOME, "--"),
            *self._switch(uid),
            *command,
        ]

    def _privileges(self, uid: int) -> Iterable[str]:
        if self._as_root:
            return ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
        return ("--unshare-user", "--disable-userns", "--uid", str(uid), "--gid", str(uid))

    def _switch(self, uid: int) -> Iterable[str]:
        if not self._as_root:
            return ()
        return (
            "setpriv",
            f"--reuid={uid}",
            f"--regid={uid}",
            "--clear-groups",
            "--inh-caps=-all",
            "--no-new-privs",
        )


@functools.cache
def find() -> Sandbox | str:
    """Return the sandbox that works here, or why none does; a Python is really run in it to know."""
    if sys.platform != "linux":
        return "it needs Linux"
    program = shutil.which("bwrap")
    if program is None:
        return "bubblewrap is not installed (sudo apt-get install bubblewrap)"
    ways = [Sandbox(program, as_root=True)] if os.geteuid() == 0 else []
    ways.append(Sandbox(program, as_root=False))
    problem = ""
    for way in ways:
        problem = _problem(way)
        if not problem:
            return way
    return f"bubblewrap fails here ({problem})"


def _problem(sandbox: Sandbox) -> str:
    command = sandbox.command([str(COURSE.python), "-P", "-c", _PROBE], Path("/usr"))
    env = {"PATH": "/usr/local/bin:/usr/bin:/bin"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PROBE_SECONDS, env=env)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return "" if done.returncode == 0 else done.stderr.strip()[-300:] or f"exit status {done.returncode}"


def _ours() -> list[Path]:
    """Return what of this machine runs a kernel: the interpreter, its packages, the course's own code."""
    return [Path(sys.base_prefix), COURSE.folder, ROOT / "src", MATPLOTLIB_CACHE]


def _without_makers() -> list[str]:
    """Return the arguments that cover what builds and breaks lab 10's system, compiled or not."""
    covered = [part for path in _MAKERS for part in ("--ro-bind", "/dev/null", str(path))]
    compiled = _OUTAGE / "__pycache__"
    return [*covered, "--tmpfs", str(compiled)] if compiled.is_dir() else covered


def _tmpfs(path: str, megabytes: int) -> tuple[str, ...]:
    return ("--perms", "1777", "--size", str(megabytes << 20), "--tmpfs", path)
