"""A small process beside the engine that ends every function when the engine is gone, however it went.

It reads process-group numbers from its standard input, ``+123`` to watch and ``-123`` to forget; the end of
that input means that the engine has ended. Run as a script, this file is that process.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable


class Reaper:
    """The engine's side: starts the process with the first group to watch."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def watch(self, group: int) -> None:
        """Have this process group killed when the engine ends."""
        self._say(f"+{group}\n")

    def forget(self, group: int) -> None:
        """Leave a group alone that has ended: its number may be given to another."""
        self._say(f"-{group}\n")

    def _say(self, line: str) -> None:
        with self._lock:
            if self._process is None:
                self._process = subprocess.Popen(
                    [sys.executable, "-I", "-S", __file__],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    start_new_session=True,
                )
            assert self._process.stdin is not None
            os.write(self._process.stdin.fileno(), line.encode())


REAPER = Reaper()


def reap(lines: Iterable[str]) -> None:
    """Follow ``lines`` to their end, then kill every group that is still watched."""
    groups: set[int] = set()
    for line in lines:
        (groups.add if line[0] == "+" else groups.discard)(int(line[1:]))
    for group in groups:
        try:
            os.killpg(group, signal.SIGKILL)
        except OSError:
            continue


if __name__ == "__main__":
    reap(sys.stdin)
