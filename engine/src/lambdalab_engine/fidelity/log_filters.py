"""Honours CloudWatch Logs filter patterns, which LocalStack takes and ignores.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

from typing import Any

from localstack.aws.api import CommonServiceException, RequestContext
from localstack.services.logs.models import get_moto_logs_backend
from localstack.services.logs.provider import LogsProvider
from localstack.services.moto import call_moto
from localstack.utils.patch import Patch
from moto.logs.exceptions import LimitExceededException, ResourceNotFoundException
from moto.logs.metric_filters import MetricFilters
from moto.logs.models import LogGroup, LogsBackend, LogStream

from lambdalab_engine.fidelity import log_search, log_store, metric_filters, subscription_filters
from lambdalab_engine.fidelity.filter_patterns import InvalidPatternError, Pattern, compile_pattern

PATTERN_LENGTH = 1024
GROUPS_PAGE = 50
GROUP_REGEX_LIMIT = 5
"""The filters of a log group whose patterns hold regular expressions."""

_ALL_TIME = 2**63


def install() -> None:
    """Put our operations, and our way to store events and filters, in LocalStack's place."""
    replacements: tuple[tuple[type, str, Any], ...] = (
        (LogsProvider, "describe_log_groups", describe_log_groups),
        (LogsProvider, "filter_log_events", filter_log_events),
        (LogsProvider, "put_log_events", put_log_events),
        (LogsProvider, "put_metric_filter", put_metric_filter),
        (LogsProvider, "put_subscription_filter", put_subscription_filter),
        (LogsProvider, "test_metric_filter", test_metric_filter),
        (LogStream, "put_log_events", log_store.store),
        (MetricFilters, "add_filter", log_store.add_metric_filter),
        (LogGroup, "create_log_stream", log_store.create_stream),
        (LogGroup, "put_subscription_filter", log_store.add_subscription_filter),
        (LogGroup, "to_describe_dict", log_store.describe_group),
    )
    for owner, name, function in replacements:
        setattr(owner, name, function)
    Patch.function(LogsBackend.delete_log_group, log_store.delete_with_filters).apply()


def put_log_events(
    self: LogsProvider,
    context: RequestContext,
    log_group_name: str,
    log_stream_name: str,
    log_events: list[dict[str, Any]],
    **_: Any,
) -> dict[str, Any]:
    """Store log events; ``log_store.store`` lets them pass the filters."""
    backend = get_moto_logs_backend(context.account_id, context.region)
    token, rejected = backend.put_log_events(log_group_name, log_stream_name, log_events)
    answer: dict[str, Any] = {"nextSequenceToken": token}
    return answer | {"rejectedLogEventsInfo": rejected} if rejected else answer


def filter_log_events(
    self: LogsProvider,
    context: RequestContext,
    log_group_name: str | None = None,
    log_group_identifier: str | None = None,
    log_stream_names: list[str] | None = None,
    log_stream_name_prefix: str | None = None,
    start_time: int | None = None,
    end_time: int | None = None,
    filter_pattern: str | None = None,
    next_token: str | None = None,
    limit: int | None = None,
    **_: Any,
) -> dict[str, Any]:
    """Return a page of matching events; AWS no longer tells which streams it searched."""
    if limit is not None and not 1 <= limit <= log_search.PAGE_EVENTS:
        bound = (
            "greater than or equal to 1" if limit < 1 else f"less than or equal to {log_search.PAGE_EVENTS}"
        )
        raise invalid(_validation(limit, "limit", f"Member must have value {bound}"))
    pattern = _compiled(filter_pattern or "", "Invalid filter pattern")
    group = _group(context, log_group_name or (log_group_identifier or "").split(":log-group:")[-1])
    searched = log_search.streams(group, log_stream_names, log_stream_name_prefix)
    between = (start_time or 0, _ALL_TIME if end_time is None else end_time)
    events, token = log_search.page(searched, pattern, between, limit or log_search.PAGE_EVENTS, next_token)
    answer: dict[str, Any] = {"events": events, "searchedLogStreams": []}
    return answer | {"nextToken": token} if token else answer


