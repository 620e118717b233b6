"""Lab 03's checks, as far as the answers beside its master cannot show them (./lab author check)."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from lambdalab import replay
from lambdalab.aws import Cloud
from lambdalab.checks import mailbox
from lambdalab.checks.ec2_automation import LAB
from lambdalab.checks.registry import find, judge_lab
from lambdalab.checks.results import Unmet


class Office:
    """What the master built in an account of its own."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    def instances(self) -> dict[str, tuple[str, Any]]:
        """Return the state and the tags of every instance that AWS describes."""
        pages = self.cloud.client("ec2").get_paginator("describe_instances").paginate()
        seen = pages.search("Reservations[].Instances[]")
        return {one["InstanceId"]: (one["State"]["Name"], one.get("Tags")) for one in seen}

    def messages(self) -> list[str]:
        """Return what is in the inbox, and take it out."""
        return mailbox.collect(self.cloud, "inbox", "", at_least=0, and_duplicates=True)

    def let_everything_be_stopped(self) -> None:
        """Give the role every right, and let the function find every instance that runs."""
        self.cloud.client("iam").attach_role_policy(
            RoleName="office-hours-role", PolicyArn="arn:aws:iam::aws:policy/AmazonEC2FullAccess"
        )
        code = Path("build/office-hours/fleet.py")
        any_instance = '"instance-type", "Values": ["t3.micro"]'
        code.write_text(code.read_text().replace('"tag:Schedule", "Values": ["office-hours"]', any_instance))
        _run("update()")


def _run(source: str) -> None:
    """Run something with the names of the master's cells; its ``states`` waits until none is on its way."""
    InteractiveShell.instance().run_cell(source).raise_error()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Build the system with the master's own cells, in an account that no other test uses."""
    environment, home = dict(os.environ), Path.cwd()
    os.chdir(tmp_path)
    shell = InteractiveShell.instance()
    shell.reset(new_session=False)
    for cell in replay.cells_until(replay.master_of(LAB), "office-day-runs"):
        replay.run_cell(shell, cell, cell.source)
    _run("states()")
    yield Office(Cloud.of_environment())
    os.chdir(home)
    os.environ.clear()
    os.environ.update(environment)


def test_checks_leave_the_account_as_they_found_it(office: Office) -> None:
    """The learner's instances have their states and tags; no other one is described, and no report waits."""
    before = office.instances()
    assert {verdict.status for verdict in judge_lab(LAB, office.cloud)} == {"passed"}
    assert office.instances() == before
    assert office.messages() == []


def test_what_a_wrong_function_did_is_undone(office: Office) -> None:
    """A function that stops every instance is refused, and the learner's own are as they were."""
    before = office.instances()
    office.let_everything_be_stopped()
    with pytest.raises(Unmet, match="without a tag was running and is"):
        find("instances-follow").check(office.cloud)
    assert {one: state for one, (state, _) in office.instances().items()} == {
        one: state for one, (state, _) in before.items()
    }
