"""Where things stand in a checkout. Standard library only: it is used before anything is installed."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / ".lab"
"""Everything that the lab writes and git ignores: logs, the engine's files, Jupyter's own."""

COURSE_VENV = ROOT / ".venv"
ENGINE_VENV = ROOT / "engine" / ".venv"
REQUIREMENTS = ROOT / "requirements"
NOTEBOOKS = ROOT / "notebooks"
LABS = ROOT / "labs"
SOLUTIONS = ROOT / "solutions"
MATPLOTLIB_CACHE = WORK / "matplotlib"
ORIGINALS = ROOT / "originals"
"""In an image, the notebooks and labs as they came; a checkout has none."""

NOTES = Path(os.environ.get("LAMBDALAB_NOTES") or WORK)
"""What is noted of learners; the test suite keeps its own elsewhere."""
ACCOUNTS_NOTE = NOTES / "accounts.json"
PROGRESS_NOTE = NOTES / "progress.json"
ENGINE_NOTE = WORK / "engine.json"
JUPYTER_NOTE = WORK / "jupyter.json"
JUPYTER_HOME = WORK / "jupyter"


def notebooks() -> dict[str, Path]:
    """Return every lesson and learner's lab, by the name that ``./lab reset`` takes."""
    lessons = {path.stem: path for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))}
    return lessons | {path.parent.name: path for path in sorted(LABS.glob("*/lab.ipynb"))}
