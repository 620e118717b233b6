"""The files of a graded class: what was handed in, the graded notebooks, feedback, nbgrader's gradebook."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from lambdalab.grading import releases
from lambdalab.grading.gradebook import NOTEBOOK, Book
from lambdalab.grading.handins import HandIn
from lambdalab.grading.matching import Plan
from lambdalab.grading.records import Record
from lambdalab.grading.returned import feedback_writer, notebook_of, write_whole

_LARGEST_COPY = 20_000_000


class Pages:
    """Everything that is written for people, in nbgrader's folders: its Formgrader opens on them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._book = Book(folder)
        self._feedback = feedback_writer(folder, self._book.url)

    def close(self) -> None:
        """Give the gradebook back."""
        self._book.close()

    def write(self, record: Record, plan: Plan, hand_in: HandIn) -> None:
        """Write one hand-in's marks and pages."""
        where = Path(record.learner) / record.lab / f"{NOTEBOOK}.ipynb"
        graded = json.dumps(notebook_of(plan, record), indent=1)
        write_whole(self._folder / "autograded" / where, graded)
        content = hand_in.read()
        text = content.decode(errors="replace") if len(content) <= _LARGEST_COPY else graded
        write_whole(self._folder / "submitted" / where, text)
        self.enter([record])
        self._feedback(record.learner, record.lab)

    def has(self, learner: str, lab: str) -> bool:
        """Tell whether a hand-in's pages are there."""
        return (self._folder / "feedback" / learner / lab / f"{NOTEBOOK}.html").is_file()

    def enter(self, records: Iterable[Record]) -> None:
        """Write marks into the gradebook."""
        self._book.enter(records, [releases.release(lab) for lab in releases.labs()])

    def remove(self, learner: str, lab: str) -> None:
        """Take out what was written for a hand-in that has no mark any more."""
        self._book.remove(learner, lab)
        for kind in ("autograded", "feedback", "submitted"):
            shutil.rmtree(self._folder / kind / learner / lab, ignore_errors=True)
