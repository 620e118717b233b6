"""Lab 07, its function: it reads messages, counts members, and changes their number within bounds."""

import secrets
from collections.abc import Sequence
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.fleets import Kind
from lambdalab.checks.functions import variables_of
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet
from lambdalab.checks.scale_on_alarm import LAB, ROLE_TASK
from lambdalab.checks.scaling_alarms import HIGH, LOW
from lambdalab.checks.scaling_trials import (
    FUNCTION,
    MINE,
    OTHER,
    TAG,
    UPDATED,
    Trial,
    alarm,
    cool,
    deliver,
    event,
    trial,
)
from lambdalab.fleet import short_pages, slow_instances

PAGE = 2


@task(
    "message-gives-step",
    lab=LAB,
    points=10,
    hints=(
        "The check sends an event with several records: both alarms, other states, and an alarm that is not "
        "yours. The card shows the first one that was read wrongly.",
        "See json.loads, and the page on using Lambda with SNS for what a record holds. Which two fields of "
        "the alarm's message decide on the step?",
        "found = []; for record in <the list>: alarm = json.loads(<the text>); step = <1, -1 or 0>; "
        'found.append({"id": ..., "alarm": ..., "step": step}); return found.',
    ),
)
def message_gives_step(cloud: Cloud) -> None:
    """Pass where each record gives the right step, and an id that is its message's own."""
    wanted = [
        (HIGH, "ALARM", 1),
        (LOW, "ALARM", -1),
        (HIGH, "OK", 0),
        (LOW, "INSUFFICIENT_DATA", 0),
        ("db-high", "ALARM", 0),
        (HIGH, "ALARM", 1),
    ]
    secrets.SystemRandom().shuffle(wanted)
    told = event(cloud, *(alarm(cloud, name, state) for name, state, _ in wanted))
    with trial(cloud, [Kind(MINE, running=1)]):
        first, again = (deliver(cloud, FUNCTION, told)["messages"] for _ in range(2))
    _require_steps(first, wanted)
    _require_ids([one.get("id") for one in first], [one.get("id") for one in again])


def _require_steps(found: Sequence[dict[str, Any]], wanted: Sequence[tuple[str, str, int]]) -> None:
    if len(found) != len(wanted):
        raise Unmet(
            "mismatch" if found else "missing",
            expected=f"message.py to read {len(wanted)} records of an event",
            found=f"it read {len(found)}",
            look_at='the loop over event["Records"], and where its result is returned'
            if found
            else f'{UPDATED} Then the loop over event["Records"], and what read returns',
        )
    for one, (name, state, step) in zip(found, wanted, strict=True):
        if one.get("step") != step or one.get("alarm") != name:
            raise Unmet(
                "mismatch",
                expected=f"the message that {name} is in {state} to give the step {step}",
                found=f"it gave {one.get('step')!r} for {one.get('alarm')}",
                look_at="NewStateValue: is it a call?"
                if state != "ALARM"
                else "AlarmName: whose call is it?",
            )


def _require_ids(first: Sequence[Any], again: Sequence[Any]) -> None:
    expected = "each message to have an id of its own, the same at each delivery"
    look_at = "message.py: SNS gives each message its MessageId"
    if len(set(map(str, first))) != len(first) or not all(first):
        found = f"{len(first)} messages got {len(set(map(str, first)))} ids"
        raise Unmet("mismatch", expected=expected, found=f"{found}, {first[0]} among them", look_at=look_at)
    if first != again:
        found = f"one that was delivered twice was {first[0]} first, then {again[0]}"
        raise Unmet("mismatch", expected=expected, found=found, look_at=look_at)


@task(
    "members-counted",
    lab=LAB,
    points=10,
    needs=(ROLE_TASK,),
    hints=(
        "The check has instances of its own: yours and others, in all states, on several pages. The card "
        "says which one was counted and should not be, or how many were missed.",
        "See Filters in boto3's reference of describe_instances, and its paginator. In which two states does "
        "an instance work, or will soon?",
        'Two filters, {"Name": "tag:<key>", "Values": [...]} and {"Name": "instance-state-name", "Values": '
        "[<two states>]}; then the instances of all pages, in a list of ids.",
    ),
)
def members_counted(cloud: Cloud) -> None:
    """Pass where the members are the fleet's instances that are pending or running, on every page."""
    with trial(cloud, _lookalikes()) as ours, slow_instances(cloud):
        ours.fleet.launch([Kind(MINE, running=2)])
        ours.end_one()
        with short_pages(cloud, PAGE):
            found = deliver(cloud, FUNCTION, event(cloud, alarm(cloud, HIGH, "OK")))["members"]
        _require_members(ours, found)


