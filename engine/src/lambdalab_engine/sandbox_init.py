"""The first process of a sandbox, as the engine sees it: the kernel ends a sandbox with it."""

import os
import select
import signal

from lambdalab_engine import tree

_END_SECONDS = 10.0


class SandboxInit:
    """Found by the number of the bubblewrap that starts it, as soon as it is there."""

    def __init__(self, bubblewrap: int) -> None:
        self._bubblewrap = bubblewrap
        self._pid = 0
        self._descriptor: int | None = None  # it stays this process's, whoever gets its number

    def children(self) -> list[int]:
        """Return the sandbox's processes that have no other parent in it, the runtime first."""
        return tree.children(self._pid) if self._find() is not None else []

    def kill(self) -> bool:
        """End all that is in the sandbox, and wait until it is gone; return False where there is none."""
        descriptor = self._find()
        if descriptor is None:
            return False
        try:
            signal.pidfd_send_signal(descriptor, signal.SIGKILL)
        except ProcessLookupError:
            return False
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return bool(poll.poll(_END_SECONDS * 1000))

    def close(self) -> None:
        """Give the descriptor back."""
        if self._descriptor is not None:
            os.close(self._descriptor)

    def _find(self) -> int | None:
        if self._descriptor is None:
            for pid in tree.children(self._bubblewrap)[:1]:
                try:
                    self._descriptor, self._pid = os.pidfd_open(pid), pid
                except ProcessLookupError:
                    break
        return self._descriptor
