"""The boxes of a map: a resource's sign, kind, name, and one thing to know about it."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.textpath import TextPath

from lambdalab.pictures import style
from lambdalab.pictures.wiring.glyphs import GLYPHS
from lambdalab.pictures.wiring.layout import Point, Size
from lambdalab.pictures.wiring.model import KINDS, Resource

PLUM = "#7a4b73"
INDIGO = "#575c94"
SLATE = "#56646f"
AMBER = "#c4741f"

COLOURS = {
    "api": style.INK,
    "bucket": style.TEAL,
    "schedule": INDIGO,
    "rule": INDIGO,
    "instances": style.RUST,
    "table": style.BLUE,
    "function": AMBER,
    "topic": PLUM,
    "queue": PLUM,
    "log group": SLATE,
    "metric": SLATE,
    "alarm": SLATE,
    "subscriber": style.QUIET,
    "other": style.QUIET,
}

_FAMILY = "DejaVu Sans"
_BAND = 27.0
_HEIGHT = 39.0
_LINE_HEIGHT = 11.0
_GLYPH = 15.0
_NAME_SIGNS = 26
_DETAIL_SIGNS = 34
_KIND_SIZE, _NAME_SIZE, _DETAIL_SIZE = 6.2, 9.5, 7.5


def short(name: str, signs: int = _NAME_SIGNS) -> str:
    """Leave out the middle of a long name: what tells names apart mostly stands at their ends."""
    name = drawable(name)
    half = (signs - 1) // 2
    return name if len(name) <= signs else f"{name[:half]}…{name[-half:]}"


def drawable(text: str) -> str:
    """Return a text with a box for each sign that the pictures' font does not have."""
    font = get_font(findfont(FontProperties(family=_FAMILY)))
    return "".join(sign if font.get_char_index(ord(sign)) else "□" for sign in text)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return the width of a text, in points."""
    if not text:
        return 0.0
    looks = FontProperties(family=_FAMILY, weight="bold" if bold else "normal", size=size)
    plain = text.replace("$", "S")  # a pair of them would be taken for mathematics
    return float(TextPath((0, 0), plain, prop=looks).get_extents().width)


def box_size(one: Resource) -> Size:
    """Return the width and height of a resource's box."""
    lines = (
        text_width(_spaced(KINDS[one.kind]), _KIND_SIZE),
        text_width(short(one.name), _NAME_SIZE, bold=True),
        text_width(_last_line(one), _DETAIL_SIZE, bold=bool(one.problem)),
    )
    return _BAND + 15 + max(lines), _HEIGHT + (_LINE_HEIGHT if _last_line(one) else 0)


def draw_box(axes: Axes, centre: Point, size: Size, one: Resource) -> None:
    """Draw a resource's box around its centre; one with a problem is red, with a broken edge and no band."""
    left, bottom = centre[0] - size[0] / 2, centre[1] - size[1] / 2
    colour = style.RED if one.problem else COLOURS[one.kind]
    _draw_frame(axes, (left, bottom), size, colour, is_ill=bool(one.problem))
    _draw_glyph(axes, (left + _BAND / 2, centre[1]), one.kind, colour if one.problem else style.PAPER)
    x, top = left + _BAND + 7, bottom + size[1]
    kind, last = _spaced(KINDS[one.kind]), _last_line(one)
    style.label(axes, x, top - 11, kind, fontsize=_KIND_SIZE, color=style.QUIET, zorder=6)
    name: dict[str, Any] = {"fontsize": _NAME_SIZE, "fontweight": "bold", "parse_math": False}
    style.label(axes, x, top - 25, short(one.name), zorder=6, **name)
    looks = {"color": style.RED, "fontweight": "bold"} if one.problem else {"color": style.QUIET}
    style.label(axes, x, top - 38.5, last, fontsize=_DETAIL_SIZE, parse_math=False, zorder=6, **looks)


def _draw_frame(axes: Axes, corner: Point, size: Size, colour: str, is_ill: bool) -> None:
    shape = "round,pad=0,rounding_size=5"
    looks: dict[str, Any] = {
        "edgecolor": colour,
        "linewidth": 1.1,
        "linestyle": (0, (3, 2)) if is_ill else "-",
    }
    axes.add_patch(FancyBboxPatch(corner, *size, boxstyle=shape, facecolor=style.PAPER, zorder=4, **looks))
    if not is_ill:
        band = FancyBboxPatch(corner, *size, boxstyle=shape, facecolor=colour, linewidth=0, zorder=5)
        axes.add_patch(band)
        band.set_clip_path(Rectangle(corner, _BAND, size[1], transform=axes.transData))


def _draw_glyph(axes: Axes, centre: Point, kind: str, colour: str) -> None:
    looks: dict[str, Any] = {
        "color": colour,
        "linewidth": 1.35,
        "solid_capstyle": "round",
        "solid_joinstyle": "round",
    }
    for stroke in GLYPHS[kind]:
        x = [centre[0] + (point[0] - 0.5) * _GLYPH for point in stroke]
        y = [centre[1] + (point[1] - 0.5) * _GLYPH for point in stroke]
        axes.plot(x, y, zorder=6, **looks)


def _last_line(one: Resource) -> str:
    return f"✗ {one.problem}" if one.problem else short(one.detail, _DETAIL_SIGNS)


def _spaced(word: str) -> str:
    """Return a word in capitals with a little air between them."""
    return "\u200a".join(word.upper())
