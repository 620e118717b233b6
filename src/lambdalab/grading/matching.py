"""Brings the cells of a hand-in back to the lab's own: copied, moved, retyped, renamed, deleted or merged.

Nothing here decides marks, which the checks give from outside. It decides what is run: the lab's given cells
as they were given, the learner's answers, and whatever else the learner wrote, each where it belongs. Given
cells below the last check are for looking only, and are not run.
"""

import bisect
import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from lambdalab.grading.merged import taken_apart
from lambdalab.grading.papers import Cell, Paper
from lambdalab.grading.releases import Place, Release, is_asking
from lambdalab.grading.remarks import Remark, Weight

_ALIKE = 0.6
"""How much of an answer must be like the lab's stub to be taken for it, where nothing else tells."""

type PlanKind = Literal["text", "given", "answer", "check", "extra", "own text"]


@dataclass(frozen=True)
class PlanCell:
    """One cell as it will be run and given back. ``name`` is the lab's for its own cells, "" for extras.

    An answer that is ``untouched`` is not run: its stub would only write over what an earlier task built.
    """

    kind: PlanKind
    name: str
    task: str
    source: str
    settings: str = "{}"
    untouched: bool = False


_RUN = ("given", "answer", "extra")


@dataclass(frozen=True)
class Plan:
    """A hand-in, ready to be run: its cells in the lab's order, and what was mended."""

    cells: tuple[PlanCell, ...]
    remarks: tuple[Remark, ...]

    def run(self) -> tuple[tuple[int, str], ...]:
        """Return what the sandbox runs, by number and source: no checks, asked when it has ended."""
        last = max((number for number, cell in enumerate(self.cells) if cell.kind == "check"), default=0)
        return tuple(
            (number, cell.source)
            for number, cell in enumerate(self.cells)
            if cell.kind in _RUN and cell.source.strip() and not cell.untouched
            if cell.kind != "given" or number < last
        )


@dataclass
class _Piece:
    """A cell that was handed in, or a part of one that was merged; ``place`` is where it belongs."""

    cell: Cell
    number: int
    place: Place | None = None


def match(paper: Paper, release: Release) -> Plan:
    """Return what is to be run of a paper."""
    return _Matching(paper, release).plan()


