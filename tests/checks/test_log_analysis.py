"""Lab 06's checks, as far as the answers beside its master cannot show them (./lab author check)."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from lambdalab import replay
from lambdalab.aws import Cloud
from lambdalab.checks import desks, sign_ins
from lambdalab.checks.log_analysis import LAB
from lambdalab.checks.registry import judge, judge_lab


class Door:
    """What the master built in an account of its own, and ways to break it."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud, self.logs = cloud, cloud.client("logs")

    def holds(self) -> dict[str, Any]:
        """Return the log groups, the streams of the door's that no function made, and the saved queries."""
        streams = self.logs.describe_log_streams(logGroupName=sign_ins.GROUP)["logStreams"]
        return {
            "groups": [group["logGroupName"] for group in self.logs.describe_log_groups()["logGroups"]],
            "streams": [name for one in streams if "[$LATEST]" not in (name := one["logStreamName"])],
            "queries": [one["name"] for one in self.logs.describe_query_definitions()["queryDefinitions"]],
        }

    def on_the_desk(self) -> list[str]:
        """Take all messages from the desk."""
        return desks.collect(self.cloud, [""], at_least=0)

    def forbid_publishing(self) -> None:
        """Take the policy from the role of the function that reports, so that it ends with an error."""
        self.cloud.client("iam").delete_role_policy(RoleName="report-role", PolicyName="report")


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """Build the system with the master's own cells, in an account that no other test uses."""
    environment, home = dict(os.environ), Path.cwd()
    os.chdir(tmp_path_factory.mktemp("lab"))
    shell = InteractiveShell.instance()
    shell.reset(new_session=False)
    for cell in replay.cells_until(replay.master_of(LAB), "guesses-reported"):
        replay.run_cell(shell, cell, cell.source)
    yield Door(Cloud.of_environment())
    os.chdir(home)
    os.environ.clear()
    os.environ.update(environment)


def test_checks_leave_nothing_behind(door: Door) -> None:
    """After all checks there is no stream, no group and no message of theirs."""
    door.on_the_desk()
    before = door.holds()
    assert {verdict.status for verdict in judge_lab(LAB, door.cloud)} == {"passed"}
    assert door.holds() == before
    assert door.on_the_desk() == []


def test_checks_of_a_broken_system_leave_nothing_behind_either(door: Door) -> None:
    """Where the function cannot publish, the metric is judged as before, and the way to the desk is not."""
    before = door.holds()
    door.forbid_publishing()
    found = {name: judge(name, door.cloud).status for name in ("guesses-counted", "guesses-reported")}
    assert found == {"guesses-counted": "passed", "guesses-reported": "skipped"}
    assert door.holds() == before
    assert door.on_the_desk() == []
