"""Asks an endpoint what it can do of AWS, by the tests in tests/conformance/, and draws the table."""

import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.table import Table

from lambdalab import capabilities, engine
from lambdalab.aws import guard, require_answer
from lambdalab.capabilities import Result
from lambdalab.environments import COURSE
from lambdalab.errors import LabError
from lambdalab.paths import ROOT
from lambdalab.servers import free_port

TESTS = ROOT / "tests" / "conformance"
EMBEDDED = "the engine"
MARKDOWN_COMMAND = "./lab doctor --conformance --markdown"

_WORKERS = 4
"""More than this machine has cores: most of a test is waiting."""
_REASON_CHARACTERS = 90
_GROUP = re.compile(r'^capability = group\("([^"]+)"\)', re.MULTILINE)
_NAME = re.compile(r'@capability\(\s*"([^"]+)"')
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")

Measured = Mapping[str, Sequence[Result]]
"""Results by the name of the engine that they were measured on."""


def examine(endpoint: str | None, markdown: bool) -> bool:
    """Measure our engine, and an endpoint beside it; print the table, return whether ours lacks nothing."""
    if endpoint is not None:
        guard(endpoint)
        require_answer(endpoint)
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    measured: dict[str, list[Result]] = {}
    with console.status("Asking the engine what it can do (a minute) …"), engine.running(free_port()) as url:
        measured[EMBEDDED] = measure(url)
    if endpoint is not None:
        with console.status(f"Asking {endpoint} …"):
            measured[endpoint] = measure(endpoint)
        capabilities.save(endpoint, measured[endpoint])
    if markdown:
        print(as_markdown(measured))
    else:
        _print(measured)
    return not any(result.lacks for result in measured[EMBEDDED])


def asked() -> list[tuple[str, str]]:
    """Return each capability that the tests ask for, after its group; none of them is run."""
    found = set[tuple[str, str]]()
    for text in (path.read_text() for path in TESTS.glob("test_*.py")):
        found |= {(title, name) for title in _GROUP.findall(text) for name in _NAME.findall(text)}
    return sorted(found, key=lambda pair: (pair[0].casefold(), pair[1].casefold()))


def measure(endpoint: str) -> list[Result]:
    """Run the conformance tests against an endpoint. Raises LabError where they cannot be run."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [str(COURSE.python), "-P", "-m", "pytest", str(TESTS), f"--junit-xml={report}"]
        command += ["--override-ini=addopts=--strict-markers --import-mode=importlib", "-p", "no:nbval"]
        command += ["-p", "no:cacheprovider", f"--numprocesses={_WORKERS}"]
        command += ["--dist=loadfile", "--no-loadscope-reorder"]  # alarms, which wait longest, come first
        env = {name: os.environ[name] for name in _KEPT if name in os.environ}
        done = subprocess.run(
            command, env=env | {"AWS_ENDPOINT_URL": endpoint}, cwd=ROOT, capture_output=True, text=True
        )
        results = read(report.read_text()) if report.exists() else []
    if not results:
        told = (done.stdout + done.stderr).strip()[-2000:]
        raise LabError(
            f"The conformance tests did not run: {told}", "./lab test tests/conformance says more."
        )
    return results


def read(report: str) -> list[Result]:
    """Return a JUnit report's results: a capability is lacking where one of its tests failed."""
    found: dict[tuple[str, str], Result] = {}
    for case in ElementTree.fromstring(report).iter("testcase"):  # noqa: S314 (pytest has just written it)
        told = {one.attrib["name"]: one.attrib["value"] for one in case.iter("property")}
        if told:
            result = _result(told, _reason(case))
            known = found.get((result.group, result.name))
            if known is None or not known.lacks:
                found[result.group, result.name] = result
    return sorted(found.values(), key=lambda result: (result.group.casefold(), result.name.casefold()))


def _result(told: Mapping[str, str], lacks: str) -> Result:
    needed_by = tuple(told["needed_by"].split())
    return Result(told["group"], told["capability"], told["documents"], told["source"], needed_by, lacks)


def _reason(case: ElementTree.Element) -> str:
    """Return in a few words why a test failed, "" where it did not."""
    for kind in ("failure", "error", "skipped"):
        if (told := case.find(kind)) is not None:
            first = (told.attrib.get("message") or kind).strip().splitlines()[0]
            words = first.removeprefix("AssertionError: ").removeprefix("botocore.exceptions.")
            return words if len(words) <= _REASON_CHARACTERS else words[: _REASON_CHARACTERS - 1] + "…"
    return ""


def _print(measured: Measured) -> None:
    for name, results in measured.items():
        table = Table(
            "group", "capability", name, title=_total(name, results), title_justify="left", box=None
        )
        for group, capability, lacks in _rows(results):
            table.add_row(group, capability, f"[red]lacks[/red]: {lacks}" if lacks else "ok")
        Console(highlight=False).print(table)
    for name, results in measured.items():
        print(_total(name, results))


def _rows(results: Iterable[Result]) -> Iterable[tuple[str, str, str]]:
    """Give group, capability and what it lacks; a group's name stands in its first row alone."""
    for group, members in groupby(results, key=lambda result: result.group):
        for number, result in enumerate(members):
            yield ("" if number else group), result.name, result.lacks.replace("[", r"\[")


def _total(name: str, results: Sequence[Result]) -> str:
    good = sum(not result.lacks for result in results)
    return f"{name} does {good} of the {len(results)} things that the course uses as AWS does them"


def as_markdown(measured: Measured) -> str:
    """Return README's table: a row for each group, its capabilities in words, and a count for each engine."""
    (first, *_) = measured.values()
    lines = [f"| | what the course uses | {' | '.join(measured)} |", "|---" * (2 + len(measured)) + "|"]
    for group, members in groupby(first, key=lambda result: result.group):
        names = " · ".join(result.name for result in members)
        counts = [_count([one for one in results if one.group == group]) for results in measured.values()]
        lines.append(f"| **{group}** | {names} | {' | '.join(counts)} |")
    totals = [f"**{_count(results)}**" for results in measured.values()]
    return "\n".join([*lines, f"| **all** | | {' | '.join(totals)} |"])


def _count(results: Sequence[Result]) -> str:
    return f"{sum(not result.lacks for result in results)} of {len(results)}"
