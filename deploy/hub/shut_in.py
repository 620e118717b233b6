"""Shuts a learner in on a server that others use too: own files, own processes, own home.

Inside there are the system's programs and the course, read-only; over it lie the learner's own notebooks,
labs and notes. The network is the server's: notebooks must reach the engine, and the hub must reach them.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from lambdalab import bubblewrap
from lambdalab.paths import ROOT

HOME = "/home/learner"
OWN = ("notebooks", "labs", ".lab")
"""The folders of the checkout that each learner has of their own."""

_HIDDEN = ("solutions", "tests", ".git")
"""What an image does not hold, and a checkout does."""

_UID = "1000"
_TMP_MB = 512
_ETC = ("ca-certificates", "resolv.conf", "ssl")
"""What a learner's kernel reads there beside what every sandbox shows."""

# For each process 2 GB; for all of a learner's together 512 of them.
_LIMITS = 'ulimit -c 0; ulimit -d 2000000; ulimit -u 512 2>/dev/null || ulimit -p 512; exec "$@"'
_PROBE_SECONDS = 30


def make_place(place: Path) -> None:
    """Make a learner's folders, which nobody else on the machine may enter."""
    for name in (*OWN, "home"):
        (place / name).mkdir(parents=True, exist_ok=True)
    place.chmod(0o700)
    (place / "passwd").write_text(f"root:x:0:0::/:/bin/sh\nlearner:x:{_UID}:{_UID}::{HOME}:/bin/bash\n")


def command(words: Sequence[str], place: Path) -> list[str]:
    """Return the command line that runs a command where only this learner's place can be written."""
    own = {str(ROOT / name): place / name for name in OWN} | {HOME: place / "home"}
    ours = [sys.base_prefix, str(ROOT)]
    return [
        "bwrap",
        *("--unshare-user", "--disable-userns", "--uid", _UID, "--gid", _UID, "--cap-drop", "ALL"),
        *("--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--hostname", "hub"),
        *("--die-with-parent", "--new-session"),
        *bubblewrap.system(*_ETC),
        *("--proc", "/proc", "--dev", "/dev"),
        *("--perms", "1777", "--size", str(_TMP_MB << 20), "--tmpfs", "/tmp"),  # noqa: S108
        *bubblewrap.parents([*ours, *own]),
        *(word for path in ours for word in ("--ro-bind", path, path)),
        *(word for name in _HIDDEN if (ROOT / name).is_dir() for word in ("--tmpfs", str(ROOT / name))),
        *(word for inside, real in own.items() for word in ("--bind", str(real), inside)),
        *("--ro-bind", str(place / "passwd"), "/etc/passwd"),
        *("--remount-ro", "/", "--chdir", str(ROOT), "--", "/bin/sh", "-c", _LIMITS, "sh"),
        *words,
    ]


def problem(place: Path) -> str:
    """Try it; return why it does not work here, nothing where it does."""
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed"
    make_place(place)
    probe = command([sys.executable, "-P", "-c", "import lambdalab"], place)
    done = subprocess.run(probe, capture_output=True, text=True, timeout=_PROBE_SECONDS, check=False)
    return "" if done.returncode == 0 else done.stderr.strip()[-300:] or f"exit status {done.returncode}"
