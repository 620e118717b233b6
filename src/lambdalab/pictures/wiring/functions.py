"""Functions: what they poll, where their results go, what their environment names."""

from collections.abc import Mapping
from typing import Any

from lambdalab.pictures.wiring.messaging import in_words
from lambdalab.pictures.wiring.model import Resource
from lambdalab.pictures.wiring.reading import Reading, plain, qualifier_of

_USES = {
    "topic": ("sns:Publish",),
    "queue": ("sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    "function": ("lambda:InvokeFunction",),
    "bucket": ("s3:PutObject", "s3:GetObject", "s3:ListBucket", "s3:DeleteObject"),
    "table": (
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:Scan",
    ),
    "log group": ("logs:FilterLogEvents", "logs:StartQuery", "logs:PutLogEvents"),
}
_SENDS = {
    "topic": "sns:Publish",
    "queue": "sqs:SendMessage",
    "function": "lambda:InvokeFunction",
}
_POLLS = {"queue": "sqs:ReceiveMessage", "table": "dynamodb:GetRecords"}


def read_resources(reading: Reading) -> None:
    """Put the functions on the map."""
    for listed in reading.pages("lambda", "list_functions", "Functions"):
        arn, name = listed["FunctionArn"], listed["FunctionName"]
        settings = reading.client("lambda").get_function_configuration(FunctionName=name)
        reserved = reading.client("lambda").get_function_concurrency(FunctionName=name)
        aliases = list(reading.pages("lambda", "list_aliases", "Aliases", FunctionName=name))
        versions = reading.pages("lambda", "list_versions_by_function", "Versions", FunctionName=name)
        qualifiers = {one["Version"] for one in versions} | {alias["Name"] for alias in aliases}
        reading.settings[arn] = settings | {"Qualifiers": qualifiers}
        detail = ", ".join(map(_alias_words, aliases))
        reading.add("function", arn, name, detail=detail, problem=_problem(settings | reserved))


def read_links(reading: Reading) -> None:
    """Draw what the functions poll, where their results go, and what their environment names."""
    for mapping in reading.pages("lambda", "list_event_source_mappings", "EventSourceMappings"):
        _draw_mapping(reading, mapping)
    for function in reading.of_kind("function"):
        if function.arn in reading.settings:
            _draw_destinations(reading, function)
            _draw_environment(reading, function)


def _problem(settings: Mapping[str, Any]) -> str:
    if settings.get("State") == "Failed":
        return "failed to become active"
    if settings.get("LastUpdateStatus") == "Failed":
        return "failed to update"
    if settings.get("ReservedConcurrentExecutions") == 0:
        return "is throttled: reserved concurrency 0"
    return ""


def _alias_words(alias: Mapping[str, Any]) -> str:
    """Return an alias and its versions with their shares, such as ``live = 3 (90 %) + 4 (10 %)``."""
    name, version = alias["Name"], alias["FunctionVersion"]
    weights = alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})
    if not weights:
        return f"{name} = {version}"
    shares = {version: 1 - sum(weights.values())} | weights
    return f"{name} = " + " + ".join(f"{number} ({share:.0%})" for number, share in shares.items())


def _draw_mapping(reading: Reading, mapping: Mapping[str, Any]) -> None:
    target = mapping["FunctionArn"]
    resource = reading.know(mapping["EventSourceArn"])
    patterns = [in_words(one["Pattern"]) for one in mapping.get("FilterCriteria", {}).get("Filters", [])]
    label = f"polled, batches of {mapping['BatchSize']}" if mapping.get("BatchSize") else "polled"
    label += f", only {' or '.join(patterns)}" if patterns else ""
    broken = _mapping_fault(reading, mapping, resource)
    reading.link(resource.arn, target, label, broken)
    lost = mapping.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    if lost:
        reading.link(plain(target), lost, "batches that failed")


def _mapping_fault(reading: Reading, mapping: Mapping[str, Any], source: Resource) -> str:
    if mapping.get("State") in ("Disabled", "Disabling"):
        return "the event source mapping is disabled"
    if source.problem:
        return f"the {source.kind} {source.problem}"
    if (
        source.kind == "table"
        and reading.settings[source.arn].get("LatestStreamArn") != mapping["EventSourceArn"]
    ):
        return "the table's stream is off"
    role = reading.settings.get(plain(mapping["FunctionArn"]), {}).get("Role")
    if not role or source.kind not in _POLLS:
        return ""
    return reading.role_refusal(role, mapping["EventSourceArn"], _POLLS[source.kind])


def _draw_destinations(reading: Reading, function: Resource) -> None:
    settings = reading.settings[function.arn]
    if dead := settings.get("DeadLetterConfig", {}).get("TargetArn"):
        _draw_result(reading, function, dead, "dead letters")
    configs = reading.pages(
        "lambda",
        "list_function_event_invoke_configs",
        "FunctionEventInvokeConfigs",
        FunctionName=function.name,
    )
    for config in configs:
        for outcome, label in (("OnSuccess", "on success"), ("OnFailure", "on failure")):
            if target := config.get("DestinationConfig", {}).get(outcome, {}).get("Destination"):
                _draw_result(reading, function, target, label + _of(config["FunctionArn"]))


def _draw_result(reading: Reading, function: Resource, target: str, label: str) -> None:
    """Draw where Lambda sends a result, with what the function's role allows."""
    kind, broken = reading.know(target).kind, ""
    if kind in _SENDS:
        broken = reading.role_refusal(reading.settings[function.arn]["Role"], target, _SENDS[kind])
    reading.link(function.arn, target, label, broken)


def _draw_environment(reading: Reading, function: Resource) -> None:
    """Draw what the function's environment names, by an ARN, a queue's URL, or a name."""
    settings = reading.settings[function.arn]
    for variable, value in sorted(settings.get("Environment", {}).get("Variables", {}).items()):
        target = _named(reading, value)
        if target and target != function.arn:
            broken = _use_refusal(reading, settings["Role"], reading.know(target))
            reading.link(function.arn, target, variable, broken, implied=True)


def _named(reading: Reading, value: str) -> str:
    """Return the ARN of what a variable's value names, or nothing."""
    if value.startswith("arn:aws:"):
        return plain(value)
    urls = {reading.settings[one.arn].get("QueueUrl"): one.arn for one in reading.of_kind("queue")}
    names = {one.name: one.arn for kind in _USES for one in reading.of_kind(kind)}
    return urls.get(value) or names.get(value, "")


def _use_refusal(reading: Reading, role: str, target: Resource) -> str:
    """Return why a function's role lets it do nothing with what its environment names, or nothing."""
    if target.kind not in _USES:
        return ""
    arns = [target.arn, f"{target.arn}/any-key"] if target.kind == "bucket" else [target.arn]
    refusals = [reading.role_refusal(role, arn, *_USES[target.kind]) for arn in arns]
    return "" if "" in refusals else refusals[-1]


def _of(function: str) -> str:
    """Name the version or alias that a setting is for, unless it is for the newest code."""
    qualifier = qualifier_of(function)
    return f" of {qualifier}" if qualifier not in ("", "$LATEST") else ""
