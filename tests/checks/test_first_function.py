"""Lab 01's checks, as far as the answers beside its master cannot show them (./lab author check)."""

import secrets
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from lambdalab import replay
from lambdalab.aws import Cloud
from lambdalab.checks.first_function import FUNCTION, LAB
from lambdalab.checks.registry import judge, judge_lab

BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """Build the lab with the master's own cells, for a learner that no other test uses."""
    monkeypatch.chdir(tmp_path)
    for name in ("AWS_ACCESS_KEY_ID", "LAMBDALAB_NOTEBOOK"):
        monkeypatch.setenv(name, "")  # what open_account sets is undone with the test
    monkeypatch.setenv("LAMBDALAB_LEARNER", f"test-{secrets.token_hex(4)}")
    shell = InteractiveShell.instance()
    shell.reset(new_session=False)
    for cell in replay.cells_until(replay.master_of(LAB), "lines-structured"):
        replay.run_cell(shell, cell, cell.source)
    return Cloud.of_environment()


def left_behind(cloud: Cloud) -> tuple[list[str], list[str]]:
    """Return the names of the account's functions and log groups."""
    functions = cloud.client("lambda").list_functions()["Functions"]
    groups = cloud.client("logs").describe_log_groups()["logGroups"]
    return [one["FunctionName"] for one in functions], [one["logGroupName"] for one in groups]


def test_checks_leave_nothing_behind(cloud: Cloud) -> None:
    """The copy that a check made of the function is gone, and so is its log, passed or not."""
    judge_lab(LAB, cloud)
    assert left_behind(cloud) == ([FUNCTION], [f"/aws/lambda/{FUNCTION}"])


def test_checks_leave_the_function_as_it_was(cloud: Cloud) -> None:
    """No check changes what the learner configured."""
    client = cloud.client("lambda")
    before = client.get_function_configuration(FunctionName=FUNCTION)
    judge_lab(LAB, cloud)
    after = client.get_function_configuration(FunctionName=FUNCTION)
    assert (before["RevisionId"], before["Environment"]) == (after["RevisionId"], after["Environment"])


def test_a_function_that_may_not_log_is_told_so(cloud: Cloud) -> None:
    """Without permission its lines are nowhere to be found, and the verdict names the role."""
    cloud.client("iam").detach_role_policy(RoleName="disk-watch-role", PolicyArn=BASIC)
    verdict = judge("lines-structured", cloud)
    assert (verdict.status, verdict.found) == ("failed", "none arrived")
    assert "AWSLambdaBasicExecutionRole" in verdict.look_at


def test_a_function_that_is_gone_skips_what_needs_it(cloud: Cloud) -> None:
    """One task is red, the others wait for it."""
    cloud.client("lambda").delete_function(FunctionName=FUNCTION)
    statuses = [verdict.status for verdict in judge_lab(LAB, cloud)]
    assert statuses == ["missing", *["skipped"] * (len(statuses) - 1)]
