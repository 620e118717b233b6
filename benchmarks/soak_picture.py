"""Draws a soak: what the engine held and how quickly it answered, minute by minute, one row for each."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from lambdalab.pictures import style

_ROW_INCHES = 0.9
_COLOURS = (style.BLUE, style.ORANGE)
_WORDS = (style.BLUE, style.RUST)


@dataclass(frozen=True)
class Row:
    """One row: its name, and one or two named lines over the same minutes."""

    title: str
    lines: dict[str, Sequence[float]]


def draw(finding: str, minutes: Sequence[float], rows: Sequence[Row], warm_up: float) -> style.Picture:
    """Draw the rows below the finding; the first ``warm_up`` minutes are shaded."""
    figure, panels = style.panels(len(rows), _ROW_INCHES, left=0.8, right=1.05, top=0.95, between=0.42)
    for axes, row in zip(panels, rows, strict=True):
        axes.axvspan(0, warm_up, color=style.LINE, alpha=0.5, linewidth=0)
        _lines(axes, minutes, row)
    for axes in panels[:-1]:
        axes.set_xticklabels([])
    panels[-1].set_xlabel("minutes")
    style.headline(figure, finding, "shaded: the engine warms up, which is not judged")
    ends = "; ".join(f"{row.title} ends at {_end(row)}" for row in rows)
    return style.render(figure, f"Line charts over {minutes[-1]:.0f} minutes. {finding}. {ends}.")


def _lines(axes: Axes, minutes: Sequence[float], row: Row) -> None:
    top = max(max(line) for line in row.lines.values()) * 1.15 or 1
    axes.set_ylim(0, top)
    axes.set_xlim(0, minutes[-1])
    axes.set_yticks([0, _round(top / 2.4), _round(top / 2.4) * 2])
    axes.grid(axis="y")
    place = -top
    for (name, line), colour, ink in zip(row.lines.items(), _COLOURS, _WORDS, strict=False):
        axes.plot(minutes, line, color=colour, linewidth=1.8)
        place = max(line[-1], place + top * 0.22)
        words = {"color": ink, "fontweight": "bold", "va": "center", "fontsize": 8.5}
        axes.annotate(name, (minutes[-1], place), (7, 0), textcoords="offset points", **words)  # type: ignore[arg-type]
    style.label(axes, 0, top * 1.1, row.title, color=style.QUIET, fontsize=8.5, clip_on=False)


def _round(value: float) -> float:
    """Return a value near this one with one digit that counts, to be written at the axis."""
    return float(f"{value:.1g}")


def _end(row: Row) -> str:
    return " and ".join(f"{line[-1]:.0f} {name}" for name, line in row.lines.items())
