"""Lab 03, its function: instances that carry a tag are found, started and stopped, and reported."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks import fleet_reports
from lambdalab.checks.ec2_automation import FUNCTION, LAB, RULES
from lambdalab.checks.fleet_changes import (
    PAGE,
    SCHEDULED,
    TAG,
    counted,
    is_list_of_ids,
    mixed_kinds,
    require_changed,
    require_listed,
    run,
    scheduled,
)
from lambdalab.checks.fleets import Fleet, Kind, fleet
from lambdalab.checks.functions import get_function
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet
from lambdalab.checks.rule_runs import fire
from lambdalab.fleet import short_pages

QUEUE = "inbox"


@dataclass
class _Trial:
    """Runs of the function on a fleet, and how many of them did something, so that one may report it."""

    cloud: Cloud
    fleet: Fleet
    effective: int = 0

    def run(self, action: str) -> dict[str, Any]:
        """Let the function do something, and return its result. Raises Unmet like ``fleet_changes.run``."""
        result = run(self.cloud, FUNCTION, action)
        self.effective += bool(result["instances"] or result.get("failed"))
        return result


@contextmanager
def _trial(cloud: Cloud, kinds: Sequence[Kind]) -> Iterator[_Trial]:
    """Yield a fleet to run the function on; what is published about it does not stay in the inbox."""
    with fleet(cloud, kinds, hidden_tag=TAG) as ours:
        trial = _Trial(cloud, ours)
        try:
            yield trial
        finally:
            fleet_reports.discard(cloud, QUEUE, ours, at_most=trial.effective)


@task(
    "right-instances-found",
    lab=LAB,
    points=15,
    needs=("role-limited-by-tag",),
    hints=(
        "The check has a fleet of its own, with tags that look alike, in all states. Compare what was found "
        "with what was expected: too many, or too few?",
        "See Filters in boto3's reference of describe_instances, and what it says of NextToken. "
        "get_paginator does the asking again for you.",
        'Two filters, {"Name": "tag:<key>", "Values": [...]} and {"Name": "instance-state-name", ...}, then '
        "three loops: over the pages, each one's Reservations, and their Instances.",
    ),
)
def right_instances_found(cloud: Cloud) -> None:
    """Pass where the function finds, for each action, the instances to change in a fleet of lookalikes."""
    get_function(cloud, FUNCTION)
    with _trial(cloud, mixed_kinds()) as trial:
        for action in ("start", "stop"):
            states = trial.fleet.settled()
            require_listed(trial.fleet, states, action, trial.run(action)["instances"])


@task(
    "instances-follow",
    lab=LAB,
    points=15,
    needs=("role-limited-by-tag",),
    hints=(
        "The function finds the right instances by now. Either it does not change them, or it fails where "
        "there is nothing to change: the check runs it twice.",
        "See stop_instances and start_instances in boto3's reference. What does AWS answer to an empty list?",
        "if <there are some>: then <call for the action>(InstanceIds=<the list>). A dictionary from action "
        "to call saves the second if.",
    ),
)
def instances_follow(cloud: Cloud) -> None:
    """Pass where the function starts and stops the right instances, and a second run changes nothing."""
    with _trial(cloud, mixed_kinds()) as trial:
        ours = trial.fleet
        for action in ("stop", "start"):
            before = ours.settled()
            told = trial.run(action)
            after = ours.ends()
            require_changed(ours, before, after, action, told["instances"])
            again = trial.run(action)
            require_changed(ours, after, ours.ends(), action)
            require_listed(ours, after, action, again["instances"])


@task(
    "failure-contained",
    lab=LAB,
    points=10,
    needs=("role-limited-by-tag",),
    hints=(
        "One instance of the check's fleet is protected against being stopped. Read the card: were the "
        "others stopped, and does the result say which one was not?",
        "One call with many ids succeeds or fails as a whole. See ClientError in boto3's guide on errors.",
        "for instance in instances: try: <one call with a list of one>; <note it in changed>; except "
        "ClientError: <note it in failed>.",
    ),
)
def failure_contained(cloud: Cloud) -> None:
    """Pass where an instance that cannot be stopped is named, and all others are stopped."""
    kinds = [Kind(SCHEDULED, running=5, protected=1), Kind({TAG: "always"}, running=1)]
    with _trial(cloud, kinds) as trial:
        ours = trial.fleet
        before = ours.settled()
        result = trial.run("stop")
        require_changed(ours, before, after := ours.ends(), "stop")
        _require_told(ours, result, {one for one in before if after[one] != before[one]})


def _require_told(fleet: Fleet, result: dict[str, Any], changed: set[str]) -> None:
    """Raise Unmet unless a result names what was changed, and what failed."""
    if not is_list_of_ids(result.get("failed")):
        raise Unmet(
            "mismatch",
            expected=f"the result of {FUNCTION} to have failed, a list of ids",
            found=f"its failed is {result.get('failed')!r}; it has {', '.join(result)}",
            look_at="the list that is returned second",
        )
    for name, right in (("failed", fleet.protected), ("instances", changed)):
        if strange := [one for one in result[name] if not one.startswith("i-")]:
            raise Unmet(
                "mismatch",
                expected=f"{name} to hold ids of instances",
                found=f"it holds {strange[0][:120]!r}",
                look_at="what is appended: the id; the error's text belongs into the log",
            )
        told = set(result[name]) & fleet.kinds.keys()
        if told != right:
            raise Unmet(
                "mismatch",
                expected=f"{name} to hold {counted(right, 'id')}: one instance of the fleet is protected",
                found=f"it holds {len(told & right)} of them, and {counted(told - right, 'id')} too many",
                look_at="where an id is noted: after the call that worked, or in except",
            )


@task(
    "changes-reported",
    lab=LAB,
    points=10,
    needs=("role-limited-by-tag",),
    hints=(
        "The check lets the function run four times: twice with an instance that is protected, once without "
        "protection, and once where nothing is left to do. It reads the inbox.",
        "See publish in boto3's reference of SNS, and json.dumps. Which line knows what was really changed?",
        "After each(...): result = {<three names>}; if <something changed or failed>: sns.publish(TopicArn="
        "os.environ[...], Message=<the result as JSON>).",
    ),
)
def changes_reported(cloud: Cloud) -> None:
    """Pass where each run that does something publishes what it did, and one that does nothing is silent."""
    kinds = [Kind(SCHEDULED, running=4, protected=1)]
    with fleet(cloud, kinds, hidden_tag=TAG) as ours:
        protected, running = set(ours.protected), set(ours.kinds)
        try:
            for _ in range(2):
                run(cloud, FUNCTION, "stop")
            ours.unprotect()
            for _ in range(2):
                run(cloud, FUNCTION, "stop")
        finally:
            messages = fleet_reports.collect(cloud, QUEUE, ours, at_least=3)
        reports = [
            fleet_reports.wanted("stop", running - protected, protected),
            fleet_reports.wanted("stop", (), protected),
            fleet_reports.wanted("stop", protected),
        ]
        fleet_reports.require_reports(messages, reports, sender=FUNCTION)


@task(
    "office-day-runs",
    lab=LAB,
    points=15,
    needs=("role-limited-by-tag", "rules-in-utc", "rules-may-invoke", "rules-send-actions"),
    hints=(
        "Walk the path: does the rule run, may it invoke, did the function end well, did the right instances "
        "change, did the report arrive? The card names the first link that is broken.",
        "Each of the checks before looks at one link. For your own message: receive_message in boto3's "
        "reference of SQS.",
        "fire_now(<the rule's name>), then sqs.receive_message(QueueUrl=..., WaitTimeSeconds=...) and "
        "its first message.",
    ),
)
def office_day_runs(cloud: Cloud) -> None:
    """Pass where the rules stop and start just the right instances, and each run that did so is reported."""
    with fleet(cloud, mixed_kinds(), hidden_tag=TAG) as ours, short_pages(cloud, PAGE):
        reports = []
        try:
            for rule in ("office-closes", "office-closes", "office-opens"):
                before, action = ours.settled(), RULES[rule]
                fire(cloud, rule, FUNCTION)
                require_changed(ours, before, ours.ends(), action)
                if changed := scheduled(ours, before, action):
                    reports.append(fleet_reports.wanted(action, changed))
        finally:
            messages = fleet_reports.collect(cloud, QUEUE, ours, at_least=len(reports))
        fleet_reports.require_reports(messages, reports, sender="your system")