class _Matching:
    def __init__(self, paper: Paper, release: Release) -> None:
        self._paper = paper
        self._release = release
        self._order = {place.name: number for number, place in enumerate(release.places)}
        self._told: list[Remark] = []
        self._renamed: list[str] = []
        split = taken_apart(paper.cells, release)
        self._pieces = [_Piece(cell, number) for number, cell in enumerate(split)]
        if len(split) > len(paper.cells):
            self._say("note", f"{len(split) - len(paper.cells)} merged cells were taken apart")

    def plan(self) -> Plan:
        for place in self._release.places:
            self._by_name(place)
        for place in self._release.code:
            self._by_content(place)
        for place in self._release.code:
            self._by_neighbours(place)
        if self._renamed:
            self._say("note", f"had other names or were typed anew, and were found: {_listed(self._renamed)}")
        self._tell_moved()
        self._tell_missing()
        return Plan(tuple(self._in_order()), tuple(self._told))

    def _say(self, weight: Weight, said: str) -> None:
        self._told.append(Remark(weight, self._paper.learner, self._paper.lab, self._paper.source, said))

    def _taken(self) -> set[str]:
        return {piece.place.name for piece in self._pieces if piece.place}

    def _by_name(self, place: Place) -> None:
        """Give a place to the cell that bears its name; of several, to the one that was worked on."""
        claims = [piece for piece in self._pieces if piece.place is None and place.names & piece.cell.names]
        if not claims:
            return
        chosen = max(claims, key=lambda piece: _merit(piece, place))
        chosen.place = place
        if place.is_code and len(claims) > 1:
            what = "the copies run as further cells" if place.kind == "answer" else "the copies are left out"
            self._say("note", f"{place.name} is there {len(claims)} times; {what}")
        if place.is_code and chosen.cell.kind != "code":
            self._say(
                "note", f"{place.name} had become a {chosen.cell.kind or 'nameless'} cell; it is code again"
            )
        if place.kind == "given" and chosen.cell.source.strip() != place.source.strip():
            self._say("look", f"{place.name} is a given cell and was changed; it ran as it was given")

    def _by_content(self, place: Place) -> None:
        """Give a place to a cell that has lost its name and holds what the lab's own cell holds."""
        if place.name in self._taken() or place.kind == "answer":
            return
        for piece in self._pieces:
            if piece.place is None and piece.cell.source.strip() == place.source.strip():
                piece.place = place
                self._renamed.append(place.name)
                return

    def _by_neighbours(self, place: Place) -> None:
        """Give an answer's place to a nameless cell that stands there, or that is much like its stub."""
        if place.kind != "answer" or place.name in self._taken():
            return
        free = [piece for piece in self._pieces if piece.place is None and piece.cell.kind == "code"]
        free = [piece for piece in free if piece.cell.source.strip() and not is_asking(piece.cell.source)]
        first, last = self._gap(place)
        near = [piece for piece in free if first < piece.number < last]
        alike = [piece for piece in free if _likeness(piece.cell.source, place.source) >= _ALIKE]
        found = near or sorted(alike, key=lambda piece: -_likeness(piece.cell.source, place.source))
        if found:
            found[0].place = place
            self._renamed.append(place.name)

    def _gap(self, place: Place) -> tuple[int, int]:
        """Return between which pieces a place lies, by the places before and after it."""
        number = self._order[place.name]
        placed = [piece for piece in self._pieces if piece.place and piece.place.is_code]
        known = [(self._order[piece.place.name], piece.number) for piece in placed if piece.place]
        before = max((at for at in known if at[0] < number), default=(0, -1))[1]
        after = min((at for at in known if at[0] > number), default=(0, len(self._pieces)))[1]
        return before, after

    def _tell_moved(self) -> None:
        placed = [piece.place.name for piece in self._pieces if piece.place and piece.place.is_code]
        staying = _longest_rising([self._order[name] for name in placed])
        moved = [name for name in placed if self._order[name] not in staying]
        if moved:
            self._say("note", f"moved, and put back in their places: {_listed(moved)}")

    def _tell_missing(self) -> None:
        taken = self._taken()
        missing = [place for place in self._release.code if place.name not in taken]
        given = [place.name for place in missing if place.kind == "given"]
        answers = [place.name for place in missing if place.kind == "answer"]
        asked = [place.name for place in missing if place.kind == "check" and place.task]
        if given:
            self._say("note", f"deleted, and put back as they were given: {_listed(given)}")
        if answers:
            self._say("look", f"no cell is left that answers {_listed(answers)}")
        if asked:
            self._say("note", f"deleted checks, which are asked all the same: {_listed(asked)}")

    def _in_order(self) -> Iterator[PlanCell]:
        """Yield the cells in the lab's order; what the learner added follows the cell that it followed."""
        followers: dict[str, list[_Piece]] = {}
        anchor = ""
        for piece in self._pieces:
            if piece.place is not None:
                anchor = piece.place.name
            else:
                followers.setdefault(anchor, []).append(piece)
        yield from self._extras(followers.get("", ()))
        by_place = {piece.place.name: piece for piece in self._pieces if piece.place}
        for place in self._release.places:
            yield from self._own(place, by_place.get(place.name))
            yield from self._extras(followers.get(place.name, ()))

    def _own(self, place: Place, piece: _Piece | None) -> Iterator[PlanCell]:
        if place.kind == "answer":
            source = piece.cell.source if piece else ""
            untouched = source.strip() == place.source.strip()
            yield PlanCell("answer", place.name, place.task, source, place.settings, untouched)
        else:
            yield PlanCell(place.kind, place.name, place.task, place.source, place.settings)

    def _extras(self, pieces: Iterable[_Piece]) -> Iterator[PlanCell]:
        """Yield what the learner added, less copies of the lab's cells and cells that only ask checks."""
        own = {place.source.strip() for place in self._release.places}
        named = {name for place in self._release.places if place.kind != "answer" for name in place.names}
        for piece in pieces:
            cell = piece.cell
            is_copy = cell.source.strip() in own or bool(cell.names & named)
            if is_copy or is_asking(cell.source) or not cell.source.strip():
                continue
            yield PlanCell("extra" if cell.kind == "code" else "own text", "", "", cell.source)


def _merit(piece: _Piece, place: Place) -> tuple[bool, bool, bool, int]:
    """Order those that claim a place: an answer that was worked on, a given cell that was not, names."""
    same = piece.cell.source.strip() == place.source.strip()
    worked = bool(piece.cell.source.strip()) and not same if place.kind == "answer" else same
    named = (piece.cell.name == place.name, piece.cell.grade_id == place.grade_id != "")
    return worked, *named, -piece.number


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one[:4000], other[:4000]).ratio()


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """Return the members of a longest rising subsequence: what need not have moved."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect.bisect_left(tails, number)
        before[number] = tails[at - 1] if at else None
        tails[at : at + 1] = [number]
    staying: set[int] = set()
    at_last: int | None = tails[-1] if tails else None
    while at_last is not None:
        staying.add(at_last)
        at_last = before[at_last]
    return staying


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:8])
    return shown if len(names) <= 8 else f"{shown} and {len(names) - 8} more"
