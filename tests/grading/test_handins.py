"""Finding what was handed in."""

import json
import stat
import zipfile
from pathlib import Path

import pytest

from lambdalab.errors import LabError
from lambdalab.grading.handins import Found, HandIn, ProgressNote, find
from lambdalab.grading.owners import safe_name
from lambdalab.grading.remarks import Remark

LABS = ("02-object-notifications", "04-backups")


def _found(path: Path) -> list[Found]:
    return list(find(path, LABS))


def _hand_ins(path: Path) -> list[tuple[str, str]]:
    return sorted((one.learner, one.lab) for one in _found(path) if isinstance(one, HandIn))


def _write(path: Path, content: bytes = b"{}") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("path", "learner", "lab"),
    [
        ("ada/lab.ipynb", "ada", ""),
        ("ada/02-object-notifications/lab.ipynb", "ada", "02-object-notifications"),
        ("02-object-notifications/ada/lab.ipynb", "ada", "02-object-notifications"),
        ("ada.ipynb", "ada", ""),
        ("ada_04-backups.ipynb", "ada", "04-backups"),
        ("lovelaceada_104512_220417_lab.ipynb", "lovelaceada-104512", ""),
        ("lovelaceada_LATE_104512_220417_04-backups.ipynb", "lovelaceada-104512", "04-backups"),
        ("Ada Lovelace_9912_assignsubmission_file_/lab.ipynb", "Ada Lovelace-9912", ""),
        ("Lab02_ada_attempt_2026-11-20-10-10-10_lab.ipynb", "ada", ""),
    ],
)
def test_learners_are_named_as_platforms_do(tmp_path: Path, path: str, learner: str, lab: str) -> None:
    """A folder, a Canvas, Moodle or Blackboard name, or the plain name says whose it is."""
    _write(tmp_path / path)
    assert _hand_ins(tmp_path) == [(learner, lab)]


def test_a_zip_of_a_class_is_read_without_unpacking(tmp_path: Path) -> None:
    """What a zip holds is found like what a folder holds, below one common folder too."""
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("all/ada/lab.ipynb", "{}")
        archive.writestr("all/grace/lab.ipynb", "{}")
    assert _hand_ins(tmp_path / "export.zip") == [("ada", ""), ("grace", "")]
    assert [path.name for path in tmp_path.iterdir()] == ["export.zip"]


def test_a_learner_s_own_zip_is_the_learner_s(tmp_path: Path) -> None:
    """In a folder, a zip of notebooks that are named after labs belongs to whoever it is named after."""
    with zipfile.ZipFile(tmp_path / "ada.zip", "w") as archive:
        archive.writestr("lab.ipynb", "{}")
    assert _hand_ins(tmp_path) == [("ada", "")]


@pytest.mark.parametrize(
    "name", ["../grace/lab.ipynb", "/grace/lab.ipynb", "a/../../lab.ipynb", "..\\lab.ipynb"]
)
def test_a_zip_s_path_that_leads_out_is_told(tmp_path: Path, name: str) -> None:
    """It is refused with a line, and the rest of the zip is read."""
    with zipfile.ZipFile(tmp_path / "ada.zip", "w") as archive:
        archive.writestr(name, "{}")
        archive.writestr("lab.ipynb", "{}")
    told = [one for one in _found(tmp_path) if isinstance(one, Remark)]
    assert ["leads out of its folder" in one.said for one in told] == [True]
    assert _hand_ins(tmp_path) == [("ada", "")]


def test_links_are_not_followed(tmp_path: Path) -> None:
    """Neither a link in a folder nor one in a zip brings another learner's work in."""
    _write(tmp_path / "in" / "grace" / "lab.ipynb")
    (tmp_path / "in" / "ada").mkdir()
    (tmp_path / "in" / "ada" / "lab.ipynb").symlink_to(tmp_path / "in" / "grace" / "lab.ipynb")
    (tmp_path / "in" / "alan").symlink_to(tmp_path / "in" / "grace")
    link = zipfile.ZipInfo("lab.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "in" / "ken.zip", "w") as archive:
        archive.writestr(link, "../grace/lab.ipynb")
    assert _hand_ins(tmp_path / "in") == [("grace", "")]
    assert sum(isinstance(one, Remark) and "link" in one.said for one in _found(tmp_path / "in")) == 3


def test_what_is_no_notebook_is_told(tmp_path: Path) -> None:
    """A document, a broken zip and a zip in a zip in a zip get a line each; caches and build/ get none."""
    _write(tmp_path / "ada" / "answers.docx")
    _write(tmp_path / "ada" / "build" / "app.py")
    _write(tmp_path / "ada" / ".ipynb_checkpoints" / "lab.ipynb")
    _write(tmp_path / "grace" / "lab.zip", b"PK nothing")
    told = sorted(one.said for one in _found(tmp_path) if isinstance(one, Remark))
    assert told == ["is a zip that cannot be read (File is not a zip file)", "is not a notebook (.ipynb)"]
    assert _hand_ins(tmp_path) == []


def test_a_learner_s_note_of_progress_is_found(tmp_path: Path) -> None:
    """It lies beside the notebook."""
    _write(tmp_path / "ada" / "progress.json", json.dumps({"1": {}}).encode())
    notes = [one for one in _found(tmp_path) if isinstance(one, ProgressNote)]
    assert [note.learner for note in notes] == ["ada"]


def test_what_is_handed_in_again_is_newer(tmp_path: Path) -> None:
    """Platforms put a number behind the name."""
    _write(tmp_path / "ada_1_2_lab-2.ipynb")
    _write(tmp_path / "ada_1_3_lab.ipynb")
    newest = max((one for one in _found(tmp_path) if isinstance(one, HandIn)), key=lambda one: one.newness)
    assert newest.source == "ada_1_2_lab-2.ipynb"


@pytest.mark.parametrize("name", ["../..", "", ".hidden", "a/b", "a\0b", "x" * 300, "CON:", "\ud800"])
def test_names_are_safe_for_folders(name: str) -> None:
    """No name leads out of a folder, and two names stay two."""
    safe = safe_name(name)
    assert safe == Path(safe).name
    assert not safe.startswith(".")
    assert len(safe) < 80
    assert safe != safe_name(f"{name}/")


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """It names the folder."""
    with pytest.raises(LabError, match="is not there"):
        _found(tmp_path / "nowhere")
