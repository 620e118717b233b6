"""The figures that the pages quote: each is there once, and one command measures it."""

import importlib.util
import re
import sys
from types import ModuleType
from typing import Any

import pytest

from lambdalab.answers import answers_of
from lambdalab.checks import tasks_of
from lambdalab.paths import ROOT
from lambdalab.replay import labs

README = (ROOT / "README.md").read_text()


def benchmark(name: str) -> ModuleType:
    """Return a benchmark's module: they are programs, and no package."""
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", ROOT / "benchmarks" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


QUOTED = benchmark("quoted")
QUOTES = [quote for _, quotes in QUOTED.benchmarks().values() for quote in quotes]


@pytest.mark.parametrize("quote", QUOTES, ids=lambda quote: quote.words)
def test_what_is_quoted_stands_there_once(quote: Any) -> None:
    """A figure that left its page, or whose words changed, would no longer be measured."""
    assert quote.value >= 0


def test_each_figure_of_readme_is_measured() -> None:
    """No row of the table is without a benchmark."""
    table = README.partition("## How fast it is")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (?!measured)(.+?) \| .*\d", table, re.MULTILINE)
    quoted = [quote.words.partition(" | ")[0] for quote in QUOTES if quote.page == "README.md"]
    assert len(rows) > 10
    assert [row for row in rows if not any(row.endswith(words) for words in quoted)] == []


def test_a_figure_that_is_off_by_more_than_a_third_is_told() -> None:
    """Slower or quicker: either way the page is wrong."""
    quote = next(quote for quote in QUOTES if quote.figure == "start to healthy")
    assert not quote.is_off(quote.value * 1.3)
    assert quote.is_off(quote.value * 1.4)
    assert quote.is_off(quote.value * 0.6)


@pytest.mark.parametrize("lab", labs())
def test_readme_counts_the_answers(lab: str) -> None:
    """Its table tells how many tasks, wrong answers and right ones a lab has."""
    answers = answers_of(lab)
    wrong = sum(answer.kind == "wrong" for answer in answers)
    row = f"| {len(tasks_of(lab))} | {wrong} | {len(answers) - wrong} |"
    assert re.search(rf"^\| {lab[:2]} · .+ {re.escape(row)}$", README, re.MULTILINE)
