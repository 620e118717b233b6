"""Shuts functions in with bubblewrap, where that works. Run as a module, it tells whether it does.

A function then sees a read-only system, its own code and layers, a ``/tmp`` and processes of its own, and a
user that owns nothing; none of the host's homes, none of the engine's files. It shares the host's network:
it must reach AWS and its runtime API on loopback and may, as on AWS, call the internet. So it can also
reach whatever else listens on this machine.
Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

import functools
import itertools
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from lambdalab_engine import limits

VARIABLE = "LAMBDALAB_SANDBOX"
"""``auto``, the default, or ``off``."""

SANDBOX_UID, SANDBOX_GID = 993, 990
"""The numbers of ``sbx_user1051`` on AWS."""

_UIDS = range(100_000, 165_000)

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_ETC = (
    "alternatives",
    "ca-certificates",
    "hosts",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "nsswitch.conf",
    "os-release",
    "pki",
    "protocols",
    "resolv.conf",
    "services",
    "ssl/certs",
    "ssl/openssl.cnf",
)
_APPARMOR = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
_CONTAINER_MARKS = (Path("/.dockerenv"), Path("/run/.containerenv"))
_PROBE_SECONDS = 10


@dataclass(frozen=True)
class Verdict:
    """Whether functions are shut in; ``mend`` is the command that helps where they are not."""

    works: bool
    found: str
    mend: str = ""


@dataclass(frozen=True)
class User:
    """Whom a function runs as."""

    uid: int
    gid: int

    @property
    def passwd(self) -> str:
        """Return the user's lines of ``/etc/passwd``, with root's."""
        home = "/home/sbx_user1051:/sbin/nologin"
        return f"root:x:0:0:root:/root:/bin/sh\nsbx_user1051:x:{self.uid}:{self.gid}::{home}\n"

    @property
    def group(self) -> str:
        """Return the group's line of ``/etc/group``, with root's."""
        return f"root:x:0:\nsbx_group1051:x:{self.gid}:\n"


class Sandbox:
    """One way to call bubblewrap.

    Whoever is root gives each environment a user number of its own, from anywhere on: the kernel counts a
    user's processes over all engines of the machine. Anybody else makes a user namespace, in which the
    function has a number that means nothing outside.
    """

    def __init__(self, program: str, *, as_root: bool) -> None:
        self._program = program
        self.as_root = as_root
        first = secrets.randbelow(len(_UIDS))
        self._uids = itertools.cycle(itertools.chain(_UIDS[first:], _UIDS[:first]))

    def user(self) -> User:
        """Return the user of a new environment."""
        uid = next(self._uids)
        return User(uid, uid) if self.as_root else User(SANDBOX_UID, SANDBOX_GID)

    def command(
        self,
        command: Sequence[str],
        user: User,
        read_only: Mapping[str, Path],
        tmp_megabytes: int,
        folder: str,
    ) -> list[str]:
        """Return the command line that runs a command in ``folder`` of a sandbox.

        ``read_only`` gives, for each path inside, what is there; the first of them may hold the next.
        """
        inside = limits.command(command, counts_processes=self.as_root or limits.namespaces_count())
        return [
            self._program,
            *("--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try"),
            *("--hostname", "localhost", "--new-session", "--cap-drop", "ALL"),
            *self._privileges(user),
            *_system(),
            *("--proc", "/proc", "--dev", "/dev"),
            *("--perms", "1777", "--size", str(tmp_megabytes << 20), "--tmpfs", "/tmp"),  # noqa: S108
            *_parents([*read_only, "/opt/*"]),
            *(part for path, real in read_only.items() for part in ("--ro-bind-try", str(real), path)),
            *("--remount-ro", "/", "--chdir", folder, "--"),
            *self._switch(user),
            *inside,
        ]

    def _privileges(self, user: User) -> Sequence[str]:
        if self.as_root:
            return ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
        return ("--unshare-user", "--disable-userns", "--uid", str(user.uid), "--gid", str(user.gid))

    def _switch(self, user: User) -> Sequence[str]:
        if not self.as_root:
            return ()
        return ("setpriv", f"--reuid={user.uid}", f"--regid={user.gid}", "--clear-groups", "--inh-caps=-all")


@functools.cache
def find() -> Sandbox | Verdict:
    """Return the sandbox that works here, or why none does; a sandbox is really run to know."""
    setting = os.environ.get(VARIABLE, "auto")
    if setting not in ("auto", "off"):
        raise ValueError(f"{VARIABLE} is {setting!r}; it can be auto or off")
    if setting == "off":
        return Verdict(False, f"none, because {VARIABLE}=off", f"unset {VARIABLE}")
    if sys.platform != "linux":
        return Verdict(False, "none: it needs Linux")
    program = shutil.which("bwrap")
    if program is None:
        return Verdict(False, "none: bubblewrap is not installed", "sudo apt-get install bubblewrap")
    ways = [Sandbox(program, as_root=True)] if os.geteuid() == 0 else []
    ways.append(Sandbox(program, as_root=False))
    problems = {way: _problem(way) for way in ways}
    works = (way for way, problem in problems.items() if not problem)
    return next(works, Verdict(False, f"none: bubblewrap fails here ({problems[ways[-1]]})", _mend()))


def verdict() -> Verdict:
    """Tell whether functions are shut in."""
    found = find()
    if isinstance(found, Verdict):
        return found
    return Verdict(True, "bubblewrap: each function has its own /var/task, /tmp, processes and user")


def _problem(sandbox: Sandbox) -> str:
    """Run a command in it; return what went wrong, nothing if nothing did."""
    command = sandbox.command(["true"], sandbox.user(), {}, 1, "/")
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_PROBE_SECONDS, check=False, env=_PROBE_ENV
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return "" if done.returncode == 0 else done.stderr.strip() or f"exit status {done.returncode}"


_PROBE_ENV = {"PATH": "/usr/local/bin:/usr/bin:/bin"}


def _mend() -> str:
    if _APPARMOR.exists() and _APPARMOR.read_text().strip() == "1":  # Ubuntu since 24.04
        return "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
    if "KUBERNETES_SERVICE_HOST" in os.environ or any(mark.exists() for mark in _CONTAINER_MARKS):
        return "let the container make user namespaces: docs/classroom.md, The sandbox in a container"
    return ""


@functools.cache
def _system() -> tuple[str, ...]:
    """Return the arguments that show the host's programs and what they need of ``/etc``."""
    arguments: list[str] = []
    for folder in map(Path, _SYSTEM):
        if folder.is_symlink():
            arguments += ["--symlink", os.readlink(folder), str(folder)]
        elif folder.is_dir():
            arguments += ["--ro-bind", str(folder), str(folder)]
    etc = [f"/etc/{name}" for name in _ETC]
    arguments += _parents(etc)
    for path in etc:
        arguments += ["--ro-bind-try", path, path]
    return tuple(arguments)


def _parents(paths: Iterable[str]) -> list[str]:
    """Return the arguments that make the folders above these paths, for every user to enter."""
    parents = {str(parent) for path in paths for parent in Path(path).parents}
    return [part for path in sorted(parents) for part in ("--perms", "0755", "--dir", path)]


if __name__ == "__main__":
    print(json.dumps(asdict(verdict())))
