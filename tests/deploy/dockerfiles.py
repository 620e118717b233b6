"""Reads Dockerfiles: their stages and steps, and what ``.dockerignore`` leaves of the checkout.

Source: https://docs.docker.com/reference/dockerfile/
"""

import json
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
ALL = tuple(
    ROOT / name
    for name in (
        "deploy/Dockerfile",
        "deploy/hub/Dockerfile",
        ".binder/Dockerfile",
        ".devcontainer/Dockerfile",
    )
)
MAKE = ROOT / "deploy" / "make"


@dataclass(frozen=True)
class Step:
    """One instruction: its name, its ``--options``, and the rest of its words as they stand."""

    name: str
    options: dict[str, str]
    text: str

    @property
    def words(self) -> list[str]:
        """Return the words, which may stand as a JSON list."""
        return json.loads(self.text) if self.text.startswith("[") else shlex.split(self.text)


@dataclass(frozen=True)
class Stage:
    """What follows one FROM: the image, the stage's name where it has one, and its steps."""

    base: str
    name: str
    steps: list[Step] = field(default_factory=list)

    def all(self, name: str) -> list[Step]:
        """Return the steps of one kind."""
        return [step for step in self.steps if step.name == name]


def stages(text: str) -> list[Stage]:
    """Return the stages of a Dockerfile, in order."""
    found: list[Stage] = []
    for step in _steps(text):
        if step.name == "FROM":
            base, _, name = step.text.partition(" AS ")
            found.append(Stage(base, name))
        else:
            found[-1].steps.append(step)
    return found


def _steps(text: str) -> Iterator[Step]:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    for line in re.split(r"(?<!\\)\n", "\n".join(lines)):
        name, _, rest = line.replace("\\\n", " ").strip().partition(" ")
        options: dict[str, str] = {}
        while found := re.match(r"--(\w[\w-]*)=(\S+)\s+", rest):
            options[found[1]] = found[2]
            rest = rest[found.end() :]
        yield Step(name.upper(), options, rest.strip())


def context(source: str) -> Iterator[Path]:
    """Yield the files that COPY takes from the checkout: one, or those below a folder; as relative paths."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    if (ROOT / source).is_file():
        yield Path(source)
        return
    for folder, folders, names in (ROOT / source).walk():
        below = folder.relative_to(ROOT)
        folders[:] = sorted(name for name in folders if not _is_ignored(below / name, patterns))
        yield from (below / name for name in sorted(names) if not _is_ignored(below / name, patterns))


def _is_ignored(path: Path, patterns: Sequence[str]) -> bool:
    """Tell whether a path has one of the patterns; none of ours takes anything back (``!``)."""
    return any(path.full_match(pattern) for pattern in patterns)
