"""Runs CloudWatch Logs Insights queries; LocalStack's, which are moto's, ignore what they filter by.

A query runs in a thread of its own: who starts one does not wait.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
"""

import time
import uuid
from collections import defaultdict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from localstack.aws.api import CommonServiceException, RequestContext
from localstack.aws.api.logs import MalformedQueryException, QueryCompileError, QueryCompileErrorLocation
from localstack.services.logs.models import get_moto_logs_backend
from localstack.services.logs.provider import LogsProvider
from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.models import LogGroup

from lambdalab_engine.fidelity.account_closing import dropped_from
from lambdalab_engine.fidelity.insights import commands
from lambdalab_engine.fidelity.insights.discovery import record_of
from lambdalab_engine.fidelity.scanner import ParseError

KEPT = 1000
"""The queries of an account in a region that are remembered."""

_RUNNING = ThreadPoolExecutor(1, thread_name_prefix="logs-insights")


@dataclass
class Started:
    """A query that runs or has run."""

    id: str
    text: str
    groups: list[str]
    created: int
    result: Future[dict[str, Any]]

    @property
    def status(self) -> str:
        """Return how far it is, in AWS's words."""
        if self.result.cancelled():
            return "Cancelled"
        if not self.result.done():
            return "Running"
        return "Failed" if self.result.exception() else "Complete"


_started: defaultdict[tuple[str, str], dict[str, Started]] = defaultdict(dict)


def install() -> None:
    """Put our operations in the place of moto's."""
    for operation in (start_query, get_query_results, describe_queries, stop_query):
        setattr(LogsProvider, operation.__name__, operation)
    dropped_from(_started)


def start_query(
    self: LogsProvider,
    context: RequestContext,
    start_time: int,
    end_time: int,
    query_string: str,
    log_group_name: str | None = None,
    log_group_names: list[str] | None = None,
    log_group_identifiers: list[str] | None = None,
    limit: int | None = None,
    **_: Any,
) -> dict[str, Any]:
    """Start a query over log groups, in a time range in seconds.

    Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html
    """
    given = [[log_group_name] if log_group_name else None, log_group_names, log_group_identifiers]
    names = [names for names in given if names]
    if len(names) != 1:
        raise _invalid("Exactly one of logGroupName, logGroupNames or logGroupIdentifiers must be given.")
    if end_time < start_time:
        raise _invalid("End time should not be less than start time.")
    if limit is not None and not 1 <= limit <= commands.LIMIT:
        raise _invalid(f"limit must be between 1 and {commands.LIMIT}.")
    groups = _groups(context, names[0])
    query = _read(query_string)
    query.limit = limit or query.limit
    found = Started(
        id=str(uuid.uuid4()),
        text=query_string,
        groups=[group.name for group in groups],
        created=int(time.time() * 1000),
        result=_RUNNING.submit(_run, query, groups, (start_time * 1000, end_time * 1000 + 999)),
    )
    queries = _started[context.account_id, context.region]
    queries[found.id] = found
    while len(queries) > KEPT:
        del queries[next(iter(queries))]
    return {"queryId": found.id}


def get_query_results(self: LogsProvider, context: RequestContext, query_id: str, **_: Any) -> dict[str, Any]:
    """Return a query's status, and its results when it is complete."""
    query = _query(context, query_id)
    answer = {"queryLanguage": "CWLI", "results": [], "statistics": _statistics(), "status": query.status}
    return answer | query.result.result() if query.status == "Complete" else answer


def describe_queries(
    self: LogsProvider,
    context: RequestContext,
    log_group_name: str | None = None,
    status: str | None = None,
    max_results: int | None = None,
    **_: Any,
) -> dict[str, Any]:
    """Return the queries of a log group, or all, the latest first."""
    found = [
        {
            "queryLanguage": "CWLI",
            "queryId": query.id,
            "queryString": query.text,
            "status": query.status,
            "createTime": query.created,
            "logGroupName": log_group_name or query.groups[0],
        }
        for query in reversed(_started[context.account_id, context.region].values())
        if (not log_group_name or log_group_name in query.groups) and status in (None, query.status)
    ]
    return {"queries": found[: max_results or KEPT]}


def stop_query(self: LogsProvider, context: RequestContext, query_id: str, **_: Any) -> dict[str, Any]:
    """Cancel a query that still waits; one that has ended is refused."""
    query = _query(context, query_id)
    if query.result.done():
        raise _invalid(f"Query is already ended with {query.status} status")
    return {"success": query.result.cancel()}


def _run(query: commands.Query, groups: list[LogGroup], between: tuple[int, int]) -> dict[str, Any]:
    """Return the results and statistics of a query over what the groups hold now, the newest event first."""
    events = [
        (stream, event)
        for group in groups
        for stream in list(group.streams.values())
        for event in list(stream.events)
        if between[0] <= event.timestamp <= between[1]
    ]
    events.sort(key=lambda item: (item[1].timestamp, item[1].event_id), reverse=True)
    rows, matched = query.run([record_of(stream, event) for stream, event in events])
    size = sum(len(event.message.encode()) for _, event in events)
    return {"results": rows, "statistics": _statistics(matched, len(events), size, len(groups))}


def _statistics(matched: int = 0, scanned: int = 0, size: int = 0, groups: int = 0) -> dict[str, float]:
    return {
        "recordsMatched": float(matched),
        "recordsScanned": float(scanned),
        "estimatedRecordsSkipped": 0.0,
        "bytesScanned": float(size),
        "estimatedBytesSkipped": 0.0,
        "logGroupsScanned": float(groups),
    }


def _read(text: str) -> commands.Query:
    try:
        return commands.read(text)
    except ParseError as error:
        refusal = MalformedQueryException(str(error))
        location = QueryCompileErrorLocation(startCharOffset=error.start, endCharOffset=error.end)
        refusal.queryCompileError = QueryCompileError(location=location, message=str(error))
        raise refusal from None


def _groups(context: RequestContext, names: list[str]) -> list[LogGroup]:
    """Return the log groups, named or by their ARNs."""
    known = get_moto_logs_backend(context.account_id, context.region).groups
    plain = [name.split(":log-group:")[-1].removesuffix(":*") for name in names]
    missing = [name for name in plain if name not in known]
    if missing:
        raise ResourceNotFoundException(
            f"Log group '{missing[0]}' does not exist for account ID '{context.account_id}'"
        )
    return [known[name] for name in plain]


def _query(context: RequestContext, query_id: str) -> Started:
    found = _started[context.account_id, context.region].get(query_id)
    if found is None:
        raise ResourceNotFoundException("The specified query does not exist.")
    return found


def _invalid(message: str) -> CommonServiceException:
    return CommonServiceException("InvalidParameterException", message, sender_fault=True)
