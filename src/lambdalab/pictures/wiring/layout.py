"""Places for the parts of a map, from Graphviz's ``dot``; all lengths are in points, with y upwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pygraphviz

Point = tuple[float, float]
Size = tuple[float, float]

_POINTS_AN_INCH = 72
_GAPS = {
    "LR": {"nodesep": "0.16", "ranksep": "0.27"},
    "TB": {"nodesep": "0.2", "ranksep": "0.2"},
}


@dataclass(frozen=True)
class Wire:
    """One stretch of a line: the points of its Bézier curves, and its arrow's tip, if it has an arrow."""

    points: list[Point]
    tip: Point | None


@dataclass(frozen=True)
class Layout:
    """Where the boxes' centres are, how the wires between them run, and the size of the whole."""

    centres: dict[str, Point]
    wires: dict[tuple[str, str], Wire]
    size: Size


def arrange(
    boxes: Mapping[str, Size],
    wires: Mapping[tuple[str, str], bool],
    rows: Sequence[Sequence[str]],
    widest: float,
) -> Layout:
    """Place boxes along their wires, which carry an arrow or do not: from left to right, or downwards.

    Downwards only where that is narrower, and the other way is wider than ``widest``. ``rows`` are lists of
    boxes without wires, to stand in a line.
    """
    across = _arrange("LR", boxes, wires, rows)
    if across.size[0] <= widest:
        return across
    down = _arrange("TB", boxes, wires, rows)
    return min(across, down, key=lambda layout: layout.size[0])


def _arrange(
    direction: str,
    boxes: Mapping[str, Size],
    wires: Mapping[tuple[str, str], bool],
    rows: Sequence[Sequence[str]],
) -> Layout:
    graph = pygraphviz.AGraph(directed=True, rankdir=direction, splines="true", **_GAPS[direction])
    for name, (width, height) in boxes.items():
        size = {"width": width / _POINTS_AN_INCH, "height": height / _POINTS_AN_INCH}
        graph.add_node(name, shape="box", label="", fixedsize="true", **size)
    for (start, end), has_arrow in wires.items():
        graph.add_edge(start, end, arrowhead="normal" if has_arrow else "none", arrowsize=0.55)
    for row in rows:
        for left, right in pairwise(row):
            graph.add_edge(left, right, style="invis")
    graph.layout(prog="dot")
    return Layout(
        centres={name: _point(graph.get_node(name).attr["pos"]) for name in boxes},
        wires={ends: _wire(graph.get_edge(*ends).attr["pos"]) for ends in wires},
        size=_point(graph.graph_attr["bb"].split(",", 2)[2]),
    )


def _wire(text: str) -> Wire:
    """Read a line as ``dot`` writes it: its arrow's tip first, then the curves' points."""
    parts = text.replace("\\\n", "").split()
    tips = [_point(part[2:]) for part in parts if part.startswith("e,")]
    points = [_point(part) for part in parts if not part.startswith(("e,", "s,"))]
    return Wire(points, tips[0] if tips else None)


def _point(text: str) -> Point:
    x, y = text.split(",")
    return float(x), float(y)