def describe_log_groups(
    self: LogsProvider,
    context: RequestContext,
    log_group_name_prefix: str | None = None,
    log_group_name_pattern: str | None = None,
    next_token: str | None = None,
    limit: int | None = None,
    **_: Any,
) -> dict[str, Any]:
    """Return a page of log groups; LocalStack copies every event of the account to do so.

    Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
    """
    if log_group_name_prefix and log_group_name_pattern:
        raise invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.")
    known = dict(get_moto_logs_backend(context.account_id, context.region).groups)
    names = sorted(
        name
        for name in known
        if name > (next_token or "")
        and name.startswith(log_group_name_prefix or "")
        and (log_group_name_pattern or "") in name
    )
    shown = names[: min(limit or GROUPS_PAGE, GROUPS_PAGE)]
    answer: dict[str, Any] = {"logGroups": [known[name].to_describe_dict() for name in shown]}
    return answer | {"nextToken": shown[-1]} if len(shown) < len(names) else answer


def test_metric_filter(
    self: LogsProvider, context: RequestContext, filter_pattern: str, log_event_messages: list[str], **_: Any
) -> dict[str, Any]:
    """Return the messages that match, numbered from 0, with the values of a space-delimited pattern.

    Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html
    """
    pattern = _compiled(filter_pattern, "Invalid metric filter pattern")
    matches = [
        {"eventNumber": number, "eventMessage": text, "extractedValues": pattern.extracted(text)}
        for number, text in enumerate(log_event_messages)
        if pattern.matches(text)
    ]
    return {"matches": matches}


def put_metric_filter(
    self: LogsProvider,
    context: RequestContext,
    log_group_name: str,
    filter_name: str,
    filter_pattern: str,
    metric_transformations: list[dict[str, Any]],
    **_: Any,
) -> None:
    """Create or replace a metric filter whose pattern and transformation AWS would take."""
    pattern = _compiled(filter_pattern, "Invalid metric filter pattern")
    for transformation in metric_transformations:
        metric_filters.check(pattern, transformation)
    group = _group(context, log_group_name)
    _check_regexes(context, group, pattern, filter_name)
    call_moto(context)


def put_subscription_filter(
    self: LogsProvider,
    context: RequestContext,
    log_group_name: str,
    filter_name: str,
    filter_pattern: str,
    destination_arn: str,
    role_arn: str | None = None,
    **_: Any,
) -> None:
    """Create or replace a subscription filter whose pattern and destination AWS would take."""
    pattern = _compiled(filter_pattern, "Invalid filter pattern")
    group = _group(context, log_group_name)
    _check_regexes(context, group, pattern, filter_name)
    if not destination_arn.startswith("arn:"):
        raise invalid(f"destinationArn is no ARN: {destination_arn}")
    if ":lambda:" not in destination_arn:
        call_moto(context)
        return
    if role_arn:
        raise invalid("destinationArn for vendor lambda cannot be used with roleArn")
    if not subscription_filters.may_invoke(group, destination_arn):
        raise invalid(
            "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to"
            " execute your function."
        )
    log_store.add_subscription_filter(group, filter_name, filter_pattern, destination_arn)


def invalid(message: str) -> CommonServiceException:
    """Return the error for a parameter that AWS refuses."""
    return CommonServiceException("InvalidParameterException", message, sender_fault=True)


def _validation(value: object, name: str, constraint: str) -> str:
    return (
        f"1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: {constraint}"
    )


def _compiled(text: str, refusal: str) -> Pattern:
    if len(text) > PATTERN_LENGTH:
        constraint = f"Member must have length less than or equal to {PATTERN_LENGTH}"
        raise invalid(_validation(text, "filterPattern", constraint))
    try:
        return compile_pattern(text)
    except InvalidPatternError as error:
        raise invalid(str(error) or refusal) from None


def _group(context: RequestContext, name: str) -> LogGroup:
    group = get_moto_logs_backend(context.account_id, context.region).groups.get(name.removesuffix(":*"))
    if group is None:
        raise ResourceNotFoundException
    return group


def _check_regexes(context: RequestContext, group: LogGroup, pattern: Pattern, name: str) -> None:
    """Refuse one more pattern with a regular expression than a log group may have."""
    backend = get_moto_logs_backend(context.account_id, context.region)
    others = {
        item["filterName"]: item["filterPattern"] for item in log_store.metric_filters_of(backend, group)
    }
    others |= {item.name: item.filter_pattern for item in group.subscription_filters.values()}
    others.pop(name, None)
    used = sum(compile_pattern(text).regexes > 0 for text in others.values())
    if pattern.regexes and used >= GROUP_REGEX_LIMIT:
        raise LimitExceededException
