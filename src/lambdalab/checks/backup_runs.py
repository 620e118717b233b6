"""Runs a learner's backup on a check's vault, as a rule does."""

import re
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.functions import error_of, invoke
from lambdalab.checks.results import Unmet
from lambdalab.checks.vaults import Vault
from lambdalab.fleet import short_pages, slow_snapshots

FUNCTION = "backup"
DAILY = {"Backup": "daily"}
MARK = {"CreatedBy": "backup"}
RULE = "nightly-backup"

PAGE = 2

_ID = re.compile(r"\b(?:vol|snap)-[0-9a-f]+\b")


def run(vault: Vault, function: str = FUNCTION) -> dict[str, Any]:
    """Invoke a function as a rule does; EC2's pages are short, and what is created stays pending meanwhile.

    Returns its result. Raises Unmet where it ends with an error, or returns no dictionary.
    """
    cloud = vault.cloud
    with ExitStack() as stack:
        stack.enter_context(short_pages(cloud, PAGE))
        stack.enter_context(slow_snapshots(cloud))
        answer = invoke(cloud, function, scheduled_event(cloud))
    if answer.error:
        raise _why_ended(vault, error_of(answer))
    if not isinstance(answer.payload, dict):
        raise Unmet(
            "mismatch",
            expected=f"{FUNCTION} to return a dictionary",
            found=f"it returned {str(answer.payload)[:200]}",
            look_at="the handler's last lines, in app.py; update()",
        )
    return answer.payload


def scheduled_event(cloud: Cloud) -> dict[str, Any]:
    """Return the event that a scheduled rule sends.

    Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html
    """
    return {
        "version": "0",
        "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": cloud.account,
        "time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "region": cloud.region,
        "resources": [cloud.arn("events", f"rule/{RULE}")],
        "detail": {},
    }


def ids_in(result: dict[str, Any], name: str, file: str) -> list[str]:
    """Return a list of ids that a result holds. Raises Unmet where it is something else."""
    told = result.get(name)
    if isinstance(told, list) and all(isinstance(one, str) for one in told):
        return told
    raise Unmet(
        "mismatch",
        expected=f"the result of {FUNCTION} to have {name}, a list of ids",
        found=f"its {name} is {str(told)[:100]}; it has {', '.join(result)}",
        look_at=f"what {file} returns: each one's id, as text, in a list",
    )


def _why_ended(vault: Vault, error: str) -> Unmet:
    """Return the verdict on a run that ended with an error."""
    planted = [(vault.snapshots | vault.volumes).get(name) for name in _ID.findall(error)]
    words = next((one.words for one in planted if one), "somebody else's")
    if "perform: ec2:DeleteSnapshot" in error:
        return Unmet(
            "mismatch",
            expected="snapshots that this backup did not create to be left alone",
            found=f"it tried to delete one that is {words}; its role refused",
            look_at="snapshots.py: OwnerIds, and the tag that create.py gives; what delete.py goes through",
        )
    if "perform: ec2:CreateSnapshot" in error:
        return Unmet(
            "mismatch",
            expected="snapshots of the volumes that are tagged Backup=daily, and of no others",
            found=f"it tried one that is {words}; its role refused",
            look_at="volumes.py: which volumes does find return?",
        )
    return Unmet(
        "failed",
        expected=f"{FUNCTION} to end well",
        found=f"it ended with {error[:300]}",
        look_at=next((advice for words, advice in _REASONS.items() if words in error), _ELSEWHERE),
    )


_ELSEWHERE = "the function's files, at the line that the error names; update() after each change"

_REASONS = {
    "ec2:CreateTags": "TagSpecifications in create_snapshot: the role may tag what it creates, not later",
    "taggable resource type": 'TagSpecifications in create_snapshot: for the ResourceType "snapshot"',
    "ec2:DescribeInstances": "volumes.py: ask for volumes; what they are attached to does not matter",
    "UnauthorizedOperation": "the role's policy: check the first task again",
    "offset-naive": "EC2's times know their zone; now does, too: keep it",
    "list indices": "snapshots.py: find returns one list of snapshots, not a list for each page",
    "string indices": "snapshots.py: find returns what EC2 tells of each, not the ids alone",
    "InvalidSnapshot.InUse": "try and except: around each snapshot, not around all of them",
    "InvalidSnapshot.NotFound": "delete.py: is an id that was deleted asked for again?",
    "timed out": "what the code waits for: a large volume's snapshot takes hours; and the loop over pages",
    "JSON serializable": "what is returned: ids, not all that AWS answered; lists, not sets",
}
"""Where to look, by words of the error; the first that match count."""
