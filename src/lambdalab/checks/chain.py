"""Walks an event's path: object, notification, permission, function, log, topic, subscription."""

import fnmatch
import json
from collections.abc import Iterable
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.results import Unmet, listed
from lambdalab.waiting import wait_for

_LOG_SECONDS = 5
"""With the wait for a message before, this outlasts a function's time-out of 10 s: its log then says so."""

_CREATED = ("Put", "Post", "Copy", "CompleteMultipartUpload")
"""The events of new objects: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html"""


def objects_of(cloud: Cloud, bucket: str) -> list[str]:
    """Return the keys in a bucket. Raises Unmet where there is no such bucket."""
    s3 = cloud.client("s3")
    try:
        return [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
    except s3.exceptions.NoSuchBucket:
        raise Unmet(
            "missing",
            expected=f"a bucket called {bucket}",
            found="there is none",
            look_at="the cell at the top of this lab that creates it",
        ) from None


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
        found=listed("the account's topics", names),
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


def require_envelope(cloud: Cloud, topic: str, queue: str) -> None:
    """Raise Unmet where a queue's subscription to a topic gives it messages without SNS's envelope."""
    if _subscription(cloud, topic, queue).get("RawMessageDelivery") == "true":
        raise Unmet(
            "mismatch",
            expected=f"a message to arrive in {queue} in SNS's envelope, JSON with Message and Timestamp",
            found="it arrives without: the subscription has RawMessageDelivery",
            look_at='set_subscription_attributes(AttributeName="RawMessageDelivery", AttributeValue="false")',
        )


def _subscription(cloud: Cloud, topic: str, queue: str) -> dict[str, str]:
    """Return the attributes of a queue's subscription to a topic."""
    sns = cloud.client("sns")
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    entries = [entry for page in pages for entry in page["Subscriptions"]]
    ours = next(entry for entry in entries if entry["Endpoint"] == cloud.arn("sqs", queue))
    answer = sns.get_subscription_attributes(SubscriptionArn=ours["SubscriptionArn"])
    attributes: dict[str, str] = answer["Attributes"]
    return attributes


def why_undelivered(cloud: Cloud, topic: str, queue: str) -> Unmet:
    """Return why a queue that is subscribed to a topic does not get what is published."""
    attributes = _subscription(cloud, topic, queue)
    expected = f"a message published to {topic} to arrive in {queue}"
    if filtered := attributes.get("FilterPolicy"):
        found = f"the subscription takes only what passes its FilterPolicy, {filtered}"
        return Unmet("mismatch", expected=expected, found=found, look_at="set_subscription_attributes")
    sqs = cloud.client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    policy = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {})
    found = f"the subscription is there, and the queue's policy is {policy.get('Policy') or 'empty'}"
    return Unmet("failed", expected=expected, found=found, look_at="the cell that gives the queue its policy")


def require_permission(cloud: Cloud, function: str, bucket: str) -> None:
    """Raise Unmet unless the function's policy lets S3 invoke it, for this bucket of this account only."""
    statements = policy_of(cloud, function)
    expected = f"a permission for s3.amazonaws.com to invoke {function}"
    look_at = f"add_permission(Principal=..., SourceArn=..., SourceAccount=...) for {function}"
    of_s3 = [statement for statement in statements if principal_of(statement) == "s3.amazonaws.com"]
    if not of_s3:
        principals = ", ".join(map(principal_of, statements))
        found = f"its policy names {principals}" if principals else "it has no policy"
        raise Unmet("missing", expected=expected, found=found, look_at=look_at)
    for statement in of_s3:
        if statement["Action"] != "lambda:InvokeFunction":
            found = f"the statement {statement['Sid']} is about {statement['Action']}"
            raise Unmet("mismatch", expected=expected, found=found, look_at="add_permission(Action=...)")
    wanted = {"aws:sourcearn": f"arn:aws:s3:::{bucket}", "aws:sourceaccount": cloud.account}
    limits = {statement["Sid"]: conditions_of(statement) for statement in of_s3}
    too_wide = [name for name, conditions in limits.items() if not wanted.keys() <= conditions.keys()]
    if wanted in limits.values() and not too_wide:
        return
    name = [*too_wide, *limits][0]
    wrong = [
        f"{key} is {limits[name].get(key, 'not set')}"
        for key in wanted
        if limits[name].get(key) != wanted[key]
    ]
    raise Unmet(
        "mismatch",
        expected=f"{expected}, for {wanted['aws:sourcearn']} and account {cloud.account} only",
        found=f"in the statement {name}, {' and '.join(wrong)}",
        look_at=f'{look_at}; remove_permission(StatementId="{name}") first',
    )


