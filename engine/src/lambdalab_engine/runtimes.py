"""Chooses the runtime by its name, and makes the environment variables that all of them share.

Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from lambdalab_engine import node_runtime, provided_runtime, python_runtime
from lambdalab_engine.housing import Housing
from lambdalab_engine.packages import Package

RUNTIME_DIR = "/var/runtime"
_LOCALSTACK_S = ("LOCALSTACK_", "_AWS_XRAY_", "EDGE_PORT", "AWS_EXECUTION_ENV")


class RuntimeKind(Protocol):
    """What a module of one kind of runtimes offers."""

    def folders(self) -> Sequence[Path]:
        """Return the folders that a function of this kind reads: its interpreter and runtime client."""

    def runtime_dirs(self) -> Sequence[Path]:
        """Return those among them that are ``/var/runtime`` on AWS."""

    def supports(self, runtime: str) -> bool:
        """Tell whether this is the name of a runtime of this kind."""

    def command(self, package: Package, housing: Housing) -> list[str]:
        """Return the command line of the runtime process. Raises ``Ended`` where it cannot start."""

    def variables(self, package: Package, housing: Housing) -> dict[str, str]:
        """Return the environment variables of this kind alone, which a function cannot change."""


_KINDS: tuple[RuntimeKind, ...] = (python_runtime, node_runtime, provided_runtime)


def of(runtime: str | None) -> RuntimeKind:
    """Return the kind of a runtime by its name. Raises ValueError where it cannot be run here."""
    for kind in _KINDS:
        if runtime is not None and kind.supports(runtime):
            return kind
    name = runtime or "of an image"
    raise ValueError(
        f"the runtime {name} is not available here; python3.13 is, and so are nodejs24.x and provided.al2023"
    )


def environment(
    kind: RuntimeKind, localstack: dict[str, str], package: Package, housing: Housing
) -> dict[str, str]:
    """Return the function's environment variables, made from those that LocalStack proposes."""
    env = {k: str(v) for k, v in localstack.items() if not k.startswith(_LOCALSTACK_S)}
    if "AWS_LAMBDA_LOG_LEVEL" in env:
        env["AWS_LAMBDA_LOG_LEVEL"] = env["AWS_LAMBDA_LOG_LEVEL"].upper()
    env.setdefault("PATH", f"/var/lang/bin:/usr/local/bin:/usr/bin:/bin:{housing.opt}/bin")
    env.setdefault("LANG", "en_US.UTF-8")
    root = housing.task_root
    env.setdefault("LD_LIBRARY_PATH", f"/lib64:/usr/lib64:{root}:{root}/lib:{housing.opt}/lib")
    env["LAMBDA_TASK_ROOT"] = root
    return env | kind.variables(package, housing)
