"""What JupyterLab is told before it starts: quiet settings, and which notebooks are the course's own."""

import json
from pathlib import Path

import nbformat
from nbformat.sign import NotebookNotary

from lambdalab import mending
from lambdalab.paths import NOTEBOOKS, SOLUTIONS

SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}
"""Nothing asks, and nothing calls home."""

PAGE = {"disabledExtensions": {"@jupyter/nbgrader": True}}
"""The menus and buttons of nbgrader are for those who grade."""


def write(config: Path, data: Path) -> None:
    """Write the settings into JupyterLab's ``config`` folder, and sign the course's notebooks in ``data``.

    JupyterLab shows stored pictures of signed notebooks only. A learner's own copies are not signed here.
    """
    folder = config / "labconfig"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "default_setting_overrides.json").write_text(json.dumps(SETTINGS))
    (folder / "page_config.json").write_text(json.dumps(PAGE))
    data.mkdir(parents=True, exist_ok=True)
    notary = NotebookNotary(data_dir=str(data))
    for notebook in (*NOTEBOOKS.glob("*.ipynb"), *SOLUTIONS.glob("*/lab.ipynb")):
        if mending.is_whole(notebook):
            notary.sign(nbformat.read(notebook, as_version=4))
    notary.store.close()
