"""Cold and warm starts: one column for each invocation, in the order in which they ran.

Run alone, it draws made-up figures: ``python -m lambdalab.pictures.starts [FILE.png]``.
"""

from collections.abc import Sequence
from statistics import median

from matplotlib.axes import Axes

from lambdalab.errors import LabError
from lambdalab.pictures import style
from lambdalab.reports import Report

_COLUMN = 0.74
_FEW = 12


def draw(reports: Sequence[Report]) -> style.Picture:
    """Draw the init phase and the handler of each invocation.

    Raises LabError unless there is a cold start and a warm one to compare.
    """
    cold = [report.total_ms for report in reports if report.is_cold]
    warm = [report.total_ms for report in reports if not report.is_cold]
    if not cold or not warm:
        raise LabError(
            f"There are {len(cold)} cold starts and {len(warm)} warm ones to draw.",
            "Measure at least one of each: update the function, then invoke it twice.",
        )
    figure, axes = style.canvas(3.5)
    _columns(axes, reports)
    _figures(axes, reports)
    ratio = _rounded(median(cold) / median(warm))
    finding = f"A cold start takes {ratio} times as long as a warm one"
    key = {"init": style.BLUE, "handler": style.ORANGE}
    style.headline(figure, finding, "one column an invocation, in the order in which they ran", key)
    alt = f"""Column chart of {len(reports)} invocations in order. {len(cold)} of them are cold starts: tall
        columns of {median(cold):.0f} ms at the median, nearly all of it init. The {len(warm)} warm starts
        between them are low: {median(warm):.1f} ms at the median, and no init."""
    return style.render(figure, alt)


def _columns(axes: Axes, reports: Sequence[Report]) -> None:
    places = range(1, len(reports) + 1)
    inits = [report.init_ms or 0.0 for report in reports]
    axes.bar(places, inits, _COLUMN, color=style.BLUE)
    axes.bar(places, [report.duration_ms for report in reports], _COLUMN, bottom=inits, color=style.ORANGE)
    axes.set_xlim(0.3, len(reports) + 0.7)
    axes.set_ylim(0, max(report.total_ms for report in reports) * 1.15)
    axes.set_xticks(list(places) if len(reports) <= _FEW else [1, *range(5, len(reports) + 1, 5)])
    axes.set_xlabel("invocation")
    axes.set_ylabel("milliseconds")
    axes.grid(axis="y")


def _figures(axes: Axes, reports: Sequence[Report]) -> None:
    """Write its milliseconds above each cold start."""
    above = 0.045 * axes.get_ylim()[1]
    for place, report in enumerate(reports, 1):
        if report.is_cold:
            text = f"{report.total_ms:.0f}"
            style.label(
                axes, place, report.total_ms + above, text, ha="center", fontsize=9, fontweight="bold"
            )


def _rounded(ratio: float) -> str:
    return f"{ratio:.0f}" if ratio >= 3 else f"{ratio:.1f}"


def main() -> None:
    """Draw made-up figures: four cold starts, each followed by warm ones."""
    rounds = [(46.1, 1.2), (52.7, 1.1), (44.9, 1.4), (48.3, 1.2)]
    warm = (3.9, 4.6, 2.8, 3.3)
    reports = []
    for init, handler in rounds:
        reports.append(Report("sample", handler, round(init + handler), 128, 36, init))
        reports += [Report("sample", duration, round(duration), 128, 36) for duration in warm]
    style.show_alone(draw(reports))


if __name__ == "__main__":
    main()