def require_notification(cloud: Cloud, bucket: str, function: str, suffix: str) -> None:
    """Raise Unmet unless the bucket notifies the function of new objects with this suffix only."""
    objects_of(cloud, bucket)
    configuration = cloud.client("s3").get_bucket_notification_configuration(Bucket=bucket)
    arn = cloud.arn("lambda", f"function:{function}")
    entries = [entry for part in configuration.values() if isinstance(part, list) for entry in part]
    ours = [entry for entry in entries if entry.get("LambdaFunctionArn") == arn]
    expected = f"{bucket} to notify {function} of new objects whose keys end in {suffix}"
    look_at = "put_bucket_notification_configuration: LambdaFunctionArn, Events, Filter"
    if not ours:
        targets = ", ".join(str(entry[name]) for entry in entries for name in entry if name.endswith("Arn"))
        found = f"it notifies {targets}" if entries else "it notifies no function"
        status: Any = "mismatch" if entries else "missing"
        raise Unmet(status, expected=expected, found=found, look_at=look_at)
    rules = {
        (rule["Name"].lower(), rule["Value"]) for entry in ours for rule in _rules_of(entry) if rule["Value"]
    }
    events = {event for entry in ours for event in entry["Events"]}
    found = f"it does so for {', '.join(sorted(events))}"
    if unheard := [name for name in _CREATED if not _is_among(f"s3:ObjectCreated:{name}", events)]:
        found += f", which leaves out ObjectCreated:{unheard[0]}"
        raise Unmet("mismatch", expected=expected, found=found, look_at="Events: * stands for every way")
    if others := [event for event in sorted(events) if not event.startswith("s3:ObjectCreated:")]:
        raise Unmet("mismatch", expected=expected, found=found, look_at=f"Events: what is {others[0]} for?")
    if rules != {("suffix", suffix)}:
        told = " and ".join(f"the {name} is {value}" for name, value in sorted(rules))
        found += f" where {told or 'there is no filter'}"
        raise Unmet("mismatch", expected=expected, found=found, look_at=look_at)


def first_broken_link(
    cloud: Cloud, bucket: str, key: str, function: str, topic: str, queue: str, *, since: float
) -> Unmet:
    """Return what is wrong with the first link of the path that an upload takes to the queue.

    ``since`` is the time of the upload, in seconds of the epoch.
    """
    try:
        require_notification(cloud, bucket, function, suffix=key[key.rindex(".") :])
        require_permission(cloud, function, bucket)
        require_invocation(cloud, function, key, since)
        require_subscription(cloud, require_topic(cloud, topic), queue)
    except Unmet as unmet:
        return unmet
    return Unmet(
        "failed",
        expected=f"a message in {queue} for the upload of {key}",
        found=f"{function} ran for it, and nothing arrived",
        look_at=f"what {function} publishes, and to which topic: /aws/lambda/{function}",
    )


def require_invocation(
    cloud: Cloud, function: str, key: str, since: float, *, seconds: float = _LOG_SECONDS
) -> None:
    """Raise Unmet unless the function's log shows runs since a time, and none that ended with an error.

    It waits for the log so many ``seconds``.
    """
    logs = cloud.client("logs")
    group = f"/aws/lambda/{function}"

    def last_lines() -> list[str] | None:
        try:
            events = logs.filter_log_events(logGroupName=group, startTime=int(since * 1000))["events"]
        except logs.exceptions.ResourceNotFoundException:
            return None
        return [event["message"] for event in events] or None

    lines = wait_for(last_lines, seconds) or []
    if not any(line.startswith("START ") for line in lines):
        raise Unmet(
            "failed",
            expected=f"an upload of {key} to invoke {function}, and that to end",
            found=f"{group} shows no run since then that has come to its end",
            look_at="the function's code, for what takes so long; whether its role lets it write logs",
        )
    errors = [line for line in lines if line.startswith("[ERROR]") or "Task timed out" in line]
    if errors:
        raise Unmet(
            "failed",
            expected=f"{function} to end without an error",
            found=f"its log says: {errors[0].splitlines()[0]}",
            look_at=f"{group}, from its last START on",
        )


def policy_of(cloud: Cloud, function: str) -> list[dict[str, Any]]:
    """Return the statements of a function's resource policy, none where it has no policy."""
    client = cloud.client("lambda")
    try:
        policy = client.get_policy(FunctionName=function)["Policy"]
    except client.exceptions.ResourceNotFoundException:
        return []
    statements: list[dict[str, Any]] = json.loads(policy)["Statement"]
    return statements


def principal_of(statement: dict[str, Any]) -> str:
    """Return whom a statement names: a service, an account, or * for everybody."""
    principal = statement["Principal"]
    return str(principal if isinstance(principal, str) else next(iter(principal.values())))


def _is_among(event: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(event, pattern) for pattern in patterns)


def conditions_of(statement: dict[str, Any]) -> dict[str, str]:
    """Return the conditions of a statement, whatever their operator, by their key in lower case."""
    conditions = statement.get("Condition", {})
    return {key.lower(): value for pairs in conditions.values() for key, value in pairs.items()}


def _rules_of(entry: dict[str, Any]) -> list[dict[str, str]]:
    rules: list[dict[str, str]] = entry.get("Filter", {}).get("Key", {}).get("FilterRules", [])
    return rules
