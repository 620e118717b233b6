"""How long something took over time: one line for each name, the one that went highest in red.

Run alone, it draws made-up figures: ``python -m lambdalab.pictures.latencies [FILE.png]``.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from matplotlib.axes import Axes

from lambdalab.errors import LabError
from lambdalab.pictures import style

type Line = Sequence[tuple[datetime, float]]
"""Moments, each with a time in milliseconds."""

_COLOURS = (style.BLUE, style.TEAL, style.ORANGE)
_TICKS = 7
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)
"""Minutes from one mark of the time scale to the next."""

_APART = 0.065
"""How far apart the names of two lines are at least, as a share of the picture's height."""


def draw(lines: Mapping[str, Iterable[tuple[datetime, float]]], what: str = "p95") -> style.Picture:
    """Draw times in milliseconds, given by name as pairs of a moment and a time; ``what`` says which times.

    Raises LabError for no lines, for more than four, or where one has fewer than two points.
    """
    sorted_lines = {name: sorted(line) for name, line in lines.items()}
    _require_lines(sorted_lines)
    by_peak = sorted(sorted_lines, key=lambda name: _peak(sorted_lines[name]))
    figure, axes = style.canvas(3.5, right=0.95, bottom=0.45)
    for name, colour in zip(by_peak, (*_COLOURS[: len(by_peak) - 1], style.RED), strict=True):
        axes.plot(*zip(*sorted_lines[name], strict=True), color=colour, linewidth=2.2)
        axes.plot(*zip(*sorted_lines[name], strict=True), "o", color=colour, markersize=4.5)
    _scales(axes, [moment for line in sorted_lines.values() for moment, _ in line], what)
    _names(axes, sorted_lines, by_peak)
    finding = _finding(sorted_lines, by_peak, what)
    style.headline(figure, finding, "a dot for each period, at the time of day when it began")
    words = " ".join(_words(name, line) for name, line in sorted_lines.items())
    return style.render(figure, f"Line chart of {what} over time. {finding}. {words}")


def _require_lines(lines: Mapping[str, Line]) -> None:
    most = len(_COLOURS) + 1
    if not 0 < len(lines) <= most:
        raise LabError(
            f"There are {len(lines)} lines to draw; 1 to {most} can be.",
            'Give the times by name: draw({"north": [(moment, milliseconds), ...]}).',
        )
    for name, line in lines.items():
        if len(line) < 2:
            raise LabError(f"The line {name!r} has {len(line)} points.", "Ask for a longer time, then draw.")


def _peak(line: Line) -> float:
    return max(value for _, value in line)


def _finding(lines: Mapping[str, Line], by_peak: Sequence[str], what: str) -> str:
    *others, worst = by_peak
    moment, value = max(lines[worst], key=lambda point: point[1])
    finding = f"The {what} of {worst} is {value:,.0f} ms at {moment:%H:%M}"
    if others:
        rest = "the other stays" if len(others) == 1 else "the others stay"
        finding += f"; {rest} below {_peak(lines[others[-1]]) + 1:,.0f} ms"
    return finding


def _words(name: str, line: Line) -> str:
    return f"{name}: between {min(value for _, value in line):,.0f} and {_peak(line):,.0f} ms."


def _scales(axes: Axes, moments: Sequence[datetime], what: str) -> None:
    """Mark the times of day at round minutes; the scale of milliseconds begins at 0."""
    first, last = min(moments), max(moments)
    minutes = (last - first) / timedelta(minutes=1)
    step = timedelta(minutes=next((one for one in _STEPS if minutes / one <= _TICKS), minutes))
    ticks: Any = [first + number * step for number in range(int((last - first) / step) + 1)]
    axes.set_xticks(ticks, [f"{tick:%H:%M}" for tick in ticks])
    axes.set_ylim(0, axes.get_ylim()[1])
    axes.set_ylabel(f"{what} in ms")
    axes.grid(axis="y")


def _names(axes: Axes, lines: Mapping[str, Line], by_peak: Sequence[str]) -> None:
    """Write each name where its line ends, the next one above it, and never one on another."""
    apart = axes.get_ylim()[1] * _APART
    colours = dict(zip(by_peak, (*_COLOURS[: len(by_peak) - 1], style.RED), strict=True))
    last = max(line[-1][0] for line in lines.values())
    place = -apart
    for name in sorted(lines, key=lambda one: lines[one][-1][1]):
        place = max(lines[name][-1][1], place + apart)
        looks: dict[str, Any] = {"color": colours[name], "fontweight": "bold"}
        axes.annotate(
            name, (last, place), (9, 0), textcoords="offset points", va="center", fontsize=9.5, **looks
        )


def main() -> None:
    """Draw a made-up hour of three banks, one of them slow for a while."""
    start = datetime(2026, 11, 24, 9)
    moments = [start + timedelta(minutes=5 * number) for number in range(12)]
    north = [118, 121, 119, 123, 117, 120, 122, 119, 121, 118, 120, 122]
    south = [125, 122, 127, 121, 124, 126, 123, 125, 122, 124, 126, 121]
    east = [128, 124, 126, 130, 125, 127, 1480, 1620, 1570, 127, 124, 129]
    made_up = {"north": north, "south": south, "east": east}
    style.show_alone(draw({name: zip(moments, line, strict=True) for name, line in made_up.items()}))


if __name__ == "__main__":
    main()
