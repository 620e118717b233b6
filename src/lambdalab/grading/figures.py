"""What a class's marks say together, in numbers: for the report, and for nothing else."""

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lambdalab.checks import Verdict, tasks_of
from lambdalab.grading.records import Record

_CHANGING = (
    (re.compile(r"\b\d{12}\b"), "…"),
    (re.compile(r"\b[0-9a-f]{8,}\b"), "…"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT[\d:.]+Z?"), "…"),
)
"""What differs from one account or run to the next, in words that say the same."""

_MOST_HOURS = 200
_BINS = 10


@dataclass(frozen=True)
class TaskFigures:
    """One task over the class: who passed, what stopped the others first, how long it took, hints.

    ``minutes`` and ``hints`` are medians over those who recorded them, None where nobody did.
    """

    task: str
    worth: float
    passed: int
    asked: int
    blocked: int
    message: str
    message_count: int
    minutes: float | None
    hints: float | None

    @property
    def rate(self) -> float:
        """Return the part of the class that passed."""
        return self.passed / self.asked if self.asked else 0.0


def task_figures(lab: str, records: Sequence[Record], notes: Mapping[str, Any]) -> list[TaskFigures]:
    """Return the figures of a lab's tasks, in order; ``notes`` holds learners' own notes of progress."""
    return [_of_task(task.name, task.points, records, notes) for task in tasks_of(lab)]


def _of_task(task: str, worth: float, records: Sequence[Record], notes: Mapping[str, Any]) -> TaskFigures:
    verdicts = [one for record in records for one in record.verdicts if one.task == task]
    messages = Counter(message_of(one) for one in verdicts if one.status not in ("passed", "skipped"))
    message, count = messages.most_common(1)[0] if messages else ("", 0)
    told = [noted for record in records if (noted := _noted(notes.get(record.learner), task))]
    times = [minutes for minutes, _ in told if minutes is not None]
    hints = [hints for _, hints in told]
    return TaskFigures(
        task,
        worth,
        sum(one.status == "passed" for one in verdicts),
        len(verdicts),
        sum(one.status == "skipped" for one in verdicts),
        message,
        count,
        statistics.median(times) if times else None,
        statistics.fmean(hints) if hints else None,
    )


def message_of(verdict: Verdict) -> str:
    """Return what a verdict found, without what differs from one account to the next."""
    text = verdict.found
    for pattern, instead in _CHANGING:
        text = pattern.sub(instead, text)
    return text


def _noted(note: Any, task: str) -> tuple[float | None, int] | None:
    """Return the minutes to pass and the hints opened that a learner's own file tells of a task.

    The file holds tasks by the account's number; it is the learner's word, so nonsense is left out.
    """
    found = [
        tasks[task]
        for tasks in _values(note)
        if isinstance(tasks, dict) and isinstance(tasks.get(task), dict)
    ]
    if not found:
        return None
    hints = sum(min(_number(one.get("hints")), 99) for one in found)
    spans = [
        _number(one.get("passed")) - _number(one.get("first_check")) for one in found if one.get("passed")
    ]
    minutes = [span / 60 for span in spans if 0 <= span < _MOST_HOURS * 3600]
    return (min(minutes) if minutes else None), int(hints)


def _values(note: Any) -> Iterable[Any]:
    return note.values() if isinstance(note, dict) else ()


def _number(value: Any) -> float:
    return (
        float(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and value == value
        else 0.0
    )


def distribution(records: Sequence[Record]) -> list[int]:
    """Return how many hand-ins earned 0 to 9, 10 to 19 … 90 to 100 percent of the points."""
    bins = [0] * _BINS
    for record in records:
        share = record.points / record.worth if record.worth else 0.0
        bins[min(int(share * _BINS), _BINS - 1)] += 1
    return bins
