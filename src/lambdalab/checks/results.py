"""Typed verdicts: what a check says of a task, in words for the learner and as points for the gradebook."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Literal

Status = Literal["passed", "missing", "mismatch", "failed", "skipped"]

_MARKS: dict[Status, str] = {"passed": "✓", "missing": "✗", "mismatch": "✗", "failed": "✗", "skipped": "–"}
AS_IT_IS = "mathjax_ignore"
"""The class of what JupyterLab is not to set as a formula: patterns have more than one $ in them."""

_COLOURS: dict[Status, str] = {
    "passed": "#2e7d32",
    "missing": "#b3261e",
    "mismatch": "#b3261e",
    "failed": "#b3261e",
    "skipped": "#6b6b6b",
}


_MOST_CHARACTERS = 400
"""How much of what was found a card shows: some four lines."""


def shortened(text: str, most: int = _MOST_CHARACTERS) -> str:
    """Return a text, cut after a word where it has more characters than ``most``."""
    if len(text) <= most:
        return text
    words = text[: most + 1].rpartition(" ")[0] or text[:most]
    return f"{words.rstrip()} …"


def ink(colour: str) -> str:
    """Return a text colour drawn towards that of JupyterLab's theme, so that it is read on light and dark."""
    return f"color-mix(in srgb, {colour} 70%, var(--jp-content-font-color0, black))"


def listed(what: str, names: Iterable[str]) -> str:
    """Return which of something there are, in words for ``found``."""
    told = ", ".join(names)
    return f"{what} are {told}" if told else "there is none"


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
    """What a check found: ``points`` of ``worth`` for ``task``; the texts are empty where it passed.

    ``note`` says what else the learner should know, for example that the engine was restarted; ``because``,
    where a task was skipped, what is wrong with the one that it waits for.
    """

    task: str
    status: Status
    points: float
    worth: float
    expected: str = ""
    found: str = ""
    look_at: str = ""
    note: str = ""
    because: str = ""

    @property
    def title(self) -> str:
        """Return the first line of the card."""
        return f"{_MARKS[self.status]} {self.task} · {self.points:g} of {self.worth:g}"

    def lines(self) -> list[tuple[str, str]]:
        """Return the labelled lines below the title."""
        because = [("because", self.because)] if self.because else []
        found = shortened(self.found)
        told = {
            "passed": [],
            "skipped": [("skipped", found), *because, ("look at", self.look_at)],
        }
        unmet = [("expected", self.expected), ("found", found), ("look at", self.look_at)]
        note = [("note", self.note)] if self.note else []
        return told.get(self.status, unmet) + note

    def __repr__(self) -> str:
        return "\n".join([self.title, *(f"  {label + ':':<10}{text}" for label, text in self.lines())])

    def _repr_html_(self) -> str:
        label_style = "flex:none;width:6em;opacity:.7"
        rows = "".join(
            f"<div class='{AS_IT_IS}' style='display:flex'><span style='{label_style}'>{label}</span>"
            f"<span style='min-width:0;overflow-wrap:anywhere'>{escape(text)}</span></div>"
            for label, text in self.lines()
        )
        colour = _COLOURS[self.status]
        return (
            f"<div role='status' style='border-left:4px solid {colour};padding:.3em .9em'>"
            f"<div style='font-weight:600;color:{ink(colour)}'>{escape(self.title)}</div>{rows}</div>"
        )


@dataclass(frozen=True)
class LabVerdict:
    """The verdicts on all tasks of a lab."""

    lab: str
    verdicts: tuple[Verdict, ...]

    @property
    def points(self) -> float:
        """Return the points of all tasks."""
        return sum(verdict.points for verdict in self.verdicts)

    @property
    def title(self) -> str:
        """Return the first line of the card."""
        worth = sum(verdict.worth for verdict in self.verdicts)
        return f"{self.lab} · {self.points:g} of {worth:g}"

    def __repr__(self) -> str:
        return "\n".join([self.title, *map(repr, self.verdicts)])

    def _repr_html_(self) -> str:
        cards = "".join(verdict._repr_html_() for verdict in self.verdicts)
        return f"<div><div style='font-weight:600'>{escape(self.title)}</div>{cards}</div>"
