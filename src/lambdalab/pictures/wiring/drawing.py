"""Draws a wiring: boxes for resources, lines for links, and on each line the words that say when."""

from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path

from lambdalab.pictures import style
from lambdalab.pictures.wiring.boxes import box_size, draw_box, drawable, short, text_width
from lambdalab.pictures.wiring.layout import Point, Size, Wire, arrange
from lambdalab.pictures.wiring.model import Link, Wiring

_POINTS = 72
_MARGIN = 14.0
_HEAD = 62.0
_CHIP_SIGNS = 21
_DASHED = (0, (4, 2.5))
_DOTTED = (0, (1, 2.2))
_WIDEST = 760.0
"""How wide, in points, a map may grow before it runs downwards instead."""

_ROW = 5
"""How many resources without links stand in a row."""


@dataclass(frozen=True)
class Chip:
    """The words on a link's line."""

    lines: list[str]
    broken_from: int
    """The number of its first line that tells why the link is broken."""

    @property
    def size(self) -> Size:
        """Return its width and height."""
        width = max(
            text_width(line, 7.5, bold=number >= self.broken_from) for number, line in enumerate(self.lines)
        )
        return width + 8, 10.0 * len(self.lines) + 3


def draw(wiring: Wiring) -> style.Picture:
    """Draw a wiring from left to right; a broken link is red, dotted, and says why."""
    boxes = {f"r{number}": one for number, one in enumerate(wiring.resources.values())}
    names = {one.arn: name for name, one in boxes.items()}
    chips = {f"l{number}": _chip(link) for number, link in enumerate(wiring.links)}
    stretches = {
        f"l{number}": _stretches(f"l{number}", chips, names[link.source], names[link.target])
        for number, link in enumerate(wiring.links)
    }
    sizes = {name: box_size(one) for name, one in boxes.items()}
    sizes |= {name: chip.size for name, chip in chips.items() if chip}
    loose = [names[one.arn] for one in wiring.unlinked]
    rows = [loose[start : start + _ROW] for start in range(0, len(loose), _ROW)]
    wires = {ends: arrow for some in stretches.values() for ends, arrow in some.items()}
    plan = arrange(sizes, wires, rows, _WIDEST)
    figure, axes = _canvas(plan.size)
    for number, link in enumerate(wiring.links):
        for ends in stretches[f"l{number}"]:
            _draw_wire(axes, plan.wires[ends], link)
        if chip := chips[f"l{number}"]:
            _draw_chip(axes, plan.centres[f"l{number}"], chip)
    for name, one in boxes.items():
        draw_box(axes, plan.centres[name], sizes[name], one)
    _headline(figure, wiring)
    return style.render(figure, f"Wiring map. {_finding(wiring)}. {wiring.words()}")


def _finding(wiring: Wiring) -> str:
    ill = len(wiring.broken)
    if ill == 1:
        (link,) = wiring.broken
        names = (short(wiring.resources[arn].name) for arn in (link.source, link.target))
        return f"{' → '.join(names)} is broken: {link.broken}"
    if ill:
        return f"{ill} of {_count(len(wiring.links), 'link')} are broken"
    return f"{_count(len(wiring.resources), 'resource')}, {_count(len(wiring.links), 'link')}, none broken"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _stretches(name: str, chips: dict[str, Chip | None], start: str, end: str) -> dict[tuple[str, str], bool]:
    """Return the parts of a link's line: to its words and on from there, or straight to its end."""
    if chips[name] is None:
        return {(start, end): True}
    return {(start, name): False, (name, end): True}


def _chip(link: Link) -> Chip | None:
    label = _wrapped(link.label)
    reason = _wrapped(f"✗ {link.broken}") if link.broken else []
    return Chip(label + reason, len(label)) if label or reason else None


def _wrapped(text: str) -> list[str]:
    lines = wrap(drawable(text), _CHIP_SIGNS, break_long_words=True)
    return lines if len(lines) <= 3 else [*lines[:2], f"{lines[2][: _CHIP_SIGNS - 2]} …"]


def _canvas(size: Size) -> tuple[Figure, Axes]:
    """Return axes in points that hold the map in their middle, below room for the headline."""
    width = max(size[0] + 2 * _MARGIN, style.WIDTH * _POINTS)
    height = size[1] + _HEAD + _MARGIN
    figure = Figure(figsize=(width / _POINTS, height / _POINTS))
    axes = figure.add_axes((0, 0, 1, 1))
    spare = (width - size[0]) / 2
    axes.set_xlim(-spare, size[0] + spare)
    axes.set_ylim(-_MARGIN, size[1] + _HEAD)
    axes.axis("off")
    return figure, axes


def _colour(link: Link) -> str:
    return style.RED if link.broken else style.QUIET


def _draw_wire(axes: Axes, wire: Wire, link: Link) -> None:
    line = _DOTTED if link.broken else _DASHED if link.implied else "-"
    curve = Path(wire.points, [Path.MOVETO] + [Path.CURVE4] * (len(wire.points) - 1))
    looks = {"edgecolor": _colour(link), "linewidth": 1.3, "linestyle": line}
    axes.add_patch(PathPatch(curve, fill=False, zorder=1, **looks))
    if wire.tip is not None:
        arrow = _arrow(wire.points[-1], wire.tip)
        axes.add_patch(Polygon(arrow, closed=True, color=_colour(link), linewidth=0, zorder=3))


def _arrow(base: Point, tip: Point) -> list[Point]:
    """Return the triangle of an arrow."""
    x, y = tip[0] - base[0], tip[1] - base[1]
    return [tip, (base[0] - y * 0.5, base[1] + x * 0.5), (base[0] + y * 0.5, base[1] - x * 0.5)]


def _draw_chip(axes: Axes, centre: Point, chip: Chip) -> None:
    _, height = chip.size
    top = centre[1] + height / 2 - 6.5
    for number, line in enumerate(chip.lines):
        is_reason = number >= chip.broken_from
        looks = {"color": style.RED, "fontweight": "bold"} if is_reason else {"color": style.INK}
        style.label(
            axes, centre[0], top - 10 * number, line, ha="center", fontsize=7.5, parse_math=False, **looks
        )


def _headline(figure: Figure, wiring: Wiring) -> None:
    """Write what the map shows, and what the kinds of lines mean that are on it."""
    style.headline(figure, _finding(wiring))
    kinds: tuple[tuple[str, Any, str, bool], ...] = (
        ("sets off", "-", style.QUIET, any(not (one.broken or one.implied) for one in wiring.links)),
        ("named in its environment, or allowed by its role", _DASHED, style.QUIET, _has_implied(wiring)),
        ("broken", _DOTTED, style.RED, bool(wiring.broken)),
    )
    width, height = (side * _POINTS for side in figure.get_size_inches())
    x, y = width * 0.024, height - 36
    for words, line, colour, is_there in kinds:
        if is_there:
            sample = Line2D([x / width, (x + 24) / width], [y / height] * 2, linestyle=line, color=colour)
            figure.add_artist(sample)
            figure.text((x + 30) / width, y / height, words, va="center_baseline", fontsize=8.5, color=colour)
            x += 48 + text_width(words, 8.5)


def _has_implied(wiring: Wiring) -> bool:
    return any(one.implied and not one.broken for one in wiring.links)
