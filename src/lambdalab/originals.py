"""Brings notebooks as they were at first, and never over a learner's own work."""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from lambdalab import notes
from lambdalab.errors import NotReady
from lambdalab.paths import LABS, ORIGINALS, ROOT, SOLUTIONS

_BROUGHT = Path(".lab") / "originals.json"
_KEPT = "before-reset-{number}.ipynb"


def bring(place: Path, originals: Path = ORIGINALS) -> list[Path]:
    """Bring what is new among the originals to a place, and return it, as paths below the place.

    A file that is there stays, unless it is still as it was brought; one that was deleted comes back.
    """
    new: list[Path] = []

    def bring_each(brought: notes.Content) -> None:
        for original in sorted(path for path in originals.rglob("*") if path.is_file()):
            name = original.relative_to(originals)
            wanted, found = _digest(original), _digest(place / name)
            if found != wanted and found in (None, brought.get(str(name))):
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(original, place / name)
                brought[str(name)] = wanted
                new.append(name)

    (place / _BROUGHT).parent.mkdir(parents=True, exist_ok=True)
    notes.update(place / _BROUGHT, bring_each)
    return new


def _digest(path: Path) -> str | None:
    """Return a digest of a file's bytes, None where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


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
    """Return the bytes of the learner's copy: an image's, or made from its master, or as it was committed."""
    if (ORIGINALS / "labs" / lab / "lab.ipynb").is_file():
        return (ORIGINALS / "labs" / lab / "lab.ipynb").read_bytes()
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
