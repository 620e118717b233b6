"""Asks CloudWatch Logs whom it sends lines, and packs lines as it does.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
"""

import base64
import gzip
import json
from collections.abc import Sequence
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.results import Unmet


def subscriptions_of(cloud: Cloud, group: str) -> list[dict[str, Any]]:
    """Return the subscription filters of a log group, none where there is no such group."""
    logs = cloud.client("logs")
    try:
        found = logs.describe_subscription_filters(logGroupName=group)["subscriptionFilters"]
    except logs.exceptions.ResourceNotFoundException:
        return []
    return list(found)


def require_subscription(cloud: Cloud, group: str, function: str) -> dict[str, Any]:
    """Return the one subscription filter by which a log group sends lines to a function. Raises Unmet."""
    arn = cloud.arn("lambda", f"function:{function}")
    expected = f"one subscription filter on {group} that sends lines to {function}"
    look_at = "put_subscription_filter(logGroupName=..., destinationArn=...)"
    own = f"/aws/lambda/{function}"
    if _to(cloud, own, arn):
        raise Unmet(
            "mismatch",
            expected=expected,
            found=f"{function} is subscribed to {own}, its own log: what it writes invokes it, without end",
            look_at="delete_subscription_filter(logGroupName=..., filterName=...)",
        )
    ours = _to(cloud, group, arn)
    if len(ours) == 1:
        return ours[0]
    others = [one["destinationArn"] for one in subscriptions_of(cloud, group)]
    if ours:
        names = ", ".join(sorted(one["filterName"] for one in ours))
        found, look_at = f"there are {len(ours)}: {names}", "delete_subscription_filter"
    elif others:
        found = f"its lines go to {', '.join(others)}"
    else:
        found = "it has none"
    raise Unmet("mismatch" if others else "missing", expected=expected, found=found, look_at=look_at)


def _to(cloud: Cloud, group: str, arn: str) -> list[dict[str, Any]]:
    return [one for one in subscriptions_of(cloud, group) if one["destinationArn"] in (arn, f"{arn}:$LATEST")]


def packed(cloud: Cloud, group: str, messages: Sequence[str], kind: str = "DATA_MESSAGE") -> dict[str, Any]:
    """Return the event by which CloudWatch Logs hands lines of a log group to a function."""
    sent = {
        "messageType": kind,
        "owner": cloud.account if kind == "DATA_MESSAGE" else "CloudwatchLogs",
        "logGroup": group if kind == "DATA_MESSAGE" else "",
        "logStream": "check" if kind == "DATA_MESSAGE" else "",
        "subscriptionFilters": ["check"] if kind == "DATA_MESSAGE" else [],
        "logEvents": [
            {"id": f"{number:056d}", "timestamp": 1_795_000_000_000 + number, "message": message}
            for number, message in enumerate(messages)
        ],
    }
    text = json.dumps(sent, ensure_ascii=False)
    return {"awslogs": {"data": base64.b64encode(gzip.compress(text.encode())).decode()}}
