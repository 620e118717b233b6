"""nbgrader's gradebook, filled by its own API: one writer, after the checks have spoken."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    MissingEntry,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)

from lambdalab.environments import COURSE
from lambdalab.grading.records import Record
from lambdalab.grading.releases import Place, Release
from lambdalab.paths import SOLUTIONS

NOTEBOOK = "lab"
"""nbgrader's name for the one notebook of each lab: its file is ``lab.ipynb``."""

_CONFIG = '''"""nbgrader's settings for this class, written by ./lab grade: run nbgrader in this folder."""

c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.source_directory = {source!r}
c.CourseDirectory.db_url = {url!r}
c.HTMLExporter.mathjax_url = ""
c.HTMLExporter.require_js_url = ""
'''


class Book:
    """The gradebook in a class's folder."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'gradebook.db'}"
        (folder / "nbgrader_config.py").write_text(
            _CONFIG.format(root=str(folder), source=str(SOLUTIONS), url=self.url)
        )
        # nbgrader calls alembic by its name, once, to write down the version of a new database.
        os.environ["PATH"] = os.pathsep.join([str(COURSE.folder / "bin"), os.environ.get("PATH", os.defpath)])
        self._book: Any = Gradebook(self.url)

    def close(self) -> None:
        """Give the database back."""
        self._book.close()
        self._book.engine.dispose()

    def enter(self, records: Iterable[Record], releases: Iterable[Release]) -> None:
        """Write the marks of records. A person's own marks and comments stay beside them."""
        by_lab: dict[str, list[Record]] = {}
        for record in records:
            by_lab.setdefault(record.lab, []).append(record)
        for release in releases:
            if release.lab in by_lab:
                self._describe(release)
                self._enter(release.lab, by_lab[release.lab])

    def remove(self, learner: str, lab: str) -> None:
        """Take a hand-in out: it has no mark any more."""
        try:
            self._book.remove_submission(lab, learner)
        except MissingEntry:
            return

    def _describe(self, release: Release) -> None:
        """Write down a lab's cells; one that is there already is left as it is."""
        try:
            self._book.find_notebook(NOTEBOOK, release.lab)
        except MissingEntry:
            self._book.update_or_create_assignment(release.lab)
            kernel = json.dumps(
                {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
            )
            self._book.add_notebook(NOTEBOOK, release.lab, kernelspec=kernel)
            for place in release.places:
                self._describe_cell(place, release.lab)

    def _describe_cell(self, place: Place, lab: str) -> None:
        if not place.grade_id:
            return
        where = (place.grade_id, NOTEBOOK, lab)
        settings = json.loads(place.settings)
        kind = "code" if place.is_code else "markdown"
        if settings.get("grade"):
            self._book.add_grade_cell(*where, max_score=float(settings["points"]), cell_type=kind)
        if settings.get("solution"):
            self._book.add_solution_cell(*where)
        told = {"cell_type": kind, "locked": bool(settings.get("locked")), "source": place.source}
        self._book.add_source_cell(*where, **told, checksum=settings.get("checksum"))

    def _enter(self, lab: str, records: list[Record]) -> None:
        known = {submission.student_id for submission in self._book.find_assignment(lab).submissions}
        for record in records:
            if record.learner not in known:
                self._book.update_or_create_student(record.learner)
                with self._book.db.no_autoflush:  # it warns of its own half-made rows
                    self._book.add_submission(lab, record.learner)
        grades = self._grades(lab)
        for record in records:
            for verdict in record.verdicts:
                grade = grades[record.learner, verdict.task]
                grade.auto_score = verdict.points
                grade.needs_manual_grade = False
        self._book.db.commit()

    def _grades(self, lab: str) -> dict[tuple[str, str], Any]:
        rows = (
            self._book.db.query(Student.id, BaseCell.name, Grade)
            .select_from(Grade)
            .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
            .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
            .join(Student, SubmittedAssignment.student_id == Student.id)
            .join(BaseCell, Grade.cell_id == BaseCell.id)
            .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
            .filter(Assignment.name == lab, Notebook.name == NOTEBOOK)
        )
        return {(student, cell): grade for student, cell, grade in rows}
