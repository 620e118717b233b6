"""Brings a lab's notebook back to its first state, and keeps the learner's own beside it."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from lambdalab.errors import NotReady
from lambdalab.paths import LABS, ROOT, SOLUTIONS

_KEPT = "before-reset-{number}.ipynb"


def restore(lab: str) -> Path:
    """Replace a lab's notebook by its original and return where the learner's was put.

    Raises NotReady where this checkout holds no original.
    """
    notebook = LABS / lab / "lab.ipynb"
    original = _original(lab)
    folder = notebook.parent / "build"
    folder.mkdir(exist_ok=True)
    numbers = (number for number in range(1, 10**6) if not (folder / _KEPT.format(number=number)).exists())
    kept = folder / _KEPT.format(number=next(numbers))
    shutil.copyfile(notebook, kept)
    new = notebook.with_suffix(".new")
    new.write_bytes(original)
    new.replace(notebook)
    return kept


def _original(lab: str) -> bytes:
    """Return the bytes of the learner's copy: made from its master, else as it was committed."""
    if (SOLUTIONS / lab / "lab.ipynb").is_file():
        from lambdalab.author import build_lab  # here: nbgrader takes a second to load

        with tempfile.TemporaryDirectory() as scratch:
            return (build_lab(lab, Path(scratch)) / "lab.ipynb").read_bytes()
    git = shutil.which("git") or "git"
    committed = subprocess.run([git, "show", f"HEAD:labs/{lab}/lab.ipynb"], cwd=ROOT, capture_output=True)
    if committed.returncode:
        raise NotReady(
            f"This checkout holds no original of {lab}.", "Get labs/ anew; your notebook is as you left it."
        )
    return committed.stdout
