"""A class as it was handed in: each learner's newest hand-in of a lab, and what to say of the others."""

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lambdalab.errors import LabError
from lambdalab.grading import handins, papers, releases, systems
from lambdalab.grading.papers import Paper
from lambdalab.grading.remarks import Remark

_LONGEST_NOTE = 5_000_000

type Key = tuple[str, str]
"""A learner and a lab."""


@dataclass
class Roster:
    """Papers with their hand-ins, remarks on files, and learners' own notes of their progress."""

    papers: dict[Key, tuple[Paper, handins.HandIn]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)


def read(submissions: Path, wanted: Sequence[str]) -> Roster:
    """Read what was handed in, of the wanted labs or of all where none is named.

    Raises LabError where nothing was.
    """
    roster = Roster()
    known = [releases.release(lab) for lab in releases.labs()]
    for found in handins.find(submissions, releases.labs()):
        if isinstance(found, Remark):
            roster.remarks.append(found)
        elif isinstance(found, handins.ProgressNote):
            with contextlib.suppress(Exception):  # it earns nothing, so it may be anything
                roster.notes[found.learner] = json.loads(found.read()[:_LONGEST_NOTE])
        else:
            _add(roster, found, papers.read(found, known), wanted)
    roster.papers = systems.assigned(roster.papers)
    if not roster.papers and not roster.remarks:
        raise LabError(
            f"Nothing was handed in in {submissions}.",
            "It should hold a folder for each learner, or notebooks named after them.",
        )
    return roster


def _add(roster: Roster, found: handins.HandIn, paper: Paper | Remark, wanted: Sequence[str]) -> None:
    if isinstance(paper, Remark):
        roster.remarks.append(paper)
        return
    if wanted and paper.lab not in wanted:
        said = f"is {paper.lab}, and {', '.join(wanted)} is being graded"
        roster.remarks.append(Remark("refused", paper.learner, paper.lab, paper.source, said))
        return
    key = (paper.learner, paper.lab)
    if key in roster.papers:
        other = roster.papers[key][1]
        older = other if found.newness >= other.newness else found
        said = "is set aside: a newer one of the same learner was handed in"
        roster.remarks.append(Remark("look", paper.learner, paper.lab, older.source, said))
        if older is found:
            return
    roster.papers[key] = (paper, found)
