"""One function on several runtimes: for each a cold start and a warm one, and the memory that it used.

Run alone, it draws made-up figures: ``python -m lambdalab.pictures.runtimes [FILE.png]``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Self

from matplotlib.axes import Axes

from lambdalab.errors import LabError
from lambdalab.pictures import style
from lambdalab.reports import Report

_GROUP_INCHES = 0.78
_BAR = 0.3
_APART = 0.36


@dataclass(frozen=True)
class Runtime:
    """What was measured of one runtime: medians in milliseconds, the most memory used in MB."""

    name: str
    init: float
    cold_handler: float
    warm: float
    used_mb: int

    @classmethod
    def of(cls, name: str, reports: Sequence[Report]) -> Self:
        """Sum up a runtime's invocations. Raises LabError unless there are cold ones and warm ones."""
        cold = [report for report in reports if report.is_cold]
        warm = [report for report in reports if not report.is_cold]
        if not cold or not warm:
            raise LabError(
                f"Of {name} there are {len(cold)} cold starts and {len(warm)} warm ones to draw.",
                "Measure at least one of each: update the function, then invoke it twice.",
            )
        return cls(
            name,
            init=median(report.init_ms or 0.0 for report in cold),
            cold_handler=median(report.duration_ms for report in cold),
            warm=median(report.duration_ms for report in warm),
            used_mb=max(report.used_mb for report in reports),
        )

    @property
    def cold(self) -> float:
        """Return the time of a cold start, init and handler together."""
        return self.init + self.cold_handler

    def words(self) -> str:
        """Return the figures as a sentence."""
        return (
            f"{self.name}: {self.cold:.0f} ms cold, {self.init:.0f} ms of them init; "
            f"{self.warm:.1f} ms warm; {self.used_mb} MB."
        )


def draw(reports: Mapping[str, Sequence[Report]]) -> style.Picture:
    """Draw two bars for each runtime, by its name: a cold start and a warm one, each a median.

    Raises LabError for fewer than two runtimes, or where one has no cold start or no warm one.
    """
    runtimes = [Runtime.of(name, some) for name, some in reports.items()]
    if len(runtimes) < 2:
        raise LabError(
            f"There is nothing to compare: {len(runtimes)} runtime was given.",
            'Give the reports of two or more, by name: draw({"Python": ..., "Node.js": ...}).',
        )
    figure, axes = style.canvas(1.6 + _GROUP_INCHES * len(runtimes), left=1.6, right=1.0)
    _bars(axes, runtimes)
    _words(axes, runtimes)
    coldest = min(runtimes, key=lambda one: one.cold).name
    warmest = min(runtimes, key=lambda one: one.warm).name
    key = {"init": style.BLUE, "handler": style.ORANGE}
    style.headline(figure, _finding(coldest, warmest), "medians; at the right the most memory used", key)
    alt = f"""Bar chart of {len(runtimes)} runtimes, two bars each: a cold start, made of init and handler,
        and a warm start, which is handler alone. {" ".join(one.words() for one in runtimes)}"""
    return style.render(figure, alt)


def _finding(coldest: str, warmest: str) -> str:
    if coldest == warmest:
        return f"{coldest} is the quickest, cold and warm"
    return f"{coldest} starts quickest, {warmest} runs quickest"


def _bars(axes: Axes, runtimes: Sequence[Runtime]) -> None:
    groups = range(len(runtimes))
    above, below = [place - _APART / 2 for place in groups], [place + _APART / 2 for place in groups]
    inits = [one.init for one in runtimes]
    axes.barh(above, inits, _BAR, color=style.BLUE)
    axes.barh(above, [one.cold_handler for one in runtimes], _BAR, left=inits, color=style.ORANGE)
    axes.barh(below, [one.warm for one in runtimes], _BAR, color=style.ORANGE)
    axes.set_xlim(0, 1.18 * max(max(one.cold, one.warm) for one in runtimes))
    axes.set_ylim(len(runtimes) - 0.4, -0.6)
    axes.set_yticks([*above, *below], ["cold"] * len(runtimes) + ["warm"] * len(runtimes))
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("milliseconds")
    axes.grid(axis="x")


def _words(axes: Axes, runtimes: Sequence[Runtime]) -> None:
    """Name each runtime at the left, write its times behind the bars, and its memory at the right."""
    widest = axes.get_xlim()[1]
    gap = 0.012 * widest
    for place, one in enumerate(runtimes):
        style.label(axes, -0.28 * widest, place, one.name, fontweight="bold")
        style.label(axes, one.cold + gap, place - _APART / 2, f"{one.cold:.0f} ms", fontweight="bold")
        style.label(axes, one.warm + gap, place + _APART / 2, f"{one.warm:.1f} ms")
        style.label(axes, 1.04 * widest, place, f"{one.used_mb} MB", color=style.QUIET)


def main() -> None:
    """Draw made-up figures: three runtimes, each with a cold start and two warm ones."""
    made_up = {"Python": (46.0, 1.4, 31), "Node.js": (92.0, 1.9, 52), "shell": (9.0, 24.0, 12)}
    reports = {}
    for name, (init, handler, used) in made_up.items():
        cold = Report("sample", handler * 1.5, round(init + handler * 1.5), 128, used, init)
        reports[name] = [cold, *[Report("sample", handler, round(handler), 128, used)] * 2]
    style.show_alone(draw(reports))


if __name__ == "__main__":
    main()
