"""Walks an event's path: object, notification, permission, function, log, topic, subscription."""

import fnmatch
import json
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.results import Unmet
from lambdalab.checks.waiting import wait_for

_LOG_SECONDS = 2


def require_topic(cloud: Cloud, name: str) -> str:
    """Return a topic's ARN. Raises Unmet where there is no such topic."""
    sns = cloud.client("sns")
    arn = cloud.arn("sns", name)
    topics = [
        topic["TopicArn"] for page in sns.get_paginator("list_topics").paginate() for topic in page["Topics"]
    ]
    if arn in topics:
        return arn
    names = [topic.rsplit(":", 1)[1] for topic in topics]
    raise Unmet(
        "missing",
        expected=f"a topic called {name}",
        found=f"the account's topics are {', '.join(names) or 'none'}",
        look_at="create_topic(Name=...)",
    )


def require_subscription(cloud: Cloud, topic: str, queue: str) -> None:
    """Raise Unmet unless a queue is subscribed to a topic, and its policy lets the topic send to it."""
    sns = cloud.client("sns")
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    endpoints = [entry["Endpoint"] for page in pages for entry in page["Subscriptions"]]
    wanted = cloud.arn("sqs", queue)
    if wanted not in endpoints:
        raise Unmet(
            "mismatch" if endpoints else "missing",
            expected=f"a subscription of {wanted} to {topic}",
            found=f"its subscriptions go to {', '.join(endpoints)}"
            if endpoints
            else "it has no subscription",
            look_at='subscribe(Protocol="sqs", Endpoint=...): a queue is named by its ARN, not its URL',
        )


def require_permission(cloud: Cloud, function: str, bucket: str) -> None:
    """Raise Unmet unless the function's policy lets S3 invoke it, for this bucket of this account."""
    statements = _policy_of(cloud, function)
    expected = f"a permission for s3.amazonaws.com to invoke {function}"
    look_at = f"add_permission(Principal=..., SourceArn=..., SourceAccount=...) for {function}"
    services = [statement.get("Principal", {}).get("Service") for statement in statements]
    if "s3.amazonaws.com" not in services:
        found = f"its policy names {', '.join(map(str, services))}" if services else "it has no policy"
        raise Unmet("missing", expected=expected, found=found, look_at=look_at)
    source = f"arn:aws:s3:::{bucket}"
    for statement in statements:
        conditions = _conditions_of(statement)
        if conditions == {"aws:sourcearn": source, "aws:sourceaccount": cloud.account}:
            return
    raise Unmet(
        "mismatch",
        expected=f"{expected}, for {source} and account {cloud.account} only",
        found=f"its conditions are {conditions or 'none: any bucket of anybody may invoke it'}",
        look_at=look_at,
    )


def require_notification(cloud: Cloud, bucket: str, function: str, suffix: str) -> None:
    """Raise Unmet unless the bucket notifies the function of new objects with this suffix only."""
    s3 = cloud.client("s3")
    configuration = s3.get_bucket_notification_configuration(Bucket=bucket)
    arn = cloud.arn("lambda", f"function:{function}")
    entries = configuration.get("LambdaFunctionConfigurations", [])
    ours = [entry for entry in entries if entry["LambdaFunctionArn"] == arn]
    expected = f"{bucket} to notify {function} of new objects whose keys end in {suffix}"
    look_at = "put_bucket_notification_configuration: LambdaFunctionArn, Events, Filter"
    if not ours:
        found = f"it notifies {entries[0]['LambdaFunctionArn']}" if entries else "it notifies no function"
        status: Any = "mismatch" if entries else "missing"
        raise Unmet(status, expected=expected, found=found, look_at=look_at)
    rules = {(rule["Name"].lower(), rule["Value"]) for entry in ours for rule in _rules_of(entry)}
    events = {event for entry in ours for event in entry["Events"]}
    if rules != {("suffix", suffix)} or not any(fnmatch.fnmatch("s3:ObjectCreated:Put", e) for e in events):
        found = f"it does so for {', '.join(sorted(events))} where {sorted(rules) or 'there is no filter'}"
        raise Unmet("mismatch", expected=expected, found=found, look_at=look_at)


def first_broken_link(cloud: Cloud, bucket: str, key: str, function: str, topic: str, queue: str) -> Unmet:
    """Return what is wrong with the first link of the path that an upload takes to the queue."""
    try:
        require_notification(cloud, bucket, function, suffix=key[key.rindex(".") :])
        require_permission(cloud, function, bucket)
        require_invocation(cloud, function, key)
        require_subscription(cloud, require_topic(cloud, topic), queue)
    except Unmet as unmet:
        return unmet
    return Unmet(
        "failed",
        expected=f"a message in {queue} for the upload of {key}",
        found=f"{function} ran for it, and nothing arrived",
        look_at=f"what {function} publishes, and to which topic: /aws/lambda/{function}",
    )


def require_invocation(cloud: Cloud, function: str, key: str) -> None:
    """Raise Unmet unless the function's log shows an invocation that ended without an error."""
    logs = cloud.client("logs")
    group = f"/aws/lambda/{function}"

    def last_lines() -> list[str] | None:
        try:
            events = logs.filter_log_events(logGroupName=group)["events"]
        except logs.exceptions.ResourceNotFoundException:
            return None
        return [event["message"] for event in events] or None

    lines = wait_for(last_lines, _LOG_SECONDS) or []
    starts = [number for number, line in enumerate(lines) if line.startswith("START ")]
    if not starts:
        raise Unmet(
            "failed",
            expected=f"an upload of {key} to invoke {function}",
            found=f"{group} shows no invocation",
            look_at="the notification's Events and Filter",
        )
    errors = [line for line in lines[starts[-1] :] if line.startswith("[ERROR]") or "Task timed out" in line]
    if errors:
        raise Unmet(
            "failed",
            expected=f"{function} to end without an error",
            found=f"its log says: {errors[0].splitlines()[0]}",
            look_at=f"{group}, from its last START on",
        )


def _policy_of(cloud: Cloud, function: str) -> list[dict[str, Any]]:
    client = cloud.client("lambda")
    try:
        policy = client.get_policy(FunctionName=function)["Policy"]
    except client.exceptions.ResourceNotFoundException:
        return []
    statements: list[dict[str, Any]] = json.loads(policy)["Statement"]
    return statements


def _conditions_of(statement: dict[str, Any]) -> dict[str, str]:
    """Return the conditions of a statement, whatever their operator, by their key in lower case."""
    conditions = statement.get("Condition", {})
    return {key.lower(): value for pairs in conditions.values() for key, value in pairs.items()}


def _rules_of(entry: dict[str, Any]) -> list[dict[str, str]]:
    rules: list[dict[str, str]] = entry.get("Filter", {}).get("Key", {}).get("FilterRules", [])
    return rules
