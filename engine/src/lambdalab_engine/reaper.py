"""A small process beside the engine that ends every function when the engine is gone, however it went.

It reads runtimes from its standard input, ``+123 127.0.0.1:4567`` to watch one and ``-123 …`` to forget it;
the end of that input means that the engine has ended. Run as a script, this file is that process.
"""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterable


class Reaper:
    """The engine's side: starts the process with the first runtime to watch, and again should it be gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._watched: dict[int, str] = {}

    def watch(self, pid: int, address: str) -> None:
        """Have the runtime with its API at ``address`` killed, and its family, when the engine ends."""
        with self._lock:
            self._watched[pid] = address
            self._say(f"+{pid} {address}\n")

    def forget(self, pid: int) -> None:
        """Leave a runtime alone that has ended: its number may be given to another process."""
        with self._lock:
            self._say(f"-{pid} {self._watched.pop(pid)}\n")

    def end_all(self) -> None:
        """End every runtime that is watched, now, and wait until they are gone."""
        from lambdalab_engine import family

        with self._lock:
            family.end(self._watched)
            for pid in self._watched:
                with contextlib.suppress(ChildProcessError):  # another thread has waited for it
                    os.waitpid(pid, 0)

    def _say(self, line: str) -> None:
        try:
            self._write(line)
        except BrokenPipeError:
            self._process = None
            self._write("".join(f"+{pid} {address}\n" for pid, address in self._watched.items()))

    def _write(self, text: str) -> None:
        if self._process is None:
            self._process = _start()
        assert self._process.stdin is not None
        os.write(self._process.stdin.fileno(), text.encode())


REAPER = Reaper()


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-I", __file__]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True)


def still_watched(lines: Iterable[str]) -> dict[int, str]:
    """Follow ``lines`` to their end; return the runtimes that are still watched, with their addresses."""
    watched: dict[int, str] = {}
    for line in lines:
        pid, address = line[1:].split()
        if line[0] == "+":
            watched[int(pid)] = address
        else:
            watched.pop(int(pid), None)
    return watched


def main() -> None:
    """Wait for the engine's end, then end what it left."""
    left = still_watched(sys.stdin)
    from lambdalab_engine import family  # only now: until then this process stays small

    family.end(left)


if __name__ == "__main__":
    main()
