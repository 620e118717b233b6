"""What a month costs and what for: one bar a workload, all of the same length, parted by service.

Run alone, it draws made-up dollars: ``python -m lambdalab.pictures.bills [FILE.png]``.
"""

from collections.abc import Mapping

from matplotlib.axes import Axes

from lambdalab.errors import LabError
from lambdalab.pictures import style

_BAR_INCHES = 0.62
_HEIGHT = 0.55
_ROOM_FOR_WORDS = 0.08
_COLOURS = (style.ORANGE, style.BLUE, style.TEAL, style.RED, style.STONE)
_ON_DARK = (style.BLUE, style.TEAL, style.RED)

type Dollars = Mapping[str, Mapping[str, float]]
"""Dollars a month by service, for each workload."""


def draw(dollars: Dollars) -> style.Picture:
    """Draw each workload's bill as a bar of shares, in the order given; the first service is at the left.

    Raises LabError for no workload, for more services than there are colours, and for a bill of nothing.
    """
    services = _services(dollars)
    figure, axes = style.canvas(0.8 + _BAR_INCHES * len(dollars), left=1.9, right=1.2, top=0.7, bottom=0.1)
    axes.set_xlim(0, 1)
    axes.set_ylim(len(dollars) - 0.5, -0.5)
    for row, (workload, bill) in enumerate(dollars.items()):
        _bar(axes, row, bill, services)
        style.label(axes, -0.02, row, workload, ha="right", fontweight="bold")
        style.label(axes, 1.02, row, in_words(sum(bill.values())), fontweight="bold")
    axes.axis("off")
    key = dict(zip(services, _COLOURS, strict=False))
    style.headline(figure, _finding(dollars), key=key)
    bills = " ".join(_sentence(workload, bill) for workload, bill in dollars.items())
    return style.render(figure, f"Bars of equal length, one a workload, parted by service. {bills}")


def in_words(dollars: float) -> str:
    """Return a month's dollars with as many digits as they deserve."""
    if dollars < 1:
        return f"{100 * dollars:.2g} cents"
    return f"${dollars:,.2f}" if dollars < 100 else f"${dollars:,.0f}"


def _services(dollars: Dollars) -> list[str]:
    services = list(dict.fromkeys(service for bill in dollars.values() for service in bill))
    sums = [sum(bill.values()) for bill in dollars.values()]
    if not sums or min(sums) <= 0 or len(services) > len(_COLOURS):
        raise LabError(
            f"These bills cannot be drawn: {dict(dollars)}.",
            f'Give dollars by workload and service, at most {len(_COLOURS)}: draw({{"busy": {{"SNS": 1}}}}).',
        )
    return services


def _bar(axes: Axes, row: int, bill: Mapping[str, float], services: list[str]) -> None:
    """Draw one bill as shares of its sum, with the share written where there is room."""
    total, left = sum(bill.values()), 0.0
    for service, colour in zip(services, _COLOURS, strict=False):
        share = bill.get(service, 0) / total
        axes.barh(row, share, _HEIGHT, left=left, color=colour, edgecolor=style.PAPER, linewidth=1)
        if share > _ROOM_FOR_WORDS:
            ink = style.PAPER if colour in _ON_DARK else style.INK
            style.label(axes, left + share / 2, row, f"{share:.0%}", ha="center", color=ink)
        left += share


def _finding(dollars: Dollars) -> str:
    """Say what is dearest in each bill, where that differs; else what has the largest share, and of which."""
    dearest = [max(bill, key=lambda service: bill[service]) for bill in dollars.values()]
    if len(dearest) > 1 and len(set(dearest)) == len(dearest):
        return f"Each pays most for something else: {', '.join(dearest)}"
    shares = [
        (bill[service] / sum(bill.values()), service, workload)
        for service, (workload, bill) in zip(dearest, dollars.items(), strict=True)
    ]
    share, service, workload = max(shares)
    return f"{service}: {share:.0%} of the bill of “{workload}”"


def _sentence(workload: str, bill: Mapping[str, float]) -> str:
    total = sum(bill.values())
    parts = ", ".join(f"{dollars / total:.0%} for {service}" for service, dollars in bill.items())
    return f"{workload}: {in_words(total)} a month, {parts}."


def main() -> None:
    """Draw made-up dollars: a quiet system, a busy one, and one that talks too much."""
    made_up = {
        "quiet": {"CloudWatch Logs": 0.001, "Lambda": 0.002, "SNS": 0.001},
        "busy": {"CloudWatch Logs": 6.0, "Lambda": 9.0, "SNS": 15.0},
        "talks too much": {"CloudWatch Logs": 600.0, "Lambda": 9.0, "SNS": 15.0},
    }
    style.show_alone(draw(made_up))


if __name__ == "__main__":
    main()
