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
    return replace(notebook, lab_original(lab), _KEPT)


def replace(notebook: Path, by: bytes, kept: str) -> Path:
    """Replace a notebook in one step; return where it is kept, under the first free name of a pattern."""
    folder = notebook.parent / "build"
    folder.mkdir(exist_ok=True)
    numbers = (number for number in range(1, 10**6) if not (folder / kept.format(number=number)).exists())
    place = folder / kept.format(number=next(numbers))
    shutil.copyfile(notebook, place)
    new = notebook.with_suffix(".new")
    new.write_bytes(by)
    new.replace(notebook)
    return place


def lab_original(lab: str) -> bytes:
    """Return the bytes of the learner's copy: an image's, or made from its master, or as it was committed.

    Raises NotReady where this checkout holds none.
    """
    if not (ORIGINALS / "labs" / lab / "lab.ipynb").is_file() and (SOLUTIONS / lab / "lab.ipynb").is_file():
        from lambdalab.author import build_lab  # here: nbgrader takes a second to load

        with tempfile.TemporaryDirectory() as scratch:
            return (build_lab(lab, Path(scratch)) / "lab.ipynb").read_bytes()
    return committed(f"labs/{lab}/lab.ipynb")


def committed(name: str) -> bytes:
    """Return a file as an image brought it, or as it was committed. Raises NotReady where there is none."""
    if (ORIGINALS / name).is_file():
        return (ORIGINALS / name).read_bytes()
    git = shutil.which("git")
    shown = git and subprocess.run([git, "show", f"HEAD:{name}"], cwd=ROOT, capture_output=True)
    if not shown or shown.returncode:
        raise NotReady(
            f"This checkout holds no original of {name}.",
            f"Get {name} anew; your notebook is as you left it.",
        )
    return shown.stdout
