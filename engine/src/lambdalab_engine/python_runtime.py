"""How a Python function is started: the base interpreter, AWS's runtime client, its own environment only."""

import os
import sys
from pathlib import Path

from lambdalab_engine.housing import Housing
from lambdalab_engine.packages import Package

RUNTIME_DIR = Path(sys.prefix) / "runtime"
"""Holds what AWS puts into its Python runtimes, ``awslambdaric`` and ``boto3``, nothing of LocalStack's."""

STAND_IN_DIR = Path(__file__).with_name("stand_in")
"""Holds what stands in for a compiled part of ``awslambdaric`` where that is missing."""


def folders() -> list[Path]:
    """Return the folders of this machine that the runtime reads."""
    return [Path(sys.base_prefix), *runtime_dirs()]


def runtime_dirs() -> list[Path]:
    """Return those among them that are ``/var/runtime`` on AWS."""
    return [RUNTIME_DIR, STAND_IN_DIR]


def supports(runtime: str) -> bool:
    """Tell whether this runtime name is one of Python's; all of them run on Python 3.13."""
    return runtime.startswith("python3.")


def command(package: Package, _housing: Housing) -> list[str]:
    """Return the command line of the runtime process: no site-packages, no user site, no working folder."""
    interpreter = os.path.realpath(sys.executable)
    return [interpreter, "-S", "-s", "-P", "-m", "awslambdaric", package.handler]


def variables(package: Package, housing: Housing) -> dict[str, str]:
    """Return Python's variables: modules are found in the function, then in layers, then in the runtime.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/python-layers.html (search path)
    """
    opt = f"{housing.opt}/python"
    folders = (
        housing.task_root,
        f"{opt}/lib/{package.runtime}/site-packages",
        opt,
        *map(str, runtime_dirs()),
    )
    return {
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{package.runtime}",
        "LAMBDA_RUNTIME_DIR": str(RUNTIME_DIR),
        "PYTHONPATH": os.pathsep.join(folders),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
