"""What a learner has done: one record for each task of each account, kept in one small file.

A fresh account has fresh records: a lab that was reset starts anew.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal

from lambdalab import notes
from lambdalab.paths import PROGRESS_NOTE

type Standing = Literal["passed", "caught up", "broken", "tried", "open"]


@dataclass(frozen=True)
class Record:
    """What is known of one task in one account.

    ``status`` and ``points`` are those of the last check, ``first_check`` and ``passed`` are times in seconds
    since 1970, ``hints`` counts the opened hints, and ``engine`` names the engine that was asked last.
    """

    status: str = ""
    points: float = 0.0
    checks: int = 0
    hints: int = 0
    first_check: float = 0.0
    passed: float = 0.0
    caught_up: bool = False
    engine: str = ""

    @property
    def standing(self) -> Standing:
        """Return how the task stands."""
        if self.status not in ("", "passed") and (self.passed or self.caught_up):
            return "broken"
        if self.caught_up:
            return "caught up"
        if self.status == "passed":
            return "passed"
        return "tried" if self.checks else "open"


def records_of(account: str) -> dict[str, Record]:
    """Return the records of an account by task."""
    return {task: _record(kept) for task, kept in _tasks_of(notes.read(PROGRESS_NOTE), account).items()}


def note_check(account: str, task: str, status: str, points: float, engine: str) -> None:
    """Note what a check found."""
    now = time.time()

    def change(record: Record) -> Record:
        passed = record.passed or (now if status == "passed" else 0.0)
        told = replace(record, status=status, points=points, passed=passed, engine=engine)
        return replace(told, checks=record.checks + 1, first_check=record.first_check or now)

    _change(account, task, change)


def note_hint(account: str, task: str) -> int:
    """Note that one more hint was opened, and return how many that makes."""
    return _change(account, task, lambda record: replace(record, hints=record.hints + 1)).hints


def note_catch_up(old: str, new: str, tasks: Iterable[str]) -> None:
    """Note in a new account which tasks the solution did, and which the learner had passed in the old one."""
    before = records_of(old)
    for task in tasks:
        own = before.get(task, Record())
        done = own if own.standing == "passed" else replace(own, status="", caught_up=True)
        _change(new, task, lambda _, done=done: done)  # type: ignore[misc]


def _change(account: str, task: str, change: Callable[[Record], Record]) -> Record:
    changed: list[Record] = []

    def apply(content: notes.Content) -> None:
        tasks = _tasks_of(content, account)
        changed.append(change(_record(tasks.get(task))))
        content[account] = tasks | {task: asdict(changed[0])}

    notes.update(PROGRESS_NOTE, apply)
    return changed[0]


def _tasks_of(content: notes.Content, account: str) -> dict[str, Any]:
    tasks = content.get(account)
    return tasks if isinstance(tasks, dict) else {}


def _record(kept: Any) -> Record:
    """Return a record from what the file holds; what is not of its kind is left out."""
    kinds = {field.name: type(field.default) for field in fields(Record)}
    kept = kept if isinstance(kept, dict) else {}
    sound: Any = {name: value for name, value in kept.items() if type(value) is kinds.get(name)}
    return Record(**sound)
