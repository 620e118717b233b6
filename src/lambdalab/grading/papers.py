"""Reads a notebook that was handed in, whatever it holds, and tells which lab it is."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lambdalab.grading.handins import HandIn, TooLarge
from lambdalab.grading.releases import Release, text_of
from lambdalab.grading.remarks import Remark
from lambdalab.outage.numbers import TOLD

_MOST_CELLS = 2_000
_MOST_SOURCE = 2_000_000
_LARGE_FILE = 20_000_000
_RECOGNISED = 3
"""Cells of a lab's own that a notebook must hold to be of that lab."""


@dataclass(frozen=True)
class Cell:
    """One cell as it was handed in; ``name`` is its id, ``grade_id`` nbgrader's name for it, or "".

    ``systems`` are the numbers of systems that it printed, where a lab gives each learner another one.
    """

    name: str
    grade_id: str
    kind: str
    source: str
    systems: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Return what it is called, by either name."""
        return frozenset({self.name, self.grade_id} - {""})


@dataclass(frozen=True)
class Paper:
    """A hand-in that can be graded: its cells, without outputs, and a digest of the bytes that came.

    ``system`` is the number of the one that it is graded with, where a lab gives each learner another one.
    """

    learner: str
    lab: str
    source: str
    digest: str
    cells: tuple[Cell, ...]
    remarks: tuple[Remark, ...] = ()
    system: str = ""


class Unreadable(Exception):
    """A hand-in that is no notebook; its words say why."""


def read(hand_in: HandIn, releases: Sequence[Release]) -> Paper | Remark:
    """Return the paper, or the remark that says why there is none."""

    def refused(why: str) -> Remark:
        return Remark("refused", hand_in.learner, hand_in.lab, hand_in.source, why)

    try:
        content = hand_in.read()
        cells = cells_of(content)
    except TooLarge:
        return refused("holds more than 512 MB, and was not read")
    except Unreadable as error:
        return refused(str(error))
    except Exception as error:  # a zip's member can fail in many ways; none may stop the class
        return refused(f"cannot be read ({type(error).__name__}: {error})")
    lab = lab_of(cells, releases)
    if not lab:
        return refused("is a notebook, and of no lab of this course")
    if hand_in.lab and hand_in.lab != lab:
        return refused(f"was handed in as {hand_in.lab}, and its cells are those of {lab}: a wrong lab")
    remarks = []
    if len(content) > _LARGE_FILE:
        said = f"holds {len(content) / 1e6:,.0f} MB, most of it outputs, which are left out"
        remarks.append(Remark("note", hand_in.learner, lab, hand_in.source, said))
    digest = hashlib.sha256(content).hexdigest()
    return Paper(hand_in.learner, lab, hand_in.source, digest, cells, tuple(remarks))


def cells_of(content: bytes) -> tuple[Cell, ...]:
    """Return a notebook's cells. Raises Unreadable."""
    if not content.strip():
        raise Unreadable("is an empty file")
    try:
        notebook = json.loads(content.decode("utf-8-sig") if content[:3] == b"\xef\xbb\xbf" else content)
    except (ValueError, RecursionError) as error:
        if content.startswith(b"%PDF"):
            raise Unreadable("is not a notebook but a PDF") from None
        raise Unreadable(f"is not a notebook: it is no JSON ({type(error).__name__}: {error})") from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if cells is None and isinstance(notebook, dict) and isinstance(notebook.get("worksheets"), list):
        cells = [cell for sheet in notebook["worksheets"] for cell in sheet.get("cells", [])]
    if not isinstance(cells, list):
        raise Unreadable("is not a notebook: it is JSON without cells")
    if not cells:
        raise Unreadable("is a notebook without any cell")
    if len(cells) > _MOST_CELLS:
        raise Unreadable(f"is a notebook of {len(cells):,} cells, more than anybody writes")
    return tuple(_cell(cell) for cell in cells if isinstance(cell, dict))


def _cell(cell: dict[str, Any]) -> Cell:
    metadata = cell.get("metadata")
    settings = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = settings.get("grade_id", "") if isinstance(settings, dict) else ""
    source = text_of(cell.get("source", cell.get("input", "")))
    if len(source) > _MOST_SOURCE:
        raise Unreadable(f"has a cell of {len(source):,} characters, more than anybody writes")
    source = source.replace("\r\n", "\n").encode(errors="replace").decode()
    name, kind = _word(cell.get("id")), _word(cell.get("cell_type"))
    return Cell(name, _word(grade_id), kind, source, _systems(cell.get("outputs")))


def _systems(outputs: object) -> tuple[str, ...]:
    """Return the numbers of systems that a cell printed: of its outputs nothing else is read."""
    printed = (
        [one.get("text") for one in outputs if isinstance(one, dict)] if isinstance(outputs, list) else []
    )
    return tuple(number for text in printed for number in TOLD.findall(text_of(text)))


def _word(value: object) -> str:
    return value[:200] if isinstance(value, str) else ""


def lab_of(cells: Sequence[Cell], releases: Sequence[Release]) -> str:
    """Return the lab whose cells these are, "" where there is none. Several labs share some ids: most win."""
    scores = {release.lab: _score(cells, release) for release in releases}
    best = max(scores, key=lambda lab: scores[lab], default="")
    return best if best and scores[best] >= _RECOGNISED else ""


def _score(cells: Sequence[Cell], release: Release) -> int:
    """Count what speaks for a lab: its checks and answers by name or by line, its given cells by content."""
    sources = {cell.source.strip() for cell in cells if cell.source.strip()}
    names = {name for cell in cells for name in cell.names}
    named = sum(bool(place.names & names) for place in release.places if place.task)
    worded = sum(place.source.strip() in sources for place in release.places)
    asked = sum(
        f'check("{place.task}")' in source for source in sources for place in release.places if place.task
    )
    opened = any(f'open_account("{release.lab}"' in source for source in sources)
    return named + worded + min(asked, len(release.places)) + 2 * opened
