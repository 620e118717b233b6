"""Counts down in a notebook where a check has to wait, as for an alarm, and then takes that away again."""

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from IPython.display import clear_output, display

from lambdalab.waiting import told_to

OFF = "LAMBDALAB_COUNTDOWN"
"""The environment variable that is "off" where outputs are compared: a machine may be slow."""

_A_MOMENT = 2.0
"""Seconds that nobody minds."""


@contextmanager
def countdown(task: str) -> Iterator[None]:
    """Show, within the block, how long each wait of more than a moment may still take."""
    if os.environ.get(OFF) == "off":
        yield
        return
    shown = _Shown(task)
    try:
        with told_to(shown.tell):
            yield
    finally:
        if shown.handle is not None:
            clear_output(wait=True)


class _Shown:
    def __init__(self, task: str) -> None:
        self.task = task
        self.handle: Any = None
        self._last = -1

    def tell(self, waited: float, left: float) -> None:
        """Write the seconds that are left, once a second."""
        seconds = math.ceil(left)
        if waited < _A_MOMENT or seconds == self._last:
            return
        self._last = seconds
        text = {"text/plain": f"{self.task}: AWS takes its time here; {seconds} s at the most"}
        if self.handle is None:
            self.handle = display(text, raw=True, display_id=True)
        else:
            self.handle.update(text, raw=True)
