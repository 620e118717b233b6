"""Loads the functions of notebooks and labs as Lambda would: the file, its event, the expected result."""

import importlib.util
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

from lambdalab.paths import NOTEBOOKS, SOLUTIONS

AMAZON_LINUX = "ami-04681a1dbd79675a5"
"""An image that moto knows: to list all of them takes it a second."""


@dataclass(frozen=True)
class Example:
    """A function's loaded module, its handler, the event beside it and the result that it must give."""

    module: ModuleType
    handler: Callable[[Any, Any], Any]
    event: Any
    result: Any


def folder_of(path: str) -> Path:
    """Return the folder of a function: "02-object-notifications/notify" or "02-functions/hello"."""
    where, name = path.split("/", 1)
    in_lab = SOLUTIONS / where / "functions" / name
    return in_lab if in_lab.is_dir() else NOTEBOOKS / "functions" / where / name


def example(path: str, *, file: str = "app.py", handler: str = "handler", **environment: str) -> Example:
    """Load a Python function anew, within ``mock_aws`` where it makes clients, with environment variables.

    It can import the other files of its folder. The variables last until it is loaded: for a handler that
    reads them later, set them with ``monkeypatch.setenv``.
    """
    folder = folder_of(path)
    spec = importlib.util.spec_from_file_location(f"function_{folder.name}", folder / file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    for neighbour in folder.glob("*.py"):
        sys.modules.pop(neighbour.stem, None)  # another function has an app.py too
    with mock.patch.dict(os.environ, environment), mock.patch.object(sys, "path", [str(folder), *sys.path]):
        spec.loader.exec_module(module)
    event, result = (json.loads((folder / name).read_text()) for name in ("event.json", "result.json"))
    return Example(module, getattr(module, handler), event, result)
