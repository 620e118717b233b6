"""How a Python function is started: the base interpreter, AWS's runtime client, its own environment only."""

import os
import sys
from pathlib import Path

RUNTIME_DIR = Path(sys.prefix) / "runtime"
"""Holds what AWS puts into its Python runtimes, ``awslambdaric`` and ``boto3``, nothing of LocalStack's."""

STAND_IN_DIR = Path(__file__).with_name("stand_in")
"""Holds what stands in for a compiled part of ``awslambdaric`` where that is missing."""


def supports(runtime: str | None) -> bool:
    """Tell whether this runtime name is one of Python's; all of them run on Python 3.13."""
    return (runtime or "").startswith("python3.")


def command(handler: str) -> list[str]:
    """Return the command line of the runtime process: no site-packages, no user site, no working folder."""
    interpreter = os.path.realpath(sys.executable)
    return [interpreter, "-S", "-s", "-P", "-m", "awslambdaric", handler]


def folders() -> list[Path]:
    """Return the folders of this machine that the runtime reads."""
    return [Path(sys.base_prefix), RUNTIME_DIR, STAND_IN_DIR]


def environment(localstack: dict[str, str], task_root: str) -> dict[str, str]:
    """Return the function's environment variables, made from those that LocalStack proposes.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    """
    ours = ("LOCALSTACK_", "_AWS_XRAY_", "EDGE_PORT")
    env = {k: str(v) for k, v in localstack.items() if not k.startswith(ours)}
    env.setdefault("PATH", "/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin")
    env.setdefault("LANG", "en_US.UTF-8")
    # Without site-packages Python finds its modules here: the function's own first, as on AWS.
    own = [task_root, *filter(None, [env.get("PYTHONPATH")])]
    return env | {
        "AWS_EXECUTION_ENV": f"AWS_Lambda_python{sys.version_info[0]}.{sys.version_info[1]}",
        "LAMBDA_TASK_ROOT": task_root,
        "LAMBDA_RUNTIME_DIR": str(RUNTIME_DIR),
        "PYTHONPATH": os.pathsep.join([*own, str(RUNTIME_DIR), str(STAND_IN_DIR)]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
