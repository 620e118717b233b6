"""How a function of an OS-only runtime is started: by the ``bootstrap`` of its package, or of a layer.

Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
"""

import errno
import os
from pathlib import Path

from lambdalab_engine.housing import OPT, TASK_ROOT, Housing
from lambdalab_engine.packages import Package
from lambdalab_engine.report import Failure
from lambdalab_engine.runtime import Ended

_NAME = "bootstrap"
_ANY_EXECUTE = 0o111
_LINE = 256


def folders() -> list[Path]:
    """Return nothing: the package brings its runtime."""
    return []


def runtime_dirs() -> list[Path]:
    """Return nothing, as ``folders`` does."""
    return []


def supports(runtime: str) -> bool:
    """Tell whether this is the name of an OS-only runtime."""
    return runtime.split(".")[0] == "provided"


def command(package: Package, housing: Housing) -> list[str]:
    """Return the path of the bootstrap. Raises ``Ended`` where there is none that can be started."""
    if (package.task_root / _NAME).exists():
        _check(package.task_root / _NAME, f"{TASK_ROOT}/{_NAME}")
        return [f"{housing.task_root}/{_NAME}"]
    for layer in reversed(package.layers):
        if (layer / _NAME).exists():
            _check(layer / _NAME, f"{OPT}/{_NAME}")
            return [f"{housing.opt}/{_NAME}"]
    raise _invalid(f"Couldn't find valid bootstrap(s): [{TASK_ROOT}/{_NAME} {OPT}/{_NAME}]")


def variables(_package: Package, _housing: Housing) -> dict[str, str]:
    """Return nothing new; ``AWS_EXECUTION_ENV`` is not defined for these runtimes."""
    return {"LAMBDA_RUNTIME_DIR": "/var/runtime"}


def _check(file: Path, shown: str) -> None:
    """Raise ``Ended`` with the system's own words where the system would not start this file."""
    problem = _problem(file)
    if problem:
        raise _invalid(f"fork/exec {shown}: {os.strerror(problem).lower()}")


def _problem(file: Path) -> int:
    if not file.stat().st_mode & _ANY_EXECUTE:
        return errno.EACCES
    with file.open("rb") as opened:
        first = opened.readline(_LINE)
    if first.startswith(b"#!"):
        interpreter = first[2:].strip(b" \t\n").split(b" ")[0]  # a carriage return stays part of its name
        return 0 if os.path.exists(interpreter) else errno.ENOENT
    return 0 if first.startswith((b"\x7fELF", b"\xcf\xfa\xed\xfe")) else errno.ENOEXEC


def _invalid(message: str) -> Ended:
    return Ended(Failure("Runtime.InvalidEntrypoint", message))
