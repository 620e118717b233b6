"""Looks around: what is installed, what runs where, what is missing, and the command that mends it."""

import importlib.metadata
import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from lambdalab import engine, jupyter
from lambdalab.environments import COURSE, DEV, DISK_NEEDED, ENGINE
from lambdalab.paths import ROOT, WORK
from lambdalab.servers import port_is_free

_TOLD_PACKAGES = ("boto3", "jupyterlab", "moto", "nbgrader", "nbval")


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's table; ``mend`` is the command that helps, and a problem where ``is_bad``."""

    what: str
    found: str
    mend: str = ""
    is_bad: bool = False


def examine() -> bool:
    """Print the table; return whether nothing is wrong."""
    findings = list(_findings())
    table = Table(box=None, pad_edge=False)
    for heading in ("", "what", "found", "mend it with"):
        table.add_column(heading, overflow="fold")
    for finding in findings:
        mark = "[red]✗[/red]" if finding.is_bad else "[green]✓[/green]"
        table.add_row(mark, finding.what, finding.found, finding.mend)
    Console(highlight=False).print(table)
    return not any(finding.is_bad for finding in findings)


def _findings() -> Iterator[Finding]:
    yield Finding("checkout", str(ROOT))
    yield Finding("Python", platform.python_version())
    yield from _environments()
    yield _disk()
    yield _work_folder()
    yield from _engine()
    yield from _jupyter()
    yield _sandbox()


def _environments() -> Iterator[Finding]:
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _TOLD_PACKAGES)
    for environment, holds in ((COURSE, versions), (ENGINE, "LocalStack 4.14.0")):
        ready = environment.is_ready()
        found = holds if ready else "missing, or made from other requirements"
        yield Finding(f"environment of {environment.title}", found, "" if ready else "./lab", not ready)
    yield Finding(
        "packages of the test suite", "installed" if DEV.is_ready() else "not installed: ./lab test does it"
    )


def _disk() -> Finding:
    free = shutil.disk_usage(ROOT).free
    is_bad = free < DISK_NEEDED // 20
    return Finding("disk", f"{free / 1024**3:.1f} GB free", "free some space" if is_bad else "", is_bad)


def _work_folder() -> Finding:
    writable = os.access(WORK, os.W_OK)
    mend = "" if writable else f"chown -R {os.getuid()} {WORK}"
    return Finding("work folder", f"{WORK}" if writable else f"{WORK} cannot be written", mend, not writable)


def _engine() -> Iterator[Finding]:
    running = engine.find()
    if running is None:
        taken = not port_is_free(engine.DEFAULT_PORT)
        note = f"; port {engine.DEFAULT_PORT} is taken by another program, so it will use another"
        yield Finding("engine", f"not running{note if taken else ''}", "./lab, or ./lab engine")
        return
    yield Finding("engine", f"{'ready' if running.ready else 'starting'} at {running.url}")
    yield Finding("engine's log", str(engine.log_file(running.port)))
    broken = {name: state for name, state in running.services.items() if state not in ("running", "waiting")}
    for name, error in broken.items():
        yield Finding(
            f"service {name}", error, "./lab engine, after Ctrl-C on the one that runs", is_bad=True
        )
    if not broken:
        yield Finding("services", ", ".join(running.services))


def _jupyter() -> Iterator[Finding]:
    page = jupyter.find()
    if page is None:
        yield Finding("JupyterLab", "not running", "./lab")
    else:
        yield Finding("JupyterLab", f"ready at http://127.0.0.1:{page.port}")
        yield Finding("JupyterLab's log", str(jupyter.LOG))


def _sandbox() -> Finding:
    return Finding("functions", "run as processes of yours, with their own environment, without a sandbox")
