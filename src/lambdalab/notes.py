"""Small JSON files that several notebooks write at once and that a crash leaves whole."""

import fcntl
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

type Content = dict[str, Any]


def read(note: Path) -> Content:
    """Return a note's content, empty where there is none or it cannot be read."""
    try:
        content = json.loads(note.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def update(note: Path, change: Callable[[Content], None]) -> None:
    """Change a note's content in place, one writer after another.

    The file is replaced in one step; one that could not be read is kept beside it as ``.unreadable``.
    """
    note.parent.mkdir(parents=True, exist_ok=True)
    with note.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        content = read(note)
        if not content and note.exists() and note.stat().st_size > len("{}\n"):
            note.replace(note.with_suffix(".unreadable"))
        change(content)
        new = note.with_suffix(".new")
        new.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n")
        new.replace(note)
