"""What JupyterLab is told before it starts."""

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from lambdalab import jupyter_settings
from lambdalab.paths import LABS, NOTEBOOKS


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder in which the settings were written twice, as by two starts."""
    for _ in range(2):
        jupyter_settings.write(tmp_path / "config", tmp_path / "data")
    return tmp_path


def is_trusted(notebook: Path, home: Path) -> bool:
    """Tell whether JupyterLab would find the notebook signed."""
    notary = NotebookNotary(data_dir=str(home / "data"))
    try:
        return bool(notary.check_signature(nbformat.read(notebook, as_version=4)))
    finally:
        notary.store.close()


def test_the_courses_notebooks_are_trusted(home: Path) -> None:
    """JupyterLab would leave out their stored pictures otherwise."""
    assert is_trusted(NOTEBOOKS / "01-serverless-compute.ipynb", home)


def test_a_learners_copy_is_not_trusted_unseen(home: Path) -> None:
    """What stands in labs/ may have come from somebody else."""
    (copy,) = LABS.glob("02-*/lab.ipynb")
    assert not is_trusted(copy, home)


def test_nothing_calls_home_and_graders_menus_are_off(home: Path) -> None:
    """The files that JupyterLab reads hold the settings."""
    folder = home / "config" / "labconfig"
    settings = json.loads((folder / "default_setting_overrides.json").read_text())
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    assert json.loads((folder / "page_config.json").read_text())["disabledExtensions"]["@jupyter/nbgrader"]
