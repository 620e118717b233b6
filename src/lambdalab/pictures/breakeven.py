"""A month's cost against its requests: functions that rise from nothing, and an instance that costs the same.

Run alone, it draws made-up prices: ``python -m lambdalab.pictures.breakeven [FILE.png]``.
"""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from lambdalab.errors import LabError
from lambdalab.pictures import style

_SECONDS_A_MONTH = 730 * 3600
_MILLION = 1_000_000
_STEEP = 0.25
_COLOURS = (style.BLUE, style.TEAL, style.ORANGE)


def draw(dollars_a_request: Mapping[str, float], dollars_a_month: float, instance: str) -> style.Picture:
    """Draw the cost of each kind of request, by its name, against an instance that is always on.

    Raises LabError for no kind, for more than three, or for a price that is not above zero.
    """
    _require(dollars_a_request, dollars_a_month)
    even = {name: dollars_a_month / price for name, price in dollars_a_request.items()}
    figure, axes = style.canvas(4.0, left=0.8, right=1.2)
    corner = widest, ceiling = 1.3 * max(even.values()), 1.75 * dollars_a_month
    for (name, price), colour in zip(dollars_a_request.items(), _COLOURS, strict=False):
        _line(axes, name, price, colour, corner)
        axes.plot(even[name], dollars_a_month, "o", color=colour, markersize=7, zorder=4)
        _tell(axes, even[name], dollars_a_month, corner)
    axes.axhline(dollars_a_month, color=style.INK, linewidth=1.6)
    style.label(axes, widest * 1.015, dollars_a_month, f"{instance},\nalways on", fontweight="bold")
    _scales(axes, widest, ceiling)
    style.headline(
        figure,
        "Left of its dot a function is cheaper, right of it the instance is",
        "cost of a month, by the number of requests in it",
    )
    points = ", ".join(f"{value / _MILLION:.1f} million requests for {name}" for name, value in even.items())
    alt = f"""Line chart of a month's cost against the number of requests in it. Of {instance}, always on,
        it is a level line at {dollars_a_month:.2f} dollars. Each kind of function is a straight line that
        rises from zero and crosses it at {points}."""
    return style.render(figure, alt)


def _require(dollars_a_request: Mapping[str, float], dollars_a_month: float) -> None:
    prices = [*dollars_a_request.values(), dollars_a_month]
    if not 1 <= len(dollars_a_request) <= len(_COLOURS) or min(prices) <= 0:
        raise LabError(
            f"These costs cannot be drawn: {dict(dollars_a_request)} and {dollars_a_month}.",
            f"Give one to {len(_COLOURS)} prices of a request and one of a month, all above zero.",
        )


def _line(axes: Axes, name: str, price: float, colour: str, corner: tuple[float, float]) -> None:
    """Draw a cost that rises with the requests up to the picture's edge, and name it there."""
    widest, ceiling = corner
    end = min(widest, ceiling / price)
    axes.plot([0, end], [0, end * price], color=colour, linewidth=2.4)
    words = {"color": style.RUST if colour == style.ORANGE else colour, "fontweight": "bold"}
    if end < widest:
        style.label(axes, end, ceiling * 1.015, name, ha="center", va="bottom", **words)
    else:
        style.label(axes, widest * 1.015, end * price, name, **words)


def _tell(axes: Axes, requests: float, dollars: float, corner: tuple[float, float]) -> None:
    """Say where a dot is: below a steep line, above a flat one, where no line runs."""
    widest, ceiling = corner
    words = f"{requests / _MILLION:.1f} M a month\n{requests / _SECONDS_A_MONTH:.1f} a second"
    if requests < _STEEP * widest:
        style.label(
            axes, requests + 0.012 * widest, dollars - 0.03 * ceiling, words, va="top", linespacing=1.3
        )
    else:
        place = requests - 0.018 * widest, dollars + 0.03 * ceiling
        style.label(axes, *place, words, ha="right", va="bottom", linespacing=1.3)


def _scales(axes: Axes, widest: float, ceiling: float) -> None:
    axes.set_xlim(0, widest)
    axes.set_ylim(0, ceiling)
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value / _MILLION:g} M" if value else "0")
    )
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"${value:g}"))
    axes.set_xlabel("requests a month")
    axes.grid(axis="y")


def main() -> None:
    """Draw made-up prices, near those of AWS."""
    prices = {"10 ms": 2.2e-7, "100 ms": 4.1e-7, "1 s": 2.28e-6}
    style.show_alone(draw(prices, 7.59, "one t3.micro"))


if __name__ == "__main__":
    main()
