"""EventBridge: rules and schedules with their targets, and what a rule's pattern listens to."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from lambdalab.pictures.wiring.model import Resource
from lambdalab.pictures.wiring.reading import Reading

_PRINCIPAL = "events.amazonaws.com"


def read_resources(reading: Reading) -> None:
    """Put the rules and schedules on the map."""
    for bus in reading.client("events").list_event_buses()["EventBuses"]:
        for rule in reading.pages("events", "list_rules", "Rules", EventBusName=bus["Name"]):
            reading.settings[rule["Arn"]] = rule
            is_timed = "ScheduleExpression" in rule
            kind = "schedule" if is_timed else "rule"
            detail = rule["ScheduleExpression"] if is_timed else _pattern_words(_pattern(rule))
            reading.add(kind, rule["Arn"], rule["Name"], detail=detail)
    for listed in reading.pages("scheduler", "list_schedules", "Schedules"):
        schedule = reading.client("scheduler").get_schedule(
            Name=listed["Name"], GroupName=listed["GroupName"]
        )
        reading.settings[schedule["Arn"]] = schedule
        reading.add("schedule", schedule["Arn"], schedule["Name"], detail=schedule["ScheduleExpression"])


def read_links(reading: Reading) -> None:
    """Draw what the rules listen to and whom they, and the schedules, invoke."""
    for one in (*reading.of_kind("rule"), *reading.of_kind("schedule")):
        settings = reading.settings[one.arn]
        broken = f"the {one.kind} is disabled" if settings["State"] == "DISABLED" else ""
        if "Target" in settings:
            refusal = reading.role_refusal(
                settings["Target"]["RoleArn"], settings["Target"]["Arn"], "lambda:InvokeFunction"
            )
            reading.link(one.arn, settings["Target"]["Arn"], broken=broken or refusal)
            continue
        for source, fault in _listened_to(reading, settings):
            reading.link(source.arn, one.arn, broken=fault)
        for target in _targets(reading, settings):
            reading.send(one.arn, target["Arn"], _PRINCIPAL, _input_words(target), broken)
            if lost := target.get("DeadLetterConfig", {}).get("Arn"):
                reading.send(one.arn, lost, _PRINCIPAL, "undelivered")


def _targets(reading: Reading, rule: Mapping[str, Any]) -> list[Any]:
    asked = reading.client("events").list_targets_by_rule(
        Rule=rule["Name"], EventBusName=rule["EventBusName"]
    )
    targets: list[Any] = asked["Targets"]
    return targets


def _pattern(rule: Mapping[str, Any]) -> dict[str, Any]:
    pattern: dict[str, Any] = json.loads(rule.get("EventPattern") or "{}")
    return pattern


def _pattern_words(pattern: Mapping[str, Any]) -> str:
    named = pattern.get("detail-type") or pattern.get("source") or []
    return ", ".join(one if isinstance(one, str) else json.dumps(one) for one in named)


def _input_words(target: Mapping[str, Any]) -> str:
    return "with an input of its own" if "Input" in target or "InputTransformer" in target else ""


def _listened_to(reading: Reading, rule: Mapping[str, Any]) -> Iterator[tuple[Resource, str]]:
    """Yield the resources of the account whose events a rule's pattern names, and what keeps them away."""
    pattern = _pattern(rule)
    detail, sources = pattern.get("detail", {}), pattern.get("source", [])
    if "aws.s3" in sources:
        names = detail.get("bucket", {}).get("name", [])
        for bucket in reading.of_kind("bucket"):
            if bucket.name in names or not names:
                is_on = "EventBridgeConfiguration" in reading.settings.get(bucket.arn, {})
                yield bucket, "" if is_on else "the bucket does not send to EventBridge"
    if "aws.cloudwatch" in sources:
        names = detail.get("alarmName", [])
        for alarm in reading.of_kind("alarm"):
            if alarm.name in names or not names:
                yield alarm, ""
    if "aws.ec2" in sources or "aws.autoscaling" in sources:
        ids = set(detail.get("instance-id", []))
        for group in reading.of_kind("instances"):
            if not ids or ids & set(reading.settings[group.arn]["InstanceIds"]):
                yield group, ""
