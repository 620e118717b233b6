"""The author's desk: a lab is begun, proven, and told what it lacks, as CONTRIBUTING describes."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lambdalab.paths import ROOT

LAB = "99-tiny"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a checkout without labs, for commands that are run from its own source."""
    return make_checkout(tmp_path / "new")


@pytest.fixture(scope="module")
def begun_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Begin the tiny lab in a checkout that no test changes."""
    checkout = make_checkout(tmp_path_factory.mktemp("begun") / "checkout")
    begin(checkout)
    return checkout


@pytest.fixture
def begun(begun_once: Path, tmp_path: Path) -> Path:
    """Return a checkout of one's own with the tiny lab."""
    return shutil.copytree(begun_once, tmp_path / "begun")


def make_checkout(folder: Path) -> Path:
    """Copy the source to a folder, without what is made from labs."""
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "src" / "lambdalab" / "checks" / "object_notifications.py").unlink()
    for name in ("labs", "solutions", "notebooks"):
        (folder / name).mkdir()
    return folder


def run(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the checkout's own source, on the suite's engine."""
    env = os.environ | {"PYTHONPATH": str(checkout / "src"), "COLUMNS": "200"}
    command = [sys.executable, "-P", *words]
    return subprocess.run(command, env=env, cwd=checkout, capture_output=True, text=True, timeout=120)


def begin(checkout: Path, name: str = LAB) -> None:
    """Begin the tiny lab."""
    begun = run(checkout, "-m", "lambdalab.cli", "author", "new", name)
    assert begun.returncode == 0, begun.stderr


def faults(proven: subprocess.CompletedProcess[str]) -> list[str]:
    """Return what was found wrong."""
    return [line.removeprefix("✗ ") for line in proven.stdout.splitlines() if line.startswith("✗ ")]


def test_the_ten_minutes_of_contributing_are_as_it_says(checkout: Path) -> None:
    """Its commands, in their order, begin, run, prove and build the tiny lab, which lacks what it says."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    section = text.partition("## A lab in ten minutes")[2].partition("\n## ")[0]
    commands = re.findall(r"^\$ \./lab (.+)$", section, re.M)
    assert [command.split()[1] for command in commands] == ["new", "run", "check", "build"]
    notebook = commands[1].split()[-1]
    begin(checkout, commands[0].split()[-1])
    keep = f"import pathlib, lambdalab.author as desk; desk.keep_outputs(pathlib.Path('{notebook}'))"
    kept = run(checkout, "-c", keep)
    assert kept.returncode == 0, kept.stderr
    proven = run(checkout, "-m", "lambdalab.desk")
    assert proven.returncode == 1
    assert all(words in proven.stdout and words in section for words in ("5 of 5", "2 of 2"))
    assert faults(proven) == re.findall(r"^ *✗ (.+)$", section, re.M)
    built = run(checkout, "-m", "lambdalab.cli", *commands[3].split())
    assert built.returncode == 0, built.stderr
    assert all((checkout / file).is_file() for file in re.findall(rf"`(\S+/{LAB}/\S+)`", section))


def test_a_wrong_answer_that_passes_and_a_right_one_that_is_refused_are_told(begun: Path) -> None:
    """Each is named with its task; so is a wrong answer that is refused with other words."""
    answers = begun / "solutions" / LAB / "answers" / "tiny-stored.py"
    text = answers.read_text()
    text = text.replace('Key="ready"', 'Key="ready.txt"').replace("is empty", "is full")
    answers.write_text(text.replace('s3.put_object(Bucket=bucket, Key="ready.txt")\n', "None\n"))
    told = "\n".join(faults(run(begun, "-m", "lambdalab.desk")))
    assert "tiny-stored, wrong answer 'another name': it passed" in told
    assert "wrong answer 'nothing is put': it was refused with other words" in told
    assert "right answer 'empty content'" in told


def test_an_answer_that_an_earlier_one_disturbs_is_tried_by_itself(begun: Path) -> None:
    """A wrong answer that deletes the bucket is held against none of those that follow it."""
    answers = begun / "solutions" / LAB / "answers" / "tiny-stored.py"
    gone = "# %% wrong: no bucket\n# refused: NoSuchBucket\nstored = s3.delete_bucket(Bucket=bucket)\n\n"
    answers.write_text(gone + answers.read_text())
    proven = run(begun, "-m", "lambdalab.desk")
    assert "6 of 6" in proven.stdout
    assert [fault for fault in faults(proven) if "answer" in fault] == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('check("tiny-stored")', 'check( "tiny-stored")', "its check is not the one line"),
        ("## In short", "## In short [x](missing.md)", "the link missing.md leads nowhere"),
        ("Put an object", "Put an object " + "word " * 60, "words, 60 are the most"),
        ("account.id}", "account.id}" + "  # " + "x" * 80, "columns, 88 are the most"),
    ],
    ids=["check", "link", "prompt", "width"],
)
def test_a_master_that_breaks_the_rules_is_told(begun: Path, old: str, new: str, fault: str) -> None:
    """Each rule of the house is named with the cell that breaks it."""
    master = begun / "solutions" / LAB / "lab.ipynb"
    text = master.read_text()
    escaped_old, escaped_new = (part.replace('"', '\\"') for part in (old, new))
    assert escaped_old in text
    master.write_text(text.replace(escaped_old, escaped_new))
    read = f"from lambdalab.house import faults_of_lab; print(*faults_of_lab('{LAB}'), sep='\\n')"
    assert fault in run(begun, "-c", read).stdout


def test_a_name_that_is_taken_or_no_name_is_refused(begun: Path) -> None:
    """Nothing is overwritten."""
    again = run(begun, "-m", "lambdalab.cli", "author", "new", LAB)
    assert (again.returncode, "is there already" in again.stderr) == (1, True)
    wrong = run(begun, "-m", "lambdalab.cli", "author", "new", "../Tiny")
    assert (wrong.returncode, "is no name for a lab" in wrong.stderr) == (1, True)
