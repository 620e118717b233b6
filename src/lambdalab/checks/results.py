"""Typed verdicts: what a check says of a task, in words for the learner and as points for the gradebook."""

from dataclasses import dataclass
from html import escape
from typing import Literal

Status = Literal["passed", "missing", "mismatch", "failed", "skipped"]

_MARKS: dict[Status, str] = {"passed": "✓", "missing": "✗", "mismatch": "✗", "failed": "✗", "skipped": "–"}
_COLOURS: dict[Status, str] = {
    "passed": "#2e7d32",
    "missing": "#b3261e",
    "mismatch": "#b3261e",
    "failed": "#b3261e",
    "skipped": "#6b6b6b",
}


class Unmet(Exception):
    """Raised by a check: the task is not met.

    ``missing``: something is not there. ``mismatch``: it is there, with other settings. ``failed``: it is set
    up and does not behave. ``skipped``: it cannot be judged before another task is done.
    """

    def __init__(self, status: Status, *, expected: str, found: str, look_at: str) -> None:
        self.status = status
        self.expected = expected
        self.found = found
        self.look_at = look_at
        super().__init__(found)


@dataclass(frozen=True)
class Verdict:
    """What a check found: ``points`` of ``worth`` for ``task``; the three texts are empty where it passed."""

    task: str
    status: Status
    points: float
    worth: float
    expected: str = ""
    found: str = ""
    look_at: str = ""

    @property
    def title(self) -> str:
        """Return the first line of the card."""
        return f"{_MARKS[self.status]} {self.task} · {self.points:g} of {self.worth:g}"

    def lines(self) -> list[tuple[str, str]]:
        """Return the labelled lines below the title."""
        if self.status == "passed":
            return []
        if self.status == "skipped":
            return [("skipped", self.found), ("look at", self.look_at)]
        return [("expected", self.expected), ("found", self.found), ("look at", self.look_at)]

    def __repr__(self) -> str:
        return "\n".join([self.title, *(f"  {label + ':':<10}{text}" for label, text in self.lines())])

    def _repr_html_(self) -> str:
        label_style = "display:inline-block;width:6em;opacity:.7"
        rows = "".join(
            f"<div><span style='{label_style}'>{label}</span>{escape(text)}</div>"
            for label, text in self.lines()
        )
        colour = _COLOURS[self.status]
        return (
            f"<div role='status' style='border-left:4px solid {colour};padding:.3em .9em'>"
            f"<div style='font-weight:600;color:{colour}'>{escape(self.title)}</div>{rows}</div>"
        )
