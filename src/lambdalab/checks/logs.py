"""Reads what a function wrote to CloudWatch Logs.

Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
"""

from collections.abc import Iterator
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.results import Unmet
from lambdalab.reports import Report
from lambdalab.waiting import wait_for

_ARRIVE_SECONDS = 5
"""A log arrives a moment after its run."""


def group_of(function: str) -> str:
    """Return the name of a function's log group."""
    return f"/aws/lambda/{function}"


def reports_of(cloud: Cloud, function: str) -> dict[str, Report]:
    """Return the REPORT lines of a function's log by their request ids, in their order."""
    lines = (event["message"] for event in _events(cloud, function, '"REPORT RequestId"'))
    reports = [Report.of(line) for line in lines if line.startswith("REPORT ")]
    return {report.request_id: report for report in reports}


def report_of(cloud: Cloud, function: str, request_id: str) -> Report:
    """Return the REPORT line of a run that is over. Raises Unmet where the log does not get it."""
    found = wait_for(lambda: reports_of(cloud, function).get(request_id), _ARRIVE_SECONDS)
    if found is None:
        raise _none_arrived(cloud, function)
    return found


def _none_arrived(cloud: Cloud, function: str) -> Unmet:
    settings = cloud.client("lambda").get_function_configuration(FunctionName=function)
    is_json = settings.get("LoggingConfig", {}).get("LogFormat") == "JSON"
    back = 'LoggingConfig={"LogFormat": "Text"}, by update_function_configuration: the check reads text'
    return Unmet(
        "failed",
        expected=f"a run of {function} to leave its lines in {group_of(function)}",
        found="none arrived as text: its LogFormat is JSON" if is_json else "none arrived",
        look_at=back
        if is_json
        else "the execution role: AWSLambdaBasicExecutionRole lets a function write its log",
    )


def lines_of(cloud: Cloud, function: str, request_id: str) -> list[str]:
    """Return what a run that is over wrote itself, between START and END. Raises like ``report_of``."""
    report_of(cloud, function, request_id)
    events = list(_events(cloud, function, ""))
    starts = [
        n for n, event in enumerate(events) if event["message"].startswith(f"START RequestId: {request_id}")
    ]
    lines: list[str] = []
    for event in events[starts[-1] + 1 :] if starts else []:
        if event["logStreamName"] != events[starts[-1]]["logStreamName"]:
            continue
        if event["message"].startswith("END RequestId"):
            break
        lines.append(event["message"].strip())
    return lines


def _events(cloud: Cloud, function: str, pattern: str) -> Iterator[dict[str, Any]]:
    logs = cloud.client("logs")
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=group_of(function), filterPattern=pattern
    )
    try:
        for page in pages:
            yield from page["events"]
    except logs.exceptions.ResourceNotFoundException:
        return  # the function has not written anything yet
