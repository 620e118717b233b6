"""Draws the picture of docs/architecture.md: the parts of Lambda Lab, each above what it may know.

    .venv/bin/python docs/architecture.py

``tests/documents/test_architecture.py`` holds the layers against what the modules import.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from lambdalab.pictures import style

PICTURE = Path(__file__).parent / "images" / "architecture.png"

_HEIGHT = 7.1
_COLUMNS = ((0.0, 36.0), (37.4, 68.6), (70.0, 100.0))
"""The left and right edge of each column; a box fills one or more of them."""

_ROW, _BOX, _PEOPLE, _HTTP_GAP = 10.0, 8.0, 4.0, 6.0
_MARGIN = 0.3


@dataclass(frozen=True)
class Part:
    """One box: its name, what it does, its modules of ``src/lambdalab``, its first column and how many."""

    name: str
    does: str
    modules: tuple[str, ...] = ()
    column: int = 0
    columns: int = 1


type Layer = tuple[Part, ...]

PEOPLE = ("learner", "instructor", "author")

COURSE: tuple[Layer, ...] = (
    (
        Part("JupyterLab", "notebooks/ and labs/, plain boto3"),
        Part(
            "./lab",
            "start, engine, doctor, reset, test, grade, author",
            ("cli", "session", "suite", "conformance", "doctor"),
            column=1,
            columns=2,
        ),
    ),
    (
        Part("lab", "check, hint, progress, reset", ("lab", "course", "progress")),
        Part("grading/", "a class: run apart, judge", ("grading",), column=1),
        Part("desk", "prove labs, keep rules", ("desk", "proof", "trials", "house", "beginnings"), column=2),
    ),
    (
        Part("pictures/", "maps, timelines, figures", ("pictures",)),
        Part("checks/", "is it true in AWS? a verdict for each task", ("checks", "outage"), 1, 2),
    ),
    (
        Part("steering", "time passes, load comes", ("steering", "alarms", "schedules", "fleet")),
        Part(
            "servers",
            "environments; engine and JupyterLab as processes",
            ("servers", "engine", "jupyter", "jupyter_settings", "environments", "bubblewrap", "browsing"),
            column=1,
            columns=2,
        ),
    ),
    (
        Part("aws", "accounts, clients, the guard", ("aws", "capabilities")),
        Part(
            "masters",
            "solutions/: answers, learners' copies, functions",
            ("answers", "replay", "author", "function_files", "originals", "mending"),
            column=1,
            columns=2,
        ),
    ),
)
"""From above: a part knows what stands in lower rows, and nothing beside or above it."""

GROUND = ("errors", "paths", "waiting", "countdown", "reports", "notes", "api_models")
"""Small modules that all may use; they are not drawn."""

ENGINE: tuple[Layer, ...] = (
    (
        Part("LocalStack 4.14.0", "AWS's APIs"),
        Part("fidelity/", "what LocalStack takes lightly", column=1),
        Part("executor", "Lambda's runtime API", column=2),
    ),
    (Part("functions", "processes of their own, in a sandbox where there is one", columns=3),),
)

ALT = (
    "The parts of Lambda Lab in rows, each above what it may know. The course, from above: "
    + "; ".join(" and ".join(part.name for part in layer) for layer in COURSE)
    + ". Below a dashed line, which only HTTP on 127.0.0.1 crosses, the engine: "
    + "; ".join(" and ".join(part.name for part in layer) for layer in ENGINE)
    + "."
)


def draw() -> style.Picture:
    """Return the picture."""
    figure, axes = style.canvas(_HEIGHT, left=0.2, right=0.2, top=0.8, bottom=0.15)
    axes.set_xlim(-_MARGIN, _COLUMNS[-1][1] + _MARGIN)
    axes.set_ylim(-_PEOPLE - len(COURSE + ENGINE) * _ROW - _HTTP_GAP, 0)
    axes.axis("off")
    for (left, right), person in zip(_COLUMNS, PEOPLE, strict=True):
        style.label(axes, (left + right) / 2, -_PEOPLE / 2 + 0.4, f"{person} ↓", ha="center")
    for layer, top in _tops():
        for part in layer:
            _draw_part(axes, part, top, _colour(layer))
    _draw_line(axes)
    key = {"notebooks, commands": style.ORANGE, "the course's package": style.BLUE, "engine": style.TEAL}
    style.headline(figure, "Each part knows only what stands in the rows below it", key=key)
    return style.render(figure, ALT)


def _tops() -> Iterator[tuple[Layer, float]]:
    """Yield each row with its upper edge."""
    for number, layer in enumerate((*COURSE, *ENGINE)):
        yield layer, -_PEOPLE - number * _ROW - (_HTTP_GAP if number >= len(COURSE) else 0)


def _colour(layer: Layer) -> str:
    if layer in ENGINE:
        return style.TEAL
    return style.ORANGE if layer is COURSE[0] else style.BLUE


def _draw_part(axes: Axes, part: Part, top: float, colour: str) -> None:
    left, right = _COLUMNS[part.column][0], _COLUMNS[part.column + part.columns - 1][1]
    looks = {"facecolor": style.PAPER, "edgecolor": style.STONE, "linewidth": 1}
    rounded = "round,pad=0,rounding_size=0.9"
    axes.add_patch(FancyBboxPatch((left, top - _BOX), right - left, _BOX, boxstyle=rounded, **looks))
    axes.plot([left + 0.9] * 2, [top - 1.5, top - _BOX + 1.5], color=colour, linewidth=3.5)
    style.label(axes, left + 2.4, top - 2.7, part.name, fontweight="bold", fontsize=10)
    style.label(axes, left + 2.4, top - 5.7, part.does, color=style.QUIET, fontsize=8.5)


def _draw_line(axes: Axes) -> None:
    """Draw what keeps the engine apart."""
    height = -_PEOPLE - len(COURSE) * _ROW - _HTTP_GAP / 2 + (_ROW - _BOX) / 2
    ends = [_COLUMNS[0][0], _COLUMNS[-1][1]]
    axes.plot(ends, [height] * 2, color=style.RUST, linewidth=1.2, linestyle=(0, (5, 3)))
    words = "HTTP on 127.0.0.1: the only thing that crosses"
    paper = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 4}
    style.label(axes, sum(ends) / 2, height, words, ha="center", color=style.RUST, bbox=paper)


if __name__ == "__main__":
    draw().save(PICTURE)
    print(ALT)
