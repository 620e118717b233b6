"""The answers beside a lab's master by which its checks are proven: wrong ones, and other right ones.

They stand in ``solutions/LAB/answers/TASK.py``, one cell after another in the percent format:

    # %% wrong: the handler is named without its file
    # refused: it ended with Runtime.MalformedHandlerName
    created = functions.create_function(...)

    # %% right: the same by keyword dictionary
    created = functions.create_function(**settings)

Each takes the place of the master's answer. Source: https://jupytext.readthedocs.io/en/latest/formats-scripts.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lambdalab.errors import LabError
from lambdalab.paths import SOLUTIONS

FOLDER = "answers"

_CELL = re.compile(r"^# %% ?", re.MULTILINE)
_HEADING = re.compile(r"(wrong|right): (.+)")
_REFUSED = "# refused: "


@dataclass(frozen=True)
class Answer:
    """One answer to a task; ``refused`` is what the verdict on a wrong one must say."""

    lab: str
    task: str
    kind: Literal["wrong", "right"]
    name: str
    source: str
    refused: str = ""


def answers_of(lab: str) -> list[Answer]:
    """Return all answers beside a lab's master. Raises LabError where a file is not as it should be."""
    files = sorted((SOLUTIONS / lab / FOLDER).glob("*.py"))
    return [answer for file in files for answer in _read(lab, file)]


def _read(lab: str, file: Path) -> Iterator[Answer]:
    before, *cells = _CELL.split(file.read_text())
    if before.strip() or not cells:
        raise _unreadable(file, before.strip().split("\n")[0])
    for cell in cells:
        heading, _, source = cell.partition("\n")
        match = _HEADING.fullmatch(heading.strip())
        if match is None:
            raise _unreadable(file, heading)
        kind: Literal["wrong", "right"] = "wrong" if match[1] == "wrong" else "right"
        refused = ""
        if kind == "wrong":
            line, _, source = source.partition("\n")
            if not line.startswith(_REFUSED):
                raise _unreadable(file, line)
            refused = line.removeprefix(_REFUSED).strip()
        yield Answer(lab, file.stem, kind, match[2], source.strip("\n") + "\n", refused)


def _unreadable(file: Path, line: str) -> LabError:
    return LabError(
        f"{file.parent.parent.name}/{FOLDER}/{file.name} cannot be read at {line!r}.",
        f'A cell begins with "# %% wrong: NAME" and a line "{_REFUSED}WORDS", or with "# %% right: NAME".',
    )
