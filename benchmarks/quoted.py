"""Measures what README and the docs quote, and fails where a quoted figure is off by more than a third.

``benchmarks/quoted.py`` runs every benchmark that a page quotes from, which takes about an hour on an idle
machine; ``benchmarks/quoted.py engine`` one of them. ``quoted.toml`` says which figure stands where.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from lambdalab.paths import ROOT

_HERE = Path(__file__).parent
_MOST_OFF = 1 / 3
_NUMBER = r"([\d.,]*\d)"
_VERSIONS = ("boto3", "jupyterlab", "moto", "nbgrader")


@dataclass(frozen=True)
class Quote:
    """A figure on a page, where ``words`` have ``{}``; ``divisor`` makes the benchmark's unit the page's."""

    page: str
    words: str
    figure: str
    divisor: float = 1

    @property
    def value(self) -> float:
        """Return what the page says. Raises ValueError where it does not say so once."""
        pattern = r"\s+".join(map(re.escape, self.words.split())).replace(re.escape("{}"), _NUMBER)
        found = re.findall(pattern, (ROOT / self.page).read_text())
        if len(found) != 1:
            raise ValueError(f"{self.page} has {self.words!r} {len(found)} times, not once.")
        return float(found[0].replace(",", ""))

    def is_off(self, measured: float) -> bool:
        """Tell whether what was measured differs from the page by more than a third of it."""
        return abs(measured - self.value) > self.value * _MOST_OFF


def benchmarks() -> dict[str, tuple[list[str], list[Quote]]]:
    """Return each benchmark's command and what is quoted from it."""
    listed = tomllib.loads((_HERE / "quoted.toml").read_text())
    return {
        name: (one["command"], [Quote(*quote) for quote in one["quotes"]]) for name, one in listed.items()
    }


def figures(command: list[str]) -> dict[str, float]:
    """Run a benchmark; return its figures by name. Raises CalledProcessError where it fails."""
    script, *words = command
    run = [sys.executable, str(_HERE / script), *words, "--json"]
    told: list[dict[str, Any]] = json.loads(subprocess.run(run, check=True, stdout=subprocess.PIPE).stdout)
    return {one["name"]: one["value"] for one in told}


def machine() -> str:
    """Say what it was measured on, when, and with which versions."""
    memory = psutil.virtual_memory().total / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in _VERSIONS)
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"{memory:.0f} GB, load {os.getloadavg()[0]:.1f}; Python {platform.python_version()}, {packages}"
    )


def main() -> None:
    """Print each quoted figure beside what was measured; exit with 1 where one is off."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="BENCHMARK", help=f"of {', '.join(benchmarks())}")
    names = parser.parse_args().names or list(benchmarks())
    if unknown := set(names) - set(benchmarks()):
        parser.error(f"{', '.join(unknown)}: not one of {', '.join(benchmarks())}")
    table = Table("page", "figure", "quoted", "measured", title="What is quoted", caption=machine())
    off = 0
    for name in names:
        command, quotes = benchmarks()[name]
        measured = figures(command)
        for quote in quotes:
            value = measured[quote.figure] / quote.divisor
            off += (wrong := quote.is_off(value))
            table.add_row(
                quote.page, quote.figure, f"{quote.value:g}", f"{value:.3g}", style="red" if wrong else None
            )
    Console().print(table)
    sys.exit(1 if off else 0)


if __name__ == "__main__":
    main()
