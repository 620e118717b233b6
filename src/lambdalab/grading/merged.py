"""Takes cells apart that were merged: one of the lab's own stands in another cell, beside something else."""

from collections.abc import Sequence
from dataclasses import replace

from lambdalab.grading.papers import Cell
from lambdalab.grading.releases import Release


def taken_apart(cells: Sequence[Cell], release: Release) -> list[Cell]:
    """Return the cells of a paper with those of the lab standing alone."""
    lost = _lost(cells, release)
    return [part for cell in cells for part in _split(cell, release, lost)]


def _lost(cells: Sequence[Cell], release: Release) -> frozenset[str]:
    """Return the lab's own code cells that no cell is, by name or by content: they may stand in another."""
    sources = {cell.source.strip() for cell in cells}
    names = {name for cell in cells for name in cell.names}
    return frozenset(
        place.name
        for place in release.code
        if place.kind != "answer" and not place.names & names and place.source.strip() not in sources
    )


def _split(cell: Cell, release: Release, lost: frozenset[str]) -> list[Cell]:
    """Take a cell apart where it holds one of the lab's own beside something else."""
    if any(place.source.strip() == cell.source.strip() for place in release.places):
        return [cell]
    for place in sorted(release.code, key=lambda place: -len(place.source)):
        is_own = bool(cell.names & place.names)
        if place.kind == "answer" or not (is_own or place.name in lost):
            continue
        before, found, after = _around(cell.source, place.source.strip())
        if not found:
            continue
        rest = replace(cell, name="", grade_id="") if is_own else cell
        middle = Cell(place.name, place.grade_id, "code", place.source)
        nameless = replace(rest, name="", grade_id="", kind="code")
        ends = [
            _split(replace(nameless, source=end), release, lost) if end.strip() else []
            for end in (before, after)
        ]
        return _with_names([*ends[0], middle, *ends[1]], rest)
    return [cell]


def _with_names(parts: list[Cell], rest: Cell) -> list[Cell]:
    """Let the first part that is none of the lab's own keep the name of the cell that was merged."""
    if not rest.name and not rest.grade_id:
        return parts
    if any((part.name, part.grade_id) == (rest.name, rest.grade_id) for part in parts):
        return parts
    for number, part in enumerate(parts):
        if not part.name and not part.grade_id:
            parts[number] = replace(part, name=rest.name, grade_id=rest.grade_id)
            break
    return parts


def _around(text: str, own: str) -> tuple[str, bool, str]:
    """Return what stands before and after the lines ``own`` in a text, and whether they are in it."""
    lines, wanted = text.split("\n"), own.split("\n")
    for start in range(len(lines) - len(wanted) + 1):
        if [line.rstrip() for line in lines[start : start + len(wanted)]] == [
            line.rstrip() for line in wanted
        ]:
            return "\n".join(lines[:start]), True, "\n".join(lines[start + len(wanted) :])
    return text, False, ""
