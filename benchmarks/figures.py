"""What benchmarks share: a figure beside its target and its floor, how it is measured, how it is shown."""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """One measured figure; ``target`` and ``floor`` are in the same unit."""

    name: str
    value: float
    unit: str
    target: float | None = None
    floor: float | None = None
    more_is_better: bool = False

    @property
    def is_missed(self) -> bool:
        """Tell whether the target is missed."""
        if self.target is None:
            return False
        return self.value < self.target if self.more_is_better else self.value > self.target


def milliseconds(call: Callable[[], object]) -> float:
    """Return how long a call takes."""
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def median_and_p95(times: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def show(title: str, figures: Sequence[Figure], *, as_json: bool) -> None:
    """Print the figures as a table or as JSON."""
    if as_json:
        print(json.dumps([asdict(figure) for figure in figures], indent=2))
    else:
        Console().print(table(title, figures))


def table(title: str, figures: Sequence[Figure]) -> Table:
    """Return the figures as people read them."""
    drawn = Table(title=title)
    for name in ("figure", "measured", "target", "floor"):
        drawn.add_column(name, justify="left" if name == "figure" else "right")
    for figure in figures:
        row = [text(value, figure.unit) for value in (figure.value, figure.target, figure.floor)]
        drawn.add_row(figure.name, *row, style="red" if figure.is_missed else None)
    return drawn


def text(value: float | None, unit: str) -> str:
    """Return a value with its unit."""
    return "" if value is None else f"{value:.{0 if value >= 100 or not unit else 1}f} {unit}".rstrip()
