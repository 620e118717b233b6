"""What is noted of a learner's tasks."""

from pathlib import Path

import pytest

from lambdalab import notes, progress
from lambdalab.progress import Record, note_catch_up, note_check, note_hint, records_of

OLD, NEW = "111111111111", "222222222222"


@pytest.fixture(autouse=True)
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep each test's notes apart."""
    file = tmp_path / "progress.json"
    monkeypatch.setattr(progress, "PROGRESS_NOTE", file)
    return file


def test_a_task_stands_as_its_checks_found() -> None:
    """Open, tried, passed, and broken once it fails again."""
    assert Record().standing == "open"
    standings = []
    for status in ("missing", "passed", "failed", "passed"):
        note_check(OLD, "wire", status, 0.0, "engine")
        standings.append(records_of(OLD)["wire"].standing)
    assert standings == ["tried", "passed", "broken", "passed"]


def test_the_first_check_and_the_first_pass_keep_their_times() -> None:
    """Later checks move neither; they are counted."""
    note_check(OLD, "wire", "passed", 5.0, "engine")
    first = records_of(OLD)["wire"]
    note_check(OLD, "wire", "passed", 5.0, "engine")
    again = records_of(OLD)["wire"]
    assert (again.first_check, again.passed) == (first.first_check, first.passed)
    assert (first.checks, again.checks) == (1, 2)


def test_hints_are_counted_apart_from_checks() -> None:
    """A hint that was opened before any check leaves the task open."""
    assert [note_hint(OLD, "wire"), note_hint(OLD, "wire")] == [1, 2]
    assert records_of(OLD)["wire"].standing == "open"


def test_catching_up_keeps_what_the_learner_had_passed() -> None:
    """In the new account only the other tasks are marked as the solution's."""
    note_check(OLD, "own", "passed", 5.0, "engine")
    note_check(OLD, "hard", "failed", 0.0, "engine")
    note_catch_up(OLD, NEW, ["own", "hard", "never"])
    standings = {task: record.standing for task, record in records_of(NEW).items()}
    assert standings == {"own": "passed", "hard": "caught up", "never": "caught up"}


def test_a_caught_up_task_stays_so_when_its_check_passes_and_breaks_when_it_fails() -> None:
    """The solution's work is not taken for the learner's."""
    note_catch_up(OLD, NEW, ["wire"])
    note_check(NEW, "wire", "passed", 5.0, "engine")
    assert records_of(NEW)["wire"].standing == "caught up"
    note_check(NEW, "wire", "failed", 0.0, "engine")
    assert records_of(NEW)["wire"].standing == "broken"


def test_what_is_no_record_is_left_out(note: Path) -> None:
    """A file that another version or a hand wrote is read as far as it goes."""
    notes.update(
        note, lambda content: content.update({OLD: {"wire": {"checks": 2, "points": "many", "x": 1}}})
    )
    assert records_of(OLD) == {"wire": Record(checks=2)}
    notes.update(note, lambda content: content.update({NEW: "nonsense"}))
    assert records_of(NEW) == {}
