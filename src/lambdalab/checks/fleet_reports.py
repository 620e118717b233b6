"""Reads the reports that a function publishes about what it did to a check's fleet."""

import json
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks import mailbox
from lambdalab.checks.fleet_changes import is_list_of_ids
from lambdalab.checks.fleets import Fleet
from lambdalab.checks.results import Unmet

FIELDS = ("action", "instances", "failed")


def wanted(action: str, instances: Collection[str], failed: Collection[str] = ()) -> dict[str, Any]:
    """Return what a report should say; the order of the ids is free."""
    return {"action": action, "instances": set(instances), "failed": set(failed)}


def collect(cloud: Cloud, queue: str, fleet: Fleet, at_least: int) -> list[str]:
    """Take the reports on a fleet out of the queue, and those that name no instance; return them in order.

    It waits for ``at_least`` so many, and takes what else is there.
    """

    def is_ours(message: str) -> bool:
        return any(instance in message for instance in fleet.kinds) or _names_nothing(message)

    found = mailbox.collect(cloud, queue, is_ours, at_least)
    if _holds_any(cloud, queue):
        found += mailbox.collect(cloud, queue, is_ours, at_least=0, and_duplicates=True)
    return found


def discard(cloud: Cloud, queue: str, fleet: Fleet, at_most: int) -> None:
    """Take the reports on a fleet out of the queue, where any is sent: that many then, as a rule."""
    if _holds_any(cloud, queue):
        collect(cloud, queue, fleet, at_most)


def _holds_any(cloud: Cloud, queue: str) -> bool:
    sqs, name = cloud.client("sqs"), "ApproximateNumberOfMessages"
    with suppress(sqs.exceptions.QueueDoesNotExist):
        url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        held = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name]
        return bool(held != "0")
    return False


def require_reports(messages: Sequence[str], reports: Sequence[dict[str, Any]], sender: str) -> None:
    """Raise Unmet unless these reports came, each once, and no others."""
    expected = f"{sender} to send one report for each run that did something"
    if not messages:
        raise Unmet(
            "failed",
            expected=expected,
            found="none arrived",
            look_at="publish(TopicArn=..., Message=...), after the instances were changed",
        )
    told = [_read(message) for message in messages]
    for report in told:
        if report not in reports:
            raise _why_wrong(report, reports, expected)
    for report in reports:
        if told.count(report) != 1:
            did = f"{report['action']}, {len(report['instances'])} changed and {len(report['failed'])} failed"
            times = "was not reported" if report not in told else f"was reported {told.count(report)} times"
            raise Unmet(
                "mismatch",
                expected=expected,
                found=f"a run ({did}) {times}",
                look_at="the condition and the place of publish: once for each run that did something",
            )


def _why_wrong(report: dict[str, Any], reports: Sequence[dict[str, Any]], expected: str) -> Unmet:
    if not report["instances"] and not report["failed"]:
        found, look_at = "a run that did nothing sent one, too", "an if before publish"
        return Unmet("mismatch", expected=expected, found=found, look_at=look_at)
    same = [one for one in reports if one["action"] == report["action"]]
    if not same:
        told = " or ".join(one["action"] for one in reports)
        found = f"one is about {report['action']!r}"
        return Unmet("mismatch", expected=f"{expected}, about {told}", found=found, look_at="action")
    nearest = min(same, key=lambda one: _distance(one, report))
    for name in ("instances", "failed"):
        if report[name] != nearest[name]:
            break
    more, less = len(report[name] - nearest[name]), len(nearest[name] - report[name])
    return Unmet(
        "mismatch",
        expected=f"{expected}, with {len(nearest[name])} ids in {name}",
        found=f"one that has {more} too many, and {less} are missing" if less else f"one has {more} too many",
        look_at=f"what goes into {name}: what this run changed, known only after it was tried",
    )


def _distance(one: dict[str, Any], other: dict[str, Any]) -> int:
    return sum(len(one[name] ^ other[name]) for name in ("instances", "failed"))


def _read(message: str) -> dict[str, Any]:
    told = _json(message)
    if told is None or not all(is_list_of_ids(told.get(name)) for name in ("instances", "failed")):
        raise Unmet(
            "mismatch",
            expected=f"each report to be JSON with {', '.join(FIELDS)}; the last two are lists of ids",
            found=f"this one arrived: {message[:200]}",
            look_at="json.dumps of the result",
        )
    return wanted(str(told.get("action")), told["instances"], told["failed"])


def _names_nothing(message: str) -> bool:
    told = _json(message)
    return told is not None and not told.get("instances") and not told.get("failed")


def _json(message: str) -> dict[str, Any] | None:
    try:
        told = json.loads(message)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
