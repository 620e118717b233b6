"""Lab 07, what its function remembers: each message, so that it counts once, and the fleet's last change."""

import secrets
import time

from lambdalab.aws import Cloud
from lambdalab.checks.fleets import Kind
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet
from lambdalab.checks.scale_on_alarm import LAB, ROLE_TASK
from lambdalab.checks.scaling_alarms import HIGH, LOW
from lambdalab.checks.scaling_trials import (
    CHANGED_AT,
    COOLDOWN,
    FUNCTION,
    MINE,
    TABLE,
    UPDATED,
    alarm,
    cool,
    event,
    make_older,
    remembered,
    trial,
)

_FREE = {"MIN_SIZE": "0", "MAX_SIZE": "99"}
_SOON_SECONDS = 60
_GLOBAL = "a global variable is no table"


@task(
    "duplicates-do-nothing",
    lab=LAB,
    points=10,
    needs=(ROLE_TASK,),
    hints=(
        "The check delivers a message again: at once, to another environment, and after other messages. The "
        "card says which of these changed the fleet, or which new message did not.",
        "See put_item in boto3's reference of DynamoDB, and attribute_not_exists in its guide on condition "
        "expressions. What is raised when the condition fails?",
        "try: table.put_item(Item={<the key>: <the id>}, ConditionExpression=<there is none like it>); "
        "return True; except <ConditionalCheckFailed…>: return False.",
    ),
)
def duplicates_do_nothing(cloud: Cloud) -> None:
    """Pass where a message changes the fleet once, however often and wherever it is delivered."""
    with trial(cloud, [Kind(MINE, running=1)]) as ours:
        one, other = FUNCTION, ours.open(**_FREE)
        first, second = (event(cloud, alarm(cloud, HIGH)) for _ in range(2))
        steps = [
            (one, first, 2, "a message", "once.py: what does first return for a new id?"),
            (
                one,
                first,
                2,
                "the same message came once more",
                f"once.py: what is written to {TABLE}, on which condition? {UPDATED}",
            ),
            (
                other,
                first,
                2,
                "it came to another environment",
                "once.py: a global, or /tmp, is one environment's",
            ),
            (one, second, 3, "another message", "once.py: is each id kept under a key of its own?"),
            (one, first, 3, "the first message came late again", "once.py: one item for each id"),
        ]
        for function, told, size, when, look_at in steps:
            cool(cloud)
            ours.deliver(function, told, within_bounds=True)
            ours.require_size(size, when, look_at)


@task(
    "cooldown-holds",
    lab=LAB,
    points=10,
    needs=(ROLE_TASK,),
    hints=(
        "The check rings soon after a change, shortly before the cooldown's end, and after it. The card says "
        "when the fleet changed and should not have, or the other way round.",
        "See update_item in boto3's reference of DynamoDB: UpdateExpression, ConditionExpression and "
        "ExpressionAttributeValues. When may the new time be written?",
        'table.update_item(Key={"id": "cooldown"}, UpdateExpression="SET changed_at = :now", '
        'ConditionExpression="<there is none> OR <it is old enough>", ExpressionAttributeValues={":now": '
        '..., ":before": ...}).',
    ),
)
def cooldown_holds(cloud: Cloud) -> None:
    """Pass where the fleet changes once in a cooldown, whichever environment is asked, and again after it."""
    seconds = 500 + secrets.randbelow(500)
    with trial(cloud, [Kind(MINE, running=1)]) as ours:
        other = ours.open(**_FREE, COOLDOWN_SECONDS=str(seconds))

        def ring(function: str, name: str, size: int, when: str, look_at: str) -> None:
            ours.deliver(function, event(cloud, alarm(cloud, name)), within_bounds=True)
            ours.require_size(size, f"{name} rang {when}", f"cooldown.py: {look_at}")

        first = f"what does begin return where nothing was noted yet? ({_GLOBAL})"
        ring(FUNCTION, HIGH, 2, "for the first time", first)
        _require_noted(cloud)
        ring(FUNCTION, HIGH, 2, "again at once", "what does begin return, and what does the condition ask?")
        ring(other, LOW, 2, "at once, in another environment", f"what does the condition ask? ({_GLOBAL})")
        make_older(cloud, seconds - 30)
        ring(other, HIGH, 2, f"30 s before the end of {seconds} s", "COOLDOWN_SECONDS, in the condition")
        make_older(cloud, 31)
        ring(other, HIGH, 3, f"after {seconds} s", "does a message that is refused begin the cooldown anew?")


def _require_noted(cloud: Cloud) -> None:
    """Raise Unmet unless the time of the last change is in the table."""
    items = {item["id"]["S"]: item for item in remembered(cloud)}
    noted = items.get(COOLDOWN, {}).get(CHANGED_AT, {}).get("N")
    if noted is not None and abs(time.time() - float(noted)) < _SOON_SECONDS:
        return
    raise Unmet(
        "missing" if noted is None else "mismatch",
        expected=f"{TABLE} to hold the last change, in seconds: {CHANGED_AT} of the item {COOLDOWN}",
        found=f"its {CHANGED_AT} is {noted}" if noted else f"there is no {CHANGED_AT} in such an item",
        look_at=f"cooldown.py: Key and UpdateExpression ({_GLOBAL}). {UPDATED}"
        if noted is None
        else "cooldown.py: the value of changed_at; time.time() counts in seconds",
    )
