"""How long the tests of each layer take: one dot a test, on a scale where each step is ten times the last.

Run alone, it draws made-up figures: ``python -m lambdalab.pictures.speeds [FILE.png]``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from statistics import median
from typing import Self

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator

from lambdalab.errors import LabError
from lambdalab.pictures import style

_LAYER_INCHES = 0.62
_LEAST_MS = 0.01
_TICKS = {0.01: "0.01 ms", 0.1: "0.1 ms", 1: "1 ms", 10: "10 ms", 100: "0.1 s", 1000: "1 s", 10_000: "10 s"}
_TICKS |= {100_000: "100 s"}
_COLOURS = (style.TEAL, style.ORANGE, style.BLUE, style.RED)


@dataclass(frozen=True)
class Layer:
    """The tests of one layer, by name; their times are in milliseconds."""

    name: str
    times: tuple[float, ...]

    @classmethod
    def of(cls, name: str, seconds: Sequence[float]) -> Self:
        """Take a layer's times in seconds. Raises LabError where there are none."""
        if not seconds:
            raise LabError(f"The layer {name!r} has no test to draw.", "Run its tests, then draw again.")
        return cls(name, tuple(max(1000 * one, _LEAST_MS) for one in seconds))

    @property
    def median(self) -> float:
        """Return the time of the test in the middle."""
        return median(self.times)

    @property
    def tests(self) -> str:
        """Return how many tests there are, in words."""
        return f"{len(self.times)} test{'s' if len(self.times) > 1 else ''}"

    def words(self) -> str:
        """Return the figures as a sentence."""
        return f"{self.name}: {self.tests}, median {_in_words(self.median)}."


def draw(seconds: Mapping[str, Sequence[float]]) -> style.Picture:
    """Draw the times of each layer's tests, given in seconds by the layer's name, the lowest layer first.

    Raises LabError for fewer than two layers, or where one has no test.
    """
    layers = [Layer.of(name, times) for name, times in seconds.items()]
    if not 1 < len(layers) <= len(_COLOURS):
        raise LabError(
            f"There are {len(layers)} layers to compare; 2 to {len(_COLOURS)} can be drawn.",
            'Give the times by layer: draw({"unit": [...], "moto": [...]}).',
        )
    figure, axes = style.canvas(1.4 + _LAYER_INCHES * len(layers), left=1.5, right=0.95, bottom=0.45)
    _scale(axes, layers)
    quickest = min(map(_median, layers))
    for height, (layer, colour) in enumerate(zip(layers, _COLOURS, strict=False)):
        _dots(axes, height, layer, colour)
        _figures(axes, height, layer, quickest)
    style.headline(
        figure, _finding(layers), "one dot a test, the line is the median; each step is ten times the last"
    )
    alt = f"""Dots in {len(layers)} rows, one dot a test, further right the longer it took.
        {" ".join(layer.words() for layer in layers)}"""
    return style.render(figure, alt)


def _finding(layers: Sequence[Layer]) -> str:
    slow, quick = max(layers, key=_median), min(layers, key=_median)
    times = _times(slow.median, quick.median)
    return f"In the time of one {slow.name} test run about {times} {quick.name} tests"


def _times(slow: float, quick: float) -> str:
    """Return how many times as long it takes, in two digits that count."""
    times = slow / quick
    step = 10 ** max(floor(log10(times)) - 1, 0)
    return f"{round(times / step) * step:,}"


def _median(layer: Layer) -> float:
    return layer.median


def _in_words(milliseconds: float) -> str:
    if milliseconds >= 1000:
        return f"{milliseconds / 1000:.1f} s"
    return f"{milliseconds:.0f} ms" if milliseconds >= 10 else f"{milliseconds:.2g} ms"


def _scale(axes: Axes, layers: Sequence[Layer]) -> None:
    """Set a scale whose steps are powers of ten, around all dots; the lowest layer is at the bottom."""
    every = [time for layer in layers for time in layer.times]
    axes.set_xscale("log")
    axes.set_xlim(min(every) / 2, max(every) * 2)
    axes.set_ylim(-0.6, len(layers) - 0.4)
    low, high = axes.get_xlim()
    ticks = {place: words for place, words in _TICKS.items() if low <= place <= high}
    axes.xaxis.set_major_locator(FixedLocator(list(ticks)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticklabels(list(ticks.values()))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")


def _dots(axes: Axes, height: int, layer: Layer, colour: str) -> None:
    axes.plot(layer.times, [height] * len(layer.times), "o", color=colour, markersize=8, alpha=0.6, mew=0)
    axes.plot([layer.median] * 2, [height - 0.27, height + 0.27], color=colour, linewidth=2.5)
    left, right = axes.get_xlim()
    width = right / left
    style.label(axes, left / width**0.24, height + 0.13, layer.name, fontweight="bold")
    style.label(axes, left / width**0.24, height - 0.17, layer.tests, color=style.QUIET)


def _figures(axes: Axes, height: int, layer: Layer, quickest: float) -> None:
    """Write a layer's median at the right, and how many of the quickest tests take as long."""
    left, right = axes.get_xlim()
    place = right * (right / left) ** 0.02
    if layer.median == quickest:
        style.label(axes, place, height, _in_words(layer.median), fontweight="bold")
        return
    style.label(axes, place, height + 0.13, _in_words(layer.median), fontweight="bold")
    style.label(axes, place, height - 0.17, f"× {_times(layer.median, quickest)}", color=style.QUIET)


def main() -> None:
    """Draw made-up figures: many quick tests, some that are slower, a few slow ones."""
    made_up = {
        "unit": [0.0003, 0.0004, 0.0002, 0.0006, 0.0003],
        "moto": [0.11, 0.02, 0.025],
        "cloud": [1.9, 2.4],
    }
    style.show_alone(draw(made_up))


if __name__ == "__main__":
    main()
