"""Runs queries that a learner saved for Logs Insights, over lines of a check's own.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
"""

import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError

from lambdalab.aws import Cloud
from lambdalab.checks.results import Unmet, listed
from lambdalab.waiting import wait_for

_SECONDS = 10
_HOUR = 3600


def get_query(cloud: Cloud, name: str) -> dict[str, Any]:
    """Return a saved query, the latest of its name. Raises Unmet where there is none."""
    saved = cloud.client("logs").describe_query_definitions()["queryDefinitions"]
    ours = [one for one in saved if one["name"] == name]
    if ours:
        found: dict[str, Any] = max(ours, key=lambda one: one["lastModified"])
        return found
    raise Unmet(
        "missing",
        expected=f"a saved query called {name}",
        found=listed("the account's saved queries", (one["name"] for one in saved)),
        look_at="put_query_definition(name=..., queryString=...)",
    )


def ask(cloud: Cloud, query: str, lines: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows that a query finds in lines, which are gone afterwards. Raises Unmet."""
    logs, now = cloud.client("logs"), int(time.time())
    with _kept(cloud, lines) as group:
        try:
            asked = logs.start_query(
                logGroupName=group, queryString=query, startTime=now - _HOUR, endTime=now + _HOUR
            )
        except ClientError as error:
            raise Unmet(
                "failed",
                expected="a query that can be read",
                found=f"AWS answered: {error}",
                look_at="the commands of the query: filter, stats, sort, limit, parted by |",
            ) from None

        def answer() -> list[Any] | None:
            found = logs.get_query_results(queryId=asked["queryId"])
            return None if found["status"] in ("Scheduled", "Running") else found["results"]

        rows = wait_for(answer, _SECONDS) or []
    return [{cell["field"]: cell["value"] for cell in row if cell["field"] != "@ptr"} for row in rows]


@contextmanager
def _kept(cloud: Cloud, lines: Sequence[str]) -> Iterator[str]:
    logs, group, now = cloud.client("logs"), f"/check/{secrets.token_hex(4)}", int(time.time() * 1000)
    logs.create_log_group(logGroupName=group)
    try:
        where = {"logGroupName": group, "logStreamName": "lines"}
        logs.create_log_stream(**where)
        logs.put_log_events(**where, logEvents=[{"timestamp": now, "message": line} for line in lines])
        yield group
    finally:
        logs.delete_log_group(logGroupName=group)
