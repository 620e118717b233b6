"""What is done: a file for each hand-in, written in one step: a stop loses none, none is graded twice."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lambdalab.checks import Verdict
from lambdalab.grading import releases
from lambdalab.grading.marking import Marked, points
from lambdalab.grading.owners import safe_name
from lambdalab.grading.papers import Paper
from lambdalab.grading.remarks import Remark


@dataclass(frozen=True)
class Fault:
    """A cell that did not end well, by the task that it belongs to; "" where it is no task's."""

    cell: str
    task: str
    said: str


@dataclass(frozen=True)
class Record:
    """A graded hand-in. ``key`` says from what: other bytes, another lab or other checks are graded anew."""

    key: str
    learner: str
    lab: str
    source: str
    verdicts: tuple[Verdict, ...]
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Remark, ...] = ()
    outputs: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def points(self) -> float:
        """Return its points."""
        return points(self.verdicts)

    @property
    def worth(self) -> float:
        """Return the most that it could have."""
        return sum(verdict.worth for verdict in self.verdicts)


def key_of(paper: Paper, *, shut_in: bool) -> str:
    """Return the digest of all that a mark depends on."""
    lab = releases.release(paper.lab).digest
    parts = (paper.digest, lab, releases.checks_digest(), str(shut_in), paper.system)
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


class Records:
    """The records in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, learner: str, lab: str) -> Record | None:
        """Return the record of a hand-in, None where there is none that can be read."""
        try:
            return _record(json.loads(self._path(learner, lab).read_text()))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def all(self) -> Iterator[Record]:
        """Yield all records, by learner and lab."""
        for path in sorted(self._folder.glob("*/*.json")):
            if (record := self.find(path.parent.name, path.stem)) is not None:
                yield record

    def save(self, record: Record) -> None:
        """Write a record in one step, to the disk."""
        path = self._path(record.learner, record.lab)
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        with new.open("w") as file:
            json.dump(asdict(record), file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)

    def remove(self, learner: str, lab: str) -> None:
        """Forget a record: what it was made from is no longer what was handed in."""
        self._path(learner, lab).unlink(missing_ok=True)

    def _path(self, learner: str, lab: str) -> Path:
        assert learner == safe_name(learner), f"{learner!r} is no name for a folder"
        return self._folder / learner / f"{lab}.json"


def record_of(
    marked: Marked, paper: Paper, key: str, remarks: tuple[Remark, ...], faults: tuple[Fault, ...]
) -> Record:
    """Return the record of a hand-in that was graded."""
    seconds = marked.run_seconds + marked.judge_seconds
    told = (marked.verdicts, faults, remarks, marked.outputs, seconds)
    return Record(key, paper.learner, paper.lab, paper.source, *told)


def _record(kept: dict[str, Any]) -> Record:
    return Record(
        key=kept["key"],
        learner=kept["learner"],
        lab=kept["lab"],
        source=kept["source"],
        verdicts=tuple(Verdict(**verdict) for verdict in kept["verdicts"]),
        faults=tuple(Fault(**fault) for fault in kept["faults"]),
        remarks=tuple(Remark(**remark) for remark in kept["remarks"]),
        outputs={int(number): outputs for number, outputs in kept["outputs"].items()},
        seconds=kept["seconds"],
    )
