"""What learners got: each lab's notebook, cell by cell, as ``labs/`` holds it."""

import ast
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Literal

from lambdalab import checks
from lambdalab.paths import LABS, ROOT

type Kind = Literal["text", "given", "answer", "check"]
"""``given`` code is the lab's own, ``answer`` the learner's; a ``check`` is not run: we ask from outside."""

DIFFERENT_FOR_EACH = frozenset({"10-break-fix"})
"""Labs that give each learner another system: what mends one need not mend another one."""

_ASKING = ("check", "check_all")


@dataclass(frozen=True)
class Place:
    """One cell of a lab. ``name`` is its id; ``task`` is what an answer or a check is for, "" for others."""

    name: str
    grade_id: str
    kind: Kind
    task: str
    source: str
    settings: str = "{}"

    @property
    def names(self) -> frozenset[str]:
        """Return what a cell may be called that is this one."""
        return frozenset({self.name, self.grade_id} - {""})

    @property
    def is_code(self) -> bool:
        """Tell whether it is a code cell."""
        return self.kind != "text"


@dataclass(frozen=True)
class Release:
    """A lab as it was given out."""

    lab: str
    places: tuple[Place, ...]
    digest: str

    @property
    def code(self) -> tuple[Place, ...]:
        """Return its code cells."""
        return tuple(place for place in self.places if place.is_code)


def labs() -> list[str]:
    """Return the labs that can be graded: those that were given out and have checks."""
    judged = {task.lab for task in checks.TASKS.values()}
    return sorted(path.parent.name for path in LABS.glob("*/lab.ipynb") if path.parent.name in judged)


@cache
def release(lab: str) -> Release:
    """Return a lab's cells."""
    content = (LABS / lab / "lab.ipynb").read_bytes()
    cells = json.loads(content)["cells"]
    return Release(lab, tuple(map(_place, cells)), hashlib.sha256(content).hexdigest())


@cache
def checks_digest() -> str:
    """Return a digest of everything that judges: where it changes, all is graded anew."""
    digest = hashlib.sha256()
    for folder in ("checks", "outage"):
        for module in sorted((ROOT / "src" / "lambdalab" / folder).glob("*.py")):
            digest.update(module.read_bytes())
    return digest.hexdigest()


def is_asking(source: str) -> bool:
    """Tell whether a cell does nothing but ask checks."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return bool(body) and all(_asks(statement) for statement in body)


def _asks(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "lambdalab.lab" and {name.name for name in statement.names} <= set(_ASKING)
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _ASKING


def _place(cell: dict[str, object]) -> Place:
    metadata = cell["metadata"]
    assert isinstance(metadata, dict)
    settings = metadata.get("nbgrader", {})
    source = text_of(cell["source"])
    grade_id = str(settings.get("grade_id", ""))
    task = grade_id if settings.get("grade") else ""
    kind: Kind = "given"
    if cell["cell_type"] != "code":
        kind = "text"
    elif settings.get("solution"):
        kind, task = "answer", grade_id.removesuffix("-answer")
    elif task or is_asking(source):
        kind = "check"
    return Place(str(cell["id"]), grade_id, kind, task, source, json.dumps(settings))


def text_of(source: object) -> str:
    """Return a cell's source, which a file holds as a string or as a list of lines."""
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""
