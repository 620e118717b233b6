"""The course as it stands: each lab with its tasks, for the start page and for the end of a lab."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from lambdalab.aws import account_id
from lambdalab.checks import TASKS, tasks_of
from lambdalab.checks.results import ink
from lambdalab.progress import Record, Standing, records_of

_MARKS: Mapping[Standing, tuple[str, str, str]] = {
    "passed": ("✓", "#2e7d32", "passed"),
    "caught up": ("↷", "#1f4e79", "done by the solution"),
    "broken": ("!", "#b3261e", "passed before, broken now"),
    "tried": ("✗", "#9a5a12", "tried"),
    "open": ("·", "#8a949d", "not tried yet"),
}


@dataclass(frozen=True)
class LabProgress:
    """One lab: the standing of each task, and the points of those that are passed."""

    lab: str
    standings: Mapping[str, Standing]
    points: float
    worth: float

    @classmethod
    def now(cls, lab: str) -> "LabProgress":
        """Return how a lab stands in its present account."""
        records = records_of(account_id(lab))
        tasks = tasks_of(lab)
        standings = {task.name: records.get(task.name, Record()).standing for task in tasks}
        points = sum(task.points for task in tasks if standings[task.name] == "passed")
        return cls(lab, standings, points, sum(task.points for task in tasks))


@dataclass(frozen=True)
class CourseProgress:
    """All labs; a notebook shows them as a table, a terminal as lines."""

    labs: tuple[LabProgress, ...]

    @classmethod
    def now(cls) -> "CourseProgress":
        """Return how the course stands."""
        return cls(tuple(LabProgress.now(lab) for lab in sorted({task.lab for task in TASKS.values()})))

    def __repr__(self) -> str:
        width = max(len(lab.lab) for lab in self.labs)
        lines = [f"{lab.lab:<{width}}  {_marks(lab)}  {lab.points:g} of {lab.worth:g}" for lab in self.labs]
        return "\n".join([*lines, _key()])

    def _repr_html_(self) -> str:
        rows = "".join(_row(lab) for lab in self.labs)
        return (
            "<table style='border-collapse:collapse' aria-label='Your progress'><thead><tr>"
            "<th style='text-align:left'>lab</th><th style='text-align:left'>tasks</th>"
            f"<th style='text-align:right'>points</th></tr></thead><tbody>{rows}</tbody></table>"
            f"<div>{_coloured_key()}</div>"
        )


def _marks(lab: LabProgress) -> str:
    return " ".join(_MARKS[standing][0] for standing in lab.standings.values())


def _row(lab: LabProgress) -> str:
    marks = " ".join(_mark(task, standing) for task, standing in lab.standings.items())
    return (
        f"<tr><td style='text-align:left'>{escape(lab.lab)}</td><td style='text-align:left'>{marks}</td>"
        f"<td style='text-align:right'>{lab.points:g} of {lab.worth:g}</td></tr>"
    )


def _mark(task: str, standing: Standing) -> str:
    mark, colour, words = _MARKS[standing]
    title = escape(f"{task}: {words}", quote=True)
    return f"<span role='img' aria-label='{title}' title='{title}' style='{_look(colour)}'>{mark}</span>"


def _look(colour: str) -> str:
    return f"display:inline-block;min-width:1.3em;text-align:center;font-weight:700;color:{ink(colour)}"


def _key() -> str:
    return "   ".join(f"{mark} {words}" for mark, _, words in _MARKS.values())


def _coloured_key() -> str:
    entries = (
        f"<span style='display:inline-block;margin-right:1.2em'>"
        f"<span style='{_look(colour)}'>{mark}</span> {escape(words)}</span>"
        for mark, colour, words in _MARKS.values()
    )
    return "".join(entries)
