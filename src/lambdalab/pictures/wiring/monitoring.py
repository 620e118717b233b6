"""CloudWatch: alarms with what they watch and what they do; log groups whose lines set something off."""

from collections.abc import Iterator, Mapping
from typing import Any

from lambdalab.pictures.wiring.model import Resource
from lambdalab.pictures.wiring.reading import Reading

_ACTIONS = (("AlarmActions", "ALARM"), ("OKActions", "OK"), ("InsufficientDataActions", "no data"))
_SIGNS = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": "≥",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "≤",
}
_WATCHED = {"FunctionName": "function", "QueueName": "queue", "TopicName": "topic", "TableName": "table"}


def read_resources(reading: Reading) -> None:
    """Put the alarms, and the log groups that have a filter, on the map."""
    for alarm in reading.pages("cloudwatch", "describe_alarms", "MetricAlarms"):
        reading.settings[alarm["AlarmArn"]] = alarm
        reading.add("alarm", alarm["AlarmArn"], alarm["AlarmName"], detail=alarm["StateValue"])
    metric_filters = list(reading.pages("logs", "describe_metric_filters", "metricFilters"))
    for group in reading.pages("logs", "describe_log_groups", "logGroups"):
        name, arn = group["logGroupName"], group["arn"].removesuffix(":*")
        found = reading.client("logs").describe_subscription_filters(logGroupName=name)["subscriptionFilters"]
        counted = [one for one in metric_filters if one["logGroupName"] == name]
        if found or counted:
            reading.settings[arn] = {"Subscriptions": found, "Metrics": counted}
            reading.add("log group", arn, name)


def read_links(reading: Reading) -> None:
    """Draw what the alarms watch and do, and whom the log groups tell."""
    for group in reading.of_kind("log group"):
        if group.arn in reading.settings:
            _draw_log_group(reading, group)
    for alarm in reading.of_kind("alarm"):
        settings = reading.settings[alarm.arn]
        for source in _watched(reading, settings):
            reading.link(source, alarm.arn, _condition(settings))
        off = "" if settings.get("ActionsEnabled", True) else "the alarm's actions are off"
        for listing, state in _ACTIONS:
            for target in settings.get(listing, []):
                _draw_action(reading, alarm.arn, target, state, off)


def _draw_log_group(reading: Reading, group: Resource) -> None:
    settings = reading.settings[group.arn]
    writer = f"arn:aws:lambda:{reading.cloud.region}:{reading.cloud.account}:function:"
    function = writer + group.name.removeprefix("/aws/lambda/")
    if function in reading.wiring.resources:
        reading.link(function, group.arn, "writes to")
    for one in settings["Subscriptions"]:
        source = f"{group.arn}:*"
        broken = reading.refusal(source, one["destinationArn"], "logs.amazonaws.com")
        reading.link(group.arn, one["destinationArn"], one["filterPattern"] or "every line", broken)
    for one in settings["Metrics"]:
        for counted in one["metricTransformations"]:
            name = f"{counted['metricNamespace']}/{counted['metricName']}"
            reading.add("metric", f"metric:{name}", name)
            reading.link(group.arn, f"metric:{name}", one["filterPattern"] or "every line")


def _watched(reading: Reading, alarm: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an alarm's metric tells of, where that is on the map."""
    if "MetricName" not in alarm:
        return
    metric = f"metric:{alarm['Namespace']}/{alarm['MetricName']}"
    if metric in reading.wiring.resources:
        yield metric
    for dimension in alarm.get("Dimensions", []):
        name, value = dimension["Name"], dimension["Value"]
        for resource in reading.of_kind(_WATCHED.get(name, "instances")):
            if resource.name == value or value in reading.settings.get(resource.arn, {}).get(
                "InstanceIds", ()
            ):
                yield resource.arn


def _condition(alarm: Mapping[str, Any]) -> str:
    """Return what an alarm waits for, such as ``Errors ≥ 1``."""
    sign = _SIGNS.get(alarm.get("ComparisonOperator", ""), "outside")
    return f"{alarm.get('MetricName', 'expression')} {sign} {alarm.get('Threshold', 0):g}"


def _draw_action(reading: Reading, alarm: str, target: str, state: str, off: str) -> None:
    group = target.partition(":autoScalingGroupName/")[2].split(":")[0]
    for instances in reading.of_kind("instances") if group else ():
        if instances.name == group:
            reading.link(alarm, instances.arn, f"{state}: {target.rsplit('/', 1)[1]}", off)
            return
    is_function = target.startswith("arn:aws:lambda:")
    principal = "lambda.alarms.cloudwatch.amazonaws.com" if is_function else "cloudwatch.amazonaws.com"
    reading.send(alarm, target, principal, state, off)
