"""Finds notebooks that were half written, and mends them with all that is whole in them.

A machine that loses power, or a full disk, can leave the beginning of a file. Standard library only: the
doctor looks too.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lambdalab import originals
from lambdalab.paths import LABS, ROOT, notebooks

_KEPT = "half-written-{number}.txt"

type Cell = dict[str, Any]


def is_whole(notebook: Path) -> bool:
    """Tell whether a notebook can be read."""
    try:
        content = json.loads(notebook.read_bytes())
    except ValueError:
        return False
    return isinstance(content, dict) and isinstance(content.get("cells"), list)


def half_written() -> list[tuple[str, Path]]:
    """Return the notebooks and labs that cannot be read, by the names that ``./lab reset`` takes."""
    return [(name, path) for name, path in notebooks().items() if not is_whole(path)]


def warnings() -> Iterator[str]:
    """Give a sentence for each notebook that cannot be read, with the command that leads back."""
    for name, path in half_written():
        yield f"{path.relative_to(ROOT)} cannot be read: it was half written. ./lab reset {name} mends it."


def mend(name: str | None) -> Iterator[str]:
    """Mend a notebook where it was half written, or every such one; give a sentence about each.

    The cells that are whole stay as they are, what follows comes from the original, and the file is kept
    beside it. Raises NotReady where this checkout holds no original.
    """
    for found, path in half_written():
        if name not in (None, found):
            continue
        mended, whole = _mended(path)
        kept = originals.replace(path, mended, _KEPT)
        yield (
            f"{path.relative_to(ROOT)} was half written: its {whole} cells that are whole are as you left"
            f" them, the rest is as it was at first. The broken file is kept as {kept.relative_to(ROOT)}."
        )


def _mended(path: Path) -> tuple[bytes, int]:
    """Return a notebook of what is whole in a file and of the original's cells after it."""
    is_lab = path.is_relative_to(LABS)
    name = str(path.relative_to(ROOT))
    original = originals.lab_original(path.parent.name) if is_lab else originals.committed(name)
    notebook = json.loads(original)
    whole = list(_whole_cells(path.read_text(errors="replace")))
    reached = {cell.get("id") for cell in whole}
    numbers = [number for number, cell in enumerate(notebook["cells"]) if cell["id"] in reached]
    notebook["cells"] = whole + notebook["cells"][max(numbers, default=-1) + 1 :]
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode(), len(whole)


def _whole_cells(text: str) -> Iterator[Cell]:
    """Give the cells that stand in a text as a whole, up to the first that does not."""
    _, _, cells = text.partition('"cells": [')
    decoder = json.JSONDecoder()
    while cells := cells.lstrip().removeprefix(",").lstrip():
        try:
            cell, end = decoder.raw_decode(cells)
        except ValueError:
            return
        if not isinstance(cell, dict) or "cell_type" not in cell:
            return
        yield cell
        cells = cells[end:]