def _lookalikes() -> list[Kind]:
    return [
        Kind(MINE, running=3, stopped=1, terminated=1),
        Kind(OTHER, running=1),
        Kind({TAG: "Web"}, running=1),
        Kind({"Team": "web"}, running=1),
    ]


def _require_members(trial: Trial, found: Any) -> None:
    right = set(trial.members())
    expected = f"members to be the {len(right)} instances tagged {TAG}=web that are pending or running"
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        look_at = 'fleet.py: a list of ids, each instance\'s "InstanceId"'
        raise Unmet("mismatch", expected=expected, found=f"it is {str(found)[:120]}", look_at=look_at)
    states = trial.fleet.states()
    for one in found:
        if one in states and one not in right:
            what = f"{trial.fleet.kinds[one].words} and {states[one]}"
            look_at = "fleet.py: the filters for the tag and for the state, letter by letter"
            raise Unmet(
                "mismatch", expected=expected, found=f"one that is {what} is among them", look_at=look_at
            )
    if len(found) != len(right):
        missed = sorted(states[one] for one in right - set(found))
        told = (
            f"{len(found)} are found; of those missed, the first is {missed[0]}"
            if missed
            else "some are twice"
        )
        look_at = (
            "fleet.py: the states, the pages, and every instance of each reservation"
            if found
            else f"{UPDATED} Then fleet.py: the filters, and what members returns"
        )
        raise Unmet("mismatch", expected=expected, found=told, look_at=look_at)


@task(
    "bounds-hold",
    lab=LAB,
    points=15,
    needs=(ROLE_TASK,),
    hints=(
        "The check has bounds of its own, and rings until the fleet is at one of them, and once more. The "
        "card says how many instances there should be, and how many there are.",
        "See run_instances and terminate_instances in boto3's reference. For allows: which bound matters "
        "when the fleet grows, and which when it shrinks?",
        "return size < <one bound> if step > 0 else <the other comparison>. In change: if step > 0: "
        "ec2.run_instances(LaunchTemplate={...}, MinCount=..., MaxCount=..., TagSpecifications=TAGS), else: "
        "terminate <a list of one>.",
    ),
)
def bounds_hold(cloud: Cloud) -> None:
    """Pass where each message changes the fleet by one, up to one bound and down to the other."""
    configured = int(variables_of(cloud, FUNCTION)["MAX_SIZE"])
    least = configured + 1 + secrets.randbelow(2)
    most = least + 2
    within = f"with MIN_SIZE {least} and MAX_SIZE {most}"
    with trial(cloud, [Kind(MINE, running=most), Kind(OTHER, running=1)]) as ours:
        function = ours.open(MIN_SIZE=str(least), MAX_SIZE=str(most))
        steps = [
            (HIGH, most, most, "allows in size.py: MAX_SIZE"),
            (LOW, most, most - 1, f"{UPDATED} Then size.py: one less, down to MIN_SIZE"),
            (LOW, most - 1, least, "size.py: one less, down to MIN_SIZE"),
            (LOW, least, least, "allows in size.py: MIN_SIZE"),
            (HIGH, least, least + 1, "size.py: one more, up to MAX_SIZE"),
        ]
        for name, before, after, look_at in steps:
            _ring(ours, function, name)
            ours.require_size(after, f"{name} rang at {before} {within}", look_at)
        _ring(ours, FUNCTION, LOW)
        when = f"{LOW} rang at {least + 1} with a MAX_SIZE of only {configured}"
        ours.require_size(least, when, "allows in size.py: a step down is no matter of MAX_SIZE")


def _ring(ours: Trial, function: str, name: str) -> None:
    """Deliver a new message that an alarm went off, long after the fleet's last change."""
    cool(ours.cloud)
    ours.deliver(function, event(ours.cloud, alarm(ours.cloud, name)))
