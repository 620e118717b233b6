"""Keeps the queries that people save for Logs Insights, which LocalStack does not.

As on AWS, a query is kept as it was written: whether it can be read is seen when it runs.
Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html
"""

import time
import uuid
from collections import defaultdict
from typing import Any

from localstack.aws.api import RequestContext
from localstack.services.logs.provider import LogsProvider
from moto.logs.exceptions import ResourceNotFoundException

from lambdalab_engine.fidelity.account_closing import dropped_from

KEPT = 1000
"""The saved queries of an account in a region; an answer holds no more."""

_saved: defaultdict[tuple[str, str], dict[str, dict[str, Any]]] = defaultdict(dict)


def install() -> None:
    """Put our operations in the place of LocalStack's, which refuse every call."""
    for operation in (put_query_definition, describe_query_definitions, delete_query_definition):
        setattr(LogsProvider, operation.__name__, operation)
    dropped_from(_saved)


def put_query_definition(
    self: LogsProvider,
    context: RequestContext,
    name: str,
    query_string: str,
    query_definition_id: str | None = None,
    log_group_names: list[str] | None = None,
    **_: Any,
) -> dict[str, Any]:
    """Save a query, or put it in the place of the one with this id; nothing of that is kept."""
    if query_definition_id:
        _require(context, query_definition_id)
    identifier = query_definition_id or str(uuid.uuid4())
    saved = {
        "queryDefinitionId": identifier,
        "queryLanguage": "CWLI",
        "name": name,
        "queryString": query_string,
        "lastModified": int(time.time() * 1000),
        "logGroupNames": log_group_names or [],
    }
    _of(context)[identifier] = saved
    return {"queryDefinitionId": identifier}


def describe_query_definitions(
    self: LogsProvider, context: RequestContext, query_definition_name_prefix: str | None = None, **_: Any
) -> dict[str, Any]:
    """Return the saved queries whose names begin so, in the order of their names."""
    prefix = query_definition_name_prefix or ""
    found = [saved for saved in _of(context).values() if saved["name"].startswith(prefix)]
    return {"queryDefinitions": sorted(found, key=lambda saved: str(saved["name"]))[:KEPT]}


def delete_query_definition(
    self: LogsProvider, context: RequestContext, query_definition_id: str, **_: Any
) -> dict[str, Any]:
    """Forget a saved query."""
    _require(context, query_definition_id)
    del _of(context)[query_definition_id]
    return {"success": True}


def _of(context: RequestContext) -> dict[str, dict[str, Any]]:
    return _saved[context.account_id, context.region]


def _require(context: RequestContext, query_definition_id: str) -> None:
    if query_definition_id not in _of(context):
        raise ResourceNotFoundException("The specified query definition does not exist.")
