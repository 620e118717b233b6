"""How every picture of the course looks, and the object that a notebook shows.

White paper, one bold line that says the finding, labels at the things themselves. The colours differ in
lightness as well as in hue, so that a picture can be read when it is printed grey.
"""

import base64
import html
import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

INK = "#22303c"
QUIET = "#66727d"
LINE = "#d9dee3"
PAPER = "#ffffff"

BLUE = "#1f4e79"
ORANGE = "#e9973f"
RUST = "#9a5a12"
TEAL = "#3f8f86"
RED = "#a8322a"
STONE = "#b9c1c9"
"""``RUST`` is ``ORANGE`` for words, which need more contrast than areas do."""

WIDTH = 7.5
"""The width of every picture, in inches; its height is its own."""

_EDGE_INCHES = 0.18
_CSS_DPI = 96
_SHARPNESS = 2
_COLOURS = 160
_LOOKS: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    "text.color": INK,
    "axes.edgecolor": STONE,
    "axes.facecolor": PAPER,
    "axes.labelcolor": QUIET,
    "axes.labelpad": 7,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.axisbelow": True,
    "figure.facecolor": PAPER,
    "grid.color": LINE,
    "grid.linewidth": 0.8,
    "xtick.color": STONE,
    "xtick.labelcolor": QUIET,
    "ytick.color": STONE,
    "ytick.labelcolor": QUIET,
}


@dataclass(frozen=True)
class Picture:
    """A drawn figure: ``png`` at twice the screen's resolution, and ``alt``, which says what to see in it."""

    png: bytes
    alt: str

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, str], dict[str, Any]]:
        """Show it in a notebook.

        JupyterLab 4.6 ignores an alt text given with ``image/png`` and prefers ``text/html``, hence both.
        """
        width, _height = self.size
        data = base64.b64encode(self.png).decode()
        image = f'<img alt="{html.escape(self.alt)}" width="{width}" src="data:image/png;base64,{data}">'
        figure = f'<figure style="margin: 0.6em 0">{image}</figure>'
        bundle = {"text/html": figure, "image/png": data, "text/plain": self.alt}
        return bundle, {"image/png": {"width": width, "alt": self.alt}}

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height on the page, in CSS pixels."""
        with Image.open(io.BytesIO(self.png)) as image:
            return image.width // _SHARPNESS, image.height // _SHARPNESS

    def save(self, file: Path) -> None:
        """Write the PNG."""
        file.write_bytes(self.png)


def canvas(
    height: float, *, left: float = 0.75, right: float = 0.3, top: float = 0.85, bottom: float = 0.6
) -> tuple[Figure, Axes]:
    """Return a figure and its one pair of axes; the height and the margins around the axes are in inches."""
    figure, [axes] = panels(1, height - top - bottom, left=left, right=right, top=top, bottom=bottom)
    return figure, axes


def panels(
    count: int,
    each: float,
    *,
    left: float = 0.75,
    right: float = 0.3,
    top: float = 0.85,
    bottom: float = 0.6,
    between: float = 0.3,
) -> tuple[Figure, list[Axes]]:
    """Return a figure with axes one below another, each as high as ``each`` says; all is in inches."""
    height = top + count * each + (count - 1) * between + bottom
    width = (WIDTH - left - right) / WIDTH
    floors = [height - top - each - number * (each + between) for number in range(count)]
    with matplotlib.rc_context(_LOOKS):
        figure = Figure(figsize=(WIDTH, height))
        rows = [figure.add_axes((left / WIDTH, floor / height, width, each / height)) for floor in floors]
    for axes in rows:
        axes.tick_params(length=0, pad=6)
    return figure, rows


def headline(
    figure: Figure, finding: str, how_to_read: str = "", key: Mapping[str, str] | None = None
) -> None:
    """Write the finding, and below it, quieter, how to read the picture; ``key`` names the colours."""
    height = figure.get_figheight()
    x, y = _EDGE_INCHES / WIDTH, 1 - 0.41 / height
    with matplotlib.rc_context(_LOOKS):
        figure.text(x, 1 - 0.14 / height, finding, va="top", fontsize=11.5, fontweight="bold")
        for name, colour in (key or {}).items():
            figure.text(x, y, "■", va="top", fontsize=9.5, color=colour)
            words = figure.text(x + 0.16 / WIDTH, y, name, va="top", fontsize=9.5, color=INK)
            x += (0.38 + _width_inches(figure, words)) / WIDTH
        figure.text(x, y, how_to_read, va="top", fontsize=9.5, color=QUIET)


def _width_inches(figure: Figure, words: Text) -> float:
    return float(words.get_window_extent().width / figure.dpi)


def label(axes: Axes, x: float, y: float, text: str, **looks: Any) -> None:
    """Write a label beside the thing that it names, in data coordinates."""
    all_looks: dict[str, Any] = {"va": "center", "fontsize": 9.5} | looks
    with matplotlib.rc_context(_LOOKS):
        axes.text(x, y, text, **all_looks)


def render(figure: Figure, alt: str) -> Picture:
    """Draw the figure; few colours keep the file small."""
    raw = io.BytesIO()
    with matplotlib.rc_context(_LOOKS):
        figure.savefig(raw, format="png", dpi=_CSS_DPI * _SHARPNESS)
    with Image.open(raw) as image:
        few = image.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    small = io.BytesIO()
    few.save(small, format="PNG", optimize=True)
    return Picture(small.getvalue(), " ".join(alt.split()))


def show_alone(picture: Picture) -> None:
    """End a picture module that is run by itself: save to the file that was named, else open a viewer."""
    print(picture.alt)
    if len(sys.argv) > 1:
        picture.save(Path(sys.argv[1]))
    else:
        Image.open(io.BytesIO(picture.png)).show()
