"""What a learner calls in a lab, wrong calls included."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from IPython.core.interactiveshell import InteractiveShell

from lambdalab import lab, progress
from lambdalab.aws import account_id, open_account
from lambdalab.errors import LabError, NotReady, UnknownName

LAB = "02-object-notifications"


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put the environment back, and run in a folder of the test's own."""
    before = dict(os.environ)
    monkeypatch.chdir(tmp_path)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the list to which everything is added that is shown."""
    things: list[Any] = []
    monkeypatch.setattr(lab, "display", things.append)
    return things


def put_first_object() -> None:
    """Do the task of the start page."""
    account = open_account("00-start-here")
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket=f"first-{account.id}")
    s3.put_object(Bucket=f"first-{account.id}", Key="ready.txt")


def test_a_check_gives_its_points_and_is_noted(shown: list[Any]) -> None:
    """The cell's value is a plain number; the progress knows of it."""
    put_first_object()
    points = lab.check("first-object")
    assert (type(points), points) == (float, 1.0)
    assert [str(verdict) for verdict in shown] == ["✓ first-object · 1 of 1"]
    record = progress.records_of(account_id("00-start-here"))["first-object"]
    assert (record.standing, record.checks) == ("passed", 1)


def test_a_check_of_another_notebook_is_not_judged_here(shown: list[Any]) -> None:
    """The account that is open is not that lab's: nothing could be found in it."""
    open_account("00-start-here")
    assert lab.check("function-created") == 0.0
    assert f"a task of {LAB}, and here the account of 00-start-here is open" in str(shown[0])


def test_a_lost_account_says_that_the_engine_was_restarted(
    shown: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A task that was passed on an engine that is no more names the way back."""
    put_first_object()
    lab.check("first-object")
    boto3.client("s3").delete_object(Bucket=f"first-{account_id('00-start-here')}", Key="ready.txt")
    lab.check("first-object")
    assert "restarted" not in str(shown[-1])
    monkeypatch.setattr("lambdalab.aws.Cloud.engine_mark", lambda _: "another engine")
    lab.check("first-object")
    assert "the engine was restarted, and keeps nothing" in str(shown[-1])
    assert 'catch_up("first-object")' in str(shown[-1])


def test_hints_open_one_after_another(shown: list[Any]) -> None:
    """Three steps, then no more; each is noted."""
    for _ in range(4):
        lab.hint("function-created")
    assert [len(hint.steps) for hint in shown] == [1, 2, 3, 3]
    assert shown[3].steps[:2] == shown[1].steps
    assert progress.records_of(account_id(LAB))["function-created"].hints == 4


def test_hints_on_an_unknown_task_name_the_known_ones() -> None:
    """A misspelt task is told, and nothing is noted."""
    with pytest.raises(UnknownName, match="upload-arrives"):
        lab.hint("upload-arives")


def test_check_all_shows_every_task_and_the_sum(shown: list[Any]) -> None:
    """One card for the lab; what cannot be judged yet is skipped, not red."""
    open_account(LAB)
    assert lab.check_all() == 0.0
    lines = str(shown[0]).splitlines()
    assert lines[0] == f"{LAB} · 0 of 100"
    marks = {line[0] for line in lines[1:] if " · 0 of " in line}
    assert marks == {"✗", "–"}


def test_the_progress_draws_what_is_done(shown: list[Any]) -> None:
    """A line for each lab, a mark for each task, and their meaning."""
    put_first_object()
    lab.check("first-object")
    told = str(lab.progress())
    (line,) = [line for line in told.splitlines() if line.startswith("00-start-here")]
    assert line.split() == ["00-start-here", "✓", "1", "of", "1"]
    assert "✓ passed" in told
    assert "first-object: passed" in lab.progress()._repr_html_()


def test_catching_up_builds_what_the_solution_builds(
    shown: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """The account and the notebook's names are as after the task, and the next one can be done."""
    shell = InteractiveShell.instance()
    lab.catch_up("topic-reaches-inbox")
    assert (
        "Done for you: function-created, function-reads-event, topic-reaches-inbox."
        in capsys.readouterr().out
    )
    assert shell.user_ns["topic_arn"].endswith(":reports")
    assert lab.check("topic-reaches-inbox") == 10.0
    assert progress.records_of(account_id(LAB))["topic-reaches-inbox"].standing == "caught up"


def test_a_reset_gives_an_empty_account(capsys: pytest.CaptureFixture[str]) -> None:
    """What stood in the old one is out of sight; a notebook that is no lab stays as it is."""
    put_first_object()
    lab.reset()
    assert "00-start-here has an empty account" in capsys.readouterr().out
    open_account("00-start-here")
    assert boto3.client("s3").list_buckets()["Buckets"] == []


def test_without_an_account_the_first_cell_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who starts in the middle of a notebook is sent to its top."""
    monkeypatch.delenv("LAMBDALAB_NOTEBOOK", raising=False)
    for call in (lab.check_all, lab.reset):
        with pytest.raises(NotReady, match="first cell"):
            call()
    assert issubclass(NotReady, LabError)
