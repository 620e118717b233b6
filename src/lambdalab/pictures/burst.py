"""Execution environments over time: a row for each environment, a bar for each invocation that it served.

Run alone, it draws made-up figures: ``python -m lambdalab.pictures.burst [FILE.png]``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from lambdalab.errors import LabError
from lambdalab.pictures import style

_ROW_INCHES = 0.235
_BAR = 0.66
_KINDS = {
    True: ("cold start: a new environment", style.BLUE),
    False: ("warm start: one that was free", style.ORANGE),
}


@dataclass(frozen=True)
class Bar:
    """One invocation: its row, when it ran (seconds from the first), whether its environment was new."""

    row: int
    start: float
    end: float
    is_cold: bool


def draw(invocations: Iterable[Mapping[str, Any]]) -> style.Picture:
    """Draw who served what, and when.

    Each invocation is a mapping with ``environment`` (any name), ``started`` and ``ended`` (seconds on one
    clock, such as ``time.time()``), and ``cold``. Raises LabError where there is none.
    """
    bars = arrange(invocations)
    rows = 1 + max(bar.row for bar in bars)
    cold = sum(bar.is_cold for bar in bars)
    figure, axes = style.canvas(1.5 + _ROW_INCHES * max(rows, 4), left=0.7)
    _bars(axes, bars, rows)
    key = {
        name: colour
        for is_cold, (name, colour) in _KINDS.items()
        if any(bar.is_cold == is_cold for bar in bars)
    }
    finding = f"{_count(rows, 'environment')} served {_count(len(bars), 'invocation')}"
    style.headline(figure, finding, key=key)
    alt = f"""Gantt chart with a row for each of {_count(rows, "execution environment")}. Of
        {_count(len(bars), "invocation")}, {cold} had a cold start in a new environment and
        {len(bars) - cold} a warm one in an environment that was free. At most {busiest(bars)} ran at the
        same moment; no two bars in a row overlap."""
    return style.render(figure, alt)


def arrange(invocations: Iterable[Mapping[str, Any]]) -> list[Bar]:
    """Return the bars in the order of their start; rows are numbered in the order in which they appear."""
    ordered = sorted(invocations, key=lambda one: float(one["started"]))
    if not ordered:
        raise LabError("There is no invocation to draw.", "Give the list of what the function returned.")
    zero = float(ordered[0]["started"])
    rows: dict[Any, int] = {}
    bars = []
    for one in ordered:
        row = rows.setdefault(one["environment"], len(rows))
        bars.append(Bar(row, float(one["started"]) - zero, float(one["ended"]) - zero, bool(one["cold"])))
    return bars


def busiest(bars: Iterable[Bar]) -> int:
    """Return how many invocations ran at the same moment, at the most."""
    bars = list(bars)
    return max(sum(other.start <= bar.start < other.end for other in bars) for bar in bars)


def _bars(axes: Axes, bars: list[Bar], rows: int) -> None:
    for is_cold, (_, colour) in _KINDS.items():
        some = [bar for bar in bars if bar.is_cold == is_cold]
        lengths = [bar.end - bar.start for bar in some]
        axes.barh(
            [bar.row + 1 for bar in some], lengths, _BAR, left=[bar.start for bar in some], color=colour
        )
    span = max(bar.end for bar in bars)
    axes.set_xlim(-0.015 * span, span * 1.02)
    axes.set_ylim(max(rows, 4) + 0.6, 0.4)
    axes.set_yticks(range(1, rows + 1))
    axes.spines["left"].set_visible(False)
    axes.set_ylabel("environment")
    axes.set_xlabel("seconds since the first invocation started")
    axes.grid(axis="x")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def main() -> None:
    """Draw made-up figures: one invocation, then four at once, then ten, then two."""
    waves = ((0.0, 0, 1), (0.55, 1, 4), (1.15, 4, 10), (1.8, 10, 2))
    invocations = [
        {
            "environment": number,
            "started": start + 0.012 * number,
            "ended": start + 0.012 * number + 0.4,
            "cold": number >= free,
        }
        for start, free, size in waves
        for number in range(size)
    ]
    style.show_alone(draw(invocations))


if __name__ == "__main__":
    main()
