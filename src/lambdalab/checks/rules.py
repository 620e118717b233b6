"""Asks EventBridge about a scheduled rule: when it runs, and what it sends to whom."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.results import Unmet, listed
from lambdalab.schedules import next_times

_SHOWN = 3

_RATE = "ScheduleExpression: rate(...) counts from when the rule was put; a time of day needs cron(...)"


def require_rule(cloud: Cloud, name: str) -> dict[str, Any]:
    """Return a rule of the default event bus that has a schedule and is enabled. Raises Unmet."""
    events = cloud.client("events")
    try:
        rule: dict[str, Any] = events.describe_rule(Name=name)
    except events.exceptions.ResourceNotFoundException:
        others = [other["Name"] for other in events.list_rules()["Rules"]]
        raise Unmet(
            "missing",
            expected=f"a rule called {name}",
            found=listed("the account's rules", others),
            look_at="put_rule(Name=..., ScheduleExpression=...)",
        ) from None
    if not rule.get("ScheduleExpression"):
        raise Unmet(
            "mismatch",
            expected=f"{name} to have a schedule",
            found="it has an event pattern",
            look_at="put_rule(Name=..., ScheduleExpression=...)",
        )
    if rule["State"] == "DISABLED":
        raise Unmet(
            "mismatch",
            expected=f"{name} to be enabled",
            found="it is DISABLED: it will never run",
            look_at="enable_rule, or State in put_rule",
        )
    return rule


def require_times(
    cloud: Cloud,
    name: str,
    times: Sequence[datetime],
    zone: tzinfo,
    in_words: str,
    between: Sequence[datetime],
) -> None:
    """Raise Unmet unless a rule runs at just these times ``between`` two moments; words are in ``zone``."""
    expression = require_rule(cloud, name)["ScheduleExpression"]
    after, until = between
    runs = next_times(name, after=after, until=until, cloud=cloud)
    if [run.timestamp() for run in runs] == [time.timestamp() for time in times]:
        return
    expected = f"{name} to run {in_words}"
    if not runs:
        found = f"{expression} does not run in the two weeks from {after:%-d %B %Y} on"
        look_at = "the fields: minutes, hours, day of month, month, day of week, year"
        if expression.startswith("rate("):
            look_at = _RATE
        raise Unmet("mismatch", expected=expected, found=found, look_at=look_at)
    raise Unmet(
        "mismatch",
        expected=expected,
        found=f"in two weeks it runs {_times(len(runs))}, {_difference(runs, times, zone)}",
        look_at=_RATE if expression.startswith("rate(") else _why_otherwise(runs, times, zone),
    )


def _difference(runs: Sequence[datetime], times: Sequence[datetime], zone: tzinfo) -> str:
    """Say in words which runs should not be, and where all of them should, which are missing."""
    wanted = {time.timestamp() for time in times}
    too_many = [run for run in runs if run.timestamp() not in wanted]
    if not too_many:
        made = {run.timestamp() for run in runs}
        missing = [time.astimezone(UTC) for time in times if time.timestamp() not in made]
        return f"and not on {_moments(missing, zone)}"
    wrong = "" if len(too_many) == len(runs) else f"{_times(len(too_many))} when it should not: "
    return f"{wrong}{_moments(too_many, zone)}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _moments(times: Sequence[datetime], zone: tzinfo) -> str:
    shown = [_moment(time, zone) for time in times[:_SHOWN]]
    return ", ".join(shown + ["…"] * (len(times) > _SHOWN))


def _moment(run: datetime, zone: tzinfo) -> str:
    there = run.astimezone(zone)
    if zone == UTC:
        return f"{there:%a %H:%M} UTC"
    return f"{there:%a %H:%M} {there.tzname()} ({run:%a %H:%M} UTC)"


def _why_otherwise(runs: Sequence[datetime], times: Sequence[datetime], zone: tzinfo) -> str:
    clocks = {run.strftime("%H:%M") for run in runs}
    right = {f"{time.astimezone(runs[0].tzinfo):%H:%M}" for time in times}
    if clocks == right and zone == UTC:
        return "the days: day of month, month, day of week; which of them stand for every day?"
    if clocks == right:
        return "the days: which day is it in UTC when it is that time there? In numbers, Sunday is 1"
    if clocks == {f"{time.astimezone(zone):%H:%M}" for time in times}:
        return "the hour: a rule's cron expression is in UTC, always"
    if clocks == {f"{(time + 2 * _ahead(time)).astimezone(UTC):%H:%M}" for time in times}:
        return "the hour: is it earlier or later in UTC than there?"
    return "the fields: minutes come first, then hours, both in UTC"


def _ahead(time: datetime) -> timedelta:
    return time.utcoffset() or timedelta()


def input_to(cloud: Cloud, rule: str, function: str) -> Any:
    """Return what a rule sends to a function; None where it is EventBridge's own event. Raises Unmet."""
    targets = cloud.client("events").list_targets_by_rule(Rule=rule)["Targets"]
    arn = cloud.arn("lambda", f"function:{function}")
    ours = [target for target in targets if target["Arn"] in (arn, f"{arn}:$LATEST")]
    if len(ours) != 1:
        others = [target["Arn"] for target in targets]
        many = f"it has {len(ours)} such targets: {function} would run as often"
        raise Unmet(
            "mismatch" if targets else "missing",
            expected=f"the rule {rule} to have the target {arn}",
            found=many if ours else listed("its targets", others),
            look_at="remove_targets(Rule=..., Ids=[...])" if ours else "put_targets(Rule=..., Targets=[...])",
        )
    text = ours[0].get("Input") or ours[0].get("InputTransformer", {}).get("InputTemplate")
    try:
        return json.loads(text) if text else None
    except json.JSONDecodeError:
        raise Unmet(
            "mismatch",
            expected=f"the rule {rule} to send {function} an event in JSON",
            found=f"it sends {text[:200]}, which is none",
            look_at="Input in put_targets: JSON as text; the same Id replaces the target of before",
        ) from None
