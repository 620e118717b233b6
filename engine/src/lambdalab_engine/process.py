"""One runtime process: its start, its output, its memory, and the end of its whole family."""

import contextlib
import os
import select
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil  # type: ignore[import-untyped] # its stubs are not in the engine's environment

from lambdalab_engine import family, tree
from lambdalab_engine.output import Output
from lambdalab_engine.reaper import REAPER
from lambdalab_engine.sandbox_init import SandboxInit

MIB = 1024 * 1024
_SHELL = 128
_CHUNK = 65536
_CHUNKS_AT_ONCE = 16  # the most that a pipe holds; who writes without end is not read without end


class RuntimeProcess:
    """A process in a session of its own, its standard output and error on one pipe.

    In a sandbox, which ``is_sandbox`` says, it is bubblewrap; below it is the first process of the sandbox,
    with whose end the kernel ends all others, and below that the runtime.
    """

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], folder: Path, *, is_sandbox: bool = False
    ) -> None:
        self._pipe, child_end = os.pipe()
        os.set_blocking(self._pipe, False)
        try:
            self._process = subprocess.Popen(
                command,
                env=env,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=child_end,
                stderr=child_end,
                start_new_session=True,
            )
        except OSError:
            os.close(self._pipe)
            raise
        finally:
            os.close(child_end)
        self._address = env[family.ADDRESS_VARIABLE]
        self._init = SandboxInit(self._process.pid) if is_sandbox else None
        self._stopped: list[int] = []
        self._peak = 0
        REAPER.watch(self._process.pid, self._address)

    def fileno(self) -> int:
        """Return the descriptor on which the output arrives."""
        return self._pipe

    def exit_code(self) -> int | None:
        """Return the exit status (minus the signal's number where one ended it), None while it runs.

        The process number stays taken until ``kill``, which uses it.
        """
        code = self._exit_code()
        # Like a shell, bubblewrap exits with 128 and more where a signal ended what it ran.
        is_signal = self._init is not None and code is not None and code - _SHELL in signal.valid_signals()
        return _SHELL - code if is_signal and code is not None else code

    def read_into(self, output: Output) -> bool:
        """Move the output that is there into ``output``; return False once the pipe has ended."""
        with contextlib.suppress(BlockingIOError):
            for _ in range(_CHUNKS_AT_ONCE):
                chunk = os.read(self._pipe, _CHUNK)
                if not chunk:
                    return False
                output.feed(chunk)
        return True

    def members(self) -> list[int]:
        """Return the numbers of the function's processes, the runtime first."""
        return tree.below(self._first())

    def memory_used(self) -> int:
        """Return the peak of its resident memory so far, in bytes."""
        with contextlib.suppress(psutil.Error, OSError):
            self._peak = max([self._peak, *map(_peak_resident, self._first()[:1])])
        return self._peak

    def memory_with_children(self) -> int:
        """Return the peak so far, in bytes, its children's memory included; slower than ``memory_used``."""
        pids = self.members()
        if len(pids) > 1:
            self._peak = max(self._peak, sum(_share(pid) for pid in pids))
        return self.memory_used()

    def freeze(self) -> None:
        """Stop the function's processes, wherever they are."""
        self._stopped = tree.stop(self._first())

    def thaw(self) -> None:
        """Let them go on."""
        tree.go_on(self._stopped)
        self._stopped = []

    def kill(self) -> None:
        """End the process and everything that it started, and wait until it is gone."""
        if self._process.returncode is None:
            if self._init is None or not self._init.kill():
                family.end({self._process.pid: self._address})
            self._process.wait()

    def close(self) -> None:
        """Give the descriptors back; call it once, after ``kill``, when nobody reads any more."""
        REAPER.forget(self._process.pid)
        os.close(self._pipe)
        if self._init is not None:
            self._init.close()

    def _first(self) -> list[int]:
        """Return the processes that none of the function's started: the runtime, and those it abandoned."""
        return [self._process.pid] if self._init is None else self._init.children()

    def _exit_code(self) -> int | None:
        try:
            result = os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:  # ``kill`` has waited for it, or does so now
            return self._process.wait()
        if result is None:
            return None
        return result.si_status if result.si_code == os.CLD_EXITED else -result.si_status


def wait_readable(descriptors: Sequence[int], seconds: float) -> set[int]:
    """Wait for ``seconds`` at the most; return the descriptors that can be read, or that have ended."""
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return {descriptor for descriptor, _ in poll.poll(max(0.0, seconds) * 1000)}


def _peak_resident(pid: int) -> int:
    """Return the most memory that a process held at once, in bytes (the present value outside Linux)."""
    with contextlib.suppress(FileNotFoundError):
        return _field(Path(f"/proc/{pid}/status"), "VmHWM:")
    return int(psutil.Process(pid).memory_info().rss)


def _share(pid: int) -> int:
    """Return the memory that a process holds now, in bytes; pages shared by a fork count in parts."""
    with contextlib.suppress(OSError):
        return _field(Path(f"/proc/{pid}/smaps_rollup"), "Pss:")
    with contextlib.suppress(psutil.Error):
        return int(psutil.Process(pid).memory_info().rss)
    return 0


def _field(file: Path, name: str) -> int:
    for line in file.read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * 1024
    return 0
