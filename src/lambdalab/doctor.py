"""Looks around: what is installed, what runs where, what is missing, and the command that mends it.

Standard library only: it tells the same before anything is installed.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution

from lambdalab import engine, jupyter, mending
from lambdalab.environments import BASE_PYTHON, COURSE, DEV, DISK_NEEDED, ENGINE, Environment
from lambdalab.paths import ROOT, WORK
from lambdalab.servers import port_is_free

_TOLD_PACKAGES = {
    COURSE: ("boto3", "jupyterlab", "moto", "nbgrader", "nbval"),
    ENGINE: ("localstack-core", "moto-ext", "awslambdaric"),
}
_MOST_COLUMNS = 110
_UNSHUT = "Functions run as you: they can read your files and end your programs"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; ``mend`` is the command that helps, and a problem where ``is_bad``.

    What ``is_risk`` is marked like a problem, and is none: the course works without it.
    """

    what: str
    found: str
    mend: str = ""
    is_bad: bool = False
    is_risk: bool = False


def examine() -> bool:
    """Print the findings; return whether nothing is wrong."""
    findings = list(_findings())
    width = max(len(finding.what) for finding in findings)
    columns = min(shutil.get_terminal_size().columns, _MOST_COLUMNS)
    for finding in findings:
        print(_line(finding, width, columns))
    return not any(finding.is_bad for finding in findings)


def _line(finding: Finding, width: int, columns: int) -> str:
    """Return a finding over as many lines as it needs; a path stays in one piece, to be copied."""
    mark = "!!" if finding.is_bad or finding.is_risk else "ok"
    indent = " " * (width + 6)
    wrap = textwrap.TextWrapper(columns, indent, indent, break_long_words=False, break_on_hyphens=False)
    lines = wrap.wrap(finding.found)
    if finding.mend:
        lines.append(f"{indent}-> {finding.mend}")
    return f"{mark}  {finding.what:<{width}}  " + "\n".join(lines).lstrip()


def _findings() -> Iterator[Finding]:
    yield Finding("checkout", str(ROOT))
    yield Finding("Python", f"{platform.python_version()}, {BASE_PYTHON}")
    yield from (_environment(environment) for environment in (COURSE, ENGINE))
    yield Finding("test suite", "installed" if DEV.is_ready() else "not installed; ./lab test does it")
    yield from sandbox()
    yield from _programs()
    yield _disk()
    yield _work_folder()
    yield from _notebooks()
    yield from _engine()
    yield from _jupyter()


def _environment(environment: Environment) -> Finding:
    if not environment.is_ready():
        return Finding(environment.title, "missing, or made from other requirements", "./lab", is_bad=True)
    names = _TOLD_PACKAGES[environment]
    return Finding(environment.title, ", ".join(f"{name} {_version(environment, name)}" for name in names))


def _version(environment: Environment, name: str) -> str:
    libraries = [str(path) for path in environment.folder.glob("lib/python3*/site-packages")]
    libraries.append(str(environment.folder / "runtime"))
    found = next(iter(Distribution.discover(name=name, path=libraries)), None)
    return found.version if found is not None else "missing"


def sandbox() -> Iterator[Finding]:
    """Ask the engine's package whether functions are shut in, which it really tries."""
    if not ENGINE.is_ready():
        return
    command = [str(ENGINE.python), "-P", "-m", "lambdalab_engine.sandbox"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        yield Finding("sandbox", done.stderr.strip().rpartition("\n")[2], is_bad=True)
        return
    told = json.loads(done.stdout)
    if told["works"]:
        yield Finding("sandbox", told["found"])
    else:
        yield Finding("sandbox", f"{told['found']}. {_UNSHUT}", told["mend"], is_risk=True)


def _programs() -> Iterator[Finding]:
    if shutil.which("curl") is None:
        found = "missing: notebook 02's function in shell ends with exit status 127"
        yield Finding("curl", found, "sudo apt-get install curl", is_risk=True)


def _disk() -> Finding:
    free = shutil.disk_usage(ROOT).free
    is_bad = free < DISK_NEEDED // 20
    return Finding("disk", f"{free / 1024**3:.1f} GB free", "free some space" if is_bad else "", is_bad)


def _work_folder() -> Finding:
    folder = WORK if WORK.exists() else WORK.parent
    if os.access(folder, os.W_OK):
        return Finding("work folder", str(WORK))
    mend = f"sudo chown -R {os.getuid()} '{folder}'"
    return Finding("work folder", f"{folder} cannot be written", mend, is_bad=True)


def _notebooks() -> Iterator[Finding]:
    for name, path in mending.half_written():
        found = f"{path.relative_to(ROOT)} cannot be read: it was half written"
        yield Finding("notebook", found, f"./lab reset {name}", is_bad=True)


def _engine() -> Iterator[Finding]:
    running = engine.find()
    if running is None:
        taken = not port_is_free(engine.DEFAULT_PORT)
        note = f"; port {engine.DEFAULT_PORT} is taken by another program, so it will use another"
        yield Finding("engine", f"not running{note if taken else ''}; ./lab starts it")
        return
    yield Finding("engine", f"{'ready' if running.ready else 'starting'} at {running.url}")
    yield Finding("its log", str(engine.log_file(running.port)))
    broken = {name: state for name, state in running.services.items() if state not in ("running", "waiting")}
    for name, error in broken.items():
        yield Finding(f"its {name}", error, "Ctrl-C on the ./lab that runs, then ./lab", is_bad=True)
    if not broken:
        yield Finding("its services", ", ".join(running.services))


def _jupyter() -> Iterator[Finding]:
    page = jupyter.find()
    if page is None:
        yield Finding("JupyterLab", "not running; ./lab starts it")
    else:
        yield Finding("JupyterLab", f"ready at http://127.0.0.1:{page.port}")
        yield Finding("its log", str(jupyter.LOG))


if __name__ == "__main__":
    sys.exit(0 if examine() else 1)
