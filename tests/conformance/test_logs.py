"""CloudWatch Logs: groups, filter patterns, metric and subscription filters, Insights."""

import base64
import gzip
import json
import time

from conformance_testing import L01, L05, L06, L10, N07, TELL, Account, group, refused, wait_for

capability = group("CloudWatch Logs")
SYNTAX = "AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html"
INSIGHTS = "AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html"
SUBSCRIPTIONS = "AmazonCloudWatch/latest/logs/SubscriptionFilters.html"
GROUP = "/app/orders"


def _group(cloud: Account) -> None:
    logs = cloud.client("logs")
    logs.create_log_group(logGroupName=GROUP)
    logs.create_log_stream(logGroupName=GROUP, logStreamName="one")


def _write(cloud: Account, *lines: str) -> None:
    now = int(time.time() * 1000)
    events = [{"timestamp": now + number, "message": line} for number, line in enumerate(lines)]
    cloud.client("logs").put_log_events(logGroupName=GROUP, logStreamName="one", logEvents=events)


def _found(cloud: Account, pattern: str, *lines: str) -> list[str]:
    """Write lines to a new group, and return those that match."""
    _group(cloud)
    _write(cloud, *lines)
    events = cloud.client("logs").filter_log_events(logGroupName=GROUP, filterPattern=pattern)["events"]
    return [event["message"] for event in events]


def _ask(cloud: Account, query: str, *lines: str) -> list[dict[str, str]]:
    """Write lines to a new group, and return a query's rows."""
    _group(cloud)
    _write(cloud, *lines)
    logs, now = cloud.client("logs"), int(time.time())
    number = logs.start_query(logGroupName=GROUP, startTime=now - 60, endTime=now + 60, queryString=query)

    def done() -> dict:
        answer = logs.get_query_results(queryId=number["queryId"])
        return answer if answer["status"] == "Complete" else {}

    rows = wait_for("the query", done)["results"]
    return [{cell["field"]: cell["value"] for cell in row if cell["field"] != "@ptr"} for row in rows]


@capability(
    "groups and how long they keep",
    "AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    L01,
    L06,
    N07,
)
def test_retention(cloud: Account) -> None:
    """A group keeps its events for ever, or for one of certain numbers of days."""
    logs = cloud.client("logs")
    _group(cloud)
    logs.put_retention_policy(logGroupName=GROUP, retentionInDays=14)
    (told,) = logs.describe_log_groups(logGroupNamePrefix="/app")["logGroups"]
    assert told["retentionInDays"] == 14
    refused(logs.put_retention_policy, "InvalidParameterException", logGroupName=GROUP, retentionInDays=15)


@capability("patterns of words", SYNTAX, L06, N07)
def test_terms(cloud: Account) -> None:
    """All words must be there, in any order; one with - must not; quotes keep words together."""
    lines = ("ERROR in order", "order without", "ERROR in test order", "order ERROR", "error in order")
    assert _found(cloud, '"ERROR in" order -test', *lines) == ["ERROR in order"]


@capability("patterns of alternatives and expressions", SYNTAX, L06, N07)
def test_optional_terms(cloud: Account) -> None:
    """Of words with ? one is enough; %…% is a regular expression."""
    assert _found(cloud, "?WARN ?ERROR", "WARN a", "INFO b", "ERROR c") == ["WARN a", "ERROR c"]
    logs = cloud.client("logs")
    found = logs.filter_log_events(logGroupName=GROUP, filterPattern="%[A-Z]{4} [ab]%")["events"]
    assert [event["message"] for event in found] == ["WARN a", "INFO b"]


@capability("patterns on JSON", SYNTAX, L06, N07)
def test_json_pattern(cloud: Account) -> None:
    """Conditions on fields, nested ones too, joined by && and ||."""
    orders = [
        {"level": "ERROR", "http": {"status": 503}},
        {"level": "ERROR", "http": {"status": 404}},
        {"level": "INFO", "http": {"status": 503}},
        {"level": "ERRONEOUS", "http": {"status": 500}},
    ]
    lines = [json.dumps(order) for order in orders]
    found = _found(cloud, '{ $.level = "ERR*" && $.http.status >= 500 }', *lines, "ERROR 503")
    assert found == [lines[0], lines[3]]


@capability("patterns of fields between spaces", SYNTAX, L06, N07)
def test_space_delimited(cloud: Account) -> None:
    """A pattern in brackets names a line's fields, of which some have conditions."""
    lines = ["10.0.0.1 GET 404 12", "10.0.0.1 GET 200 12", "10.0.0.2 PUT 403 9", "10.0.0.1 GET 404"]
    assert _found(cloud, "[ip=10.0.0.1, method, status=4*, bytes]", *lines) == lines[:1]


@capability(
    "trying a pattern", "AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html", L06, N07
)
def test_try_pattern(cloud: Account) -> None:
    """TestMetricFilter tells which of some lines match, and the values that it took from them."""
    lines = ['{"ms": 12}', '{"s": 1}', '{"ms": 90}']
    answer = cloud.client("logs").test_metric_filter(filterPattern="{ $.ms > 20 }", logEventMessages=lines)
    assert [match["eventMessage"] for match in answer["matches"]] == lines[2:]


@capability("an invalid pattern is refused", SYNTAX, L06, N07)
def test_invalid_pattern(cloud: Account) -> None:
    """A pattern that cannot be read gives InvalidParameterException."""
    _group(cloud)
    refused(
        cloud.client("logs").put_metric_filter,
        "InvalidParameterException",
        logGroupName=GROUP,
        filterName="bad",
        filterPattern="{ $.level = }",
        metricTransformations=[{"metricName": "m", "metricNamespace": "Shop", "metricValue": "1"}],
    )


@capability(
    "a metric filter counts lines that match",
    "AmazonCloudWatch/latest/logs/MonitoringLogData.html",
    L05,
    L06,
    L10,
    N07,
)
def test_metric_filter(cloud: Account) -> None:
    """Each line that matches adds the metric's value; others add nothing."""
    _filter(cloud, "ERROR", metricValue="1")
    _write(cloud, "ERROR a", "INFO b", "ERROR c")
    wait_for("two errors in the metric", lambda: _sum(cloud) == 2)


@capability("a metric's value from a field", "AmazonCloudWatch/latest/logs/MonitoringLogData.html", L06, N07)
def test_metric_value_of_field(cloud: Account) -> None:
    """MetricValue may name a field of the line."""
    _filter(cloud, "{ $.ms = * }", metricValue="$.ms")
    _write(cloud, '{"ms": 12}', '{"other": 1}', '{"ms": 30.5}')
    wait_for("the sum of the fields", lambda: _sum(cloud) == 42.5)


@capability(
    "a metric's dimensions from fields", "AmazonCloudWatch/latest/logs/MonitoringLogData.html", L06, N07
)
def test_metric_dimensions(cloud: Account) -> None:
    """Dimensions take their values from fields of the line."""
    _filter(cloud, "{ $.level = ERROR }", metricValue="1", dimensions={"Service": "$.service"})
    _write(cloud, '{"level": "ERROR", "service": "shop"}', '{"level": "ERROR", "service": "bank"}')
    wait_for("one error of the shop", lambda: _sum(cloud, Service="shop") == 1)


@capability("a subscription sends lines that match to a function", SUBSCRIPTIONS, L06, N07, L10)
def test_subscription(cloud: Account) -> None:
    """The function gets them compressed, with group, stream and filter; the group takes new streams."""
    function, logs = cloud.deploy(TELL), cloud.client("logs")
    _group(cloud)
    cloud.permit(function, "logs", cloud.arn("logs", f"log-group:{GROUP}:*"))
    arn = cloud.function_arn(function)
    logs.put_subscription_filter(
        logGroupName=GROUP, filterName="errors", filterPattern="ERROR", destinationArn=arn
    )
    logs.create_log_stream(logGroupName=GROUP, logStreamName="later")
    refused(
        logs.create_log_stream,
        "ResourceAlreadyExistsException",
        logGroupName=GROUP,
        logStreamName="later",
    )
    _write(cloud, "INFO a", "ERROR b")
    data = gzip.decompress(base64.b64decode(cloud.told(function)[0]["awslogs"]["data"]))
    told = json.loads(data)
    assert [event["message"] for event in told["logEvents"]] == ["ERROR b"]
    assert (told["logGroup"], told["subscriptionFilters"]) == (GROUP, ["errors"])


@capability("a function that does not let Logs in is refused", SUBSCRIPTIONS, L06, L10)
def test_subscription_needs_permission(cloud: Account) -> None:
    """Without permission, the subscription filter is refused."""
    _group(cloud)
    refused(
        cloud.client("logs").put_subscription_filter,
        "InvalidParameterException",
        "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission",
        logGroupName=GROUP,
        filterName="errors",
        filterPattern="",
        destinationArn=cloud.function_arn(cloud.deploy(TELL)),
    )


@capability("Insights: fields, filter, sort, limit", INSIGHTS, L06, N07)
def test_insights(cloud: Account) -> None:
    """A query filters JSON lines by a field, sorts and limits them."""
    lines = [json.dumps({"level": level, "ms": ms}) for level, ms in (("E", 5), ("I", 9), ("E", 7), ("E", 1))]
    rows = _ask(cloud, 'fields ms | filter level = "E" | sort ms desc | limit 2', *lines)
    assert rows == [{"ms": "7"}, {"ms": "5"}]


@capability("Insights: stats", INSIGHTS, L06, N07)
def test_insights_stats(cloud: Account) -> None:
    """Stats counts and averages by a field."""
    lines = [json.dumps({"level": level, "ms": ms}) for level, ms in (("E", 5), ("I", 9), ("E", 7))]
    rows = _ask(cloud, "stats count(*) as n, max(ms) as slowest by level | sort level asc", *lines)
    assert rows == [{"level": "E", "n": "2", "slowest": "7"}, {"level": "I", "n": "1", "slowest": "9"}]


@capability("Insights: parse", INSIGHTS, L06, N07)
def test_insights_parse(cloud: Account) -> None:
    """Parse takes fields out of a line of text."""
    query = (
        'parse @message "user=* took *ms" as who, ms | filter ispresent(who) | stats sum(ms) as total by who'
    )
    rows = _ask(cloud, query, "user=ann took 5ms", "nothing", "user=ann took 6ms")
    assert rows == [{"who": "ann", "total": "11"}]


@capability(
    "Insights: queries are saved", "AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html", L06
)
def test_saved_queries(cloud: Account) -> None:
    """A query is kept under a name; one that is put again with its id takes its place, groups and all."""
    logs = cloud.client("logs")
    first = logs.put_query_definition(name="door/slow", queryString="sort ms desc", logGroupNames=[GROUP])
    logs.put_query_definition(name="other", queryString="limit 1")
    logs.put_query_definition(name="door/slowest", queryString="limit 2", **_numbered(first))
    (saved,) = logs.describe_query_definitions(queryDefinitionNamePrefix="door/")["queryDefinitions"]
    assert (saved["name"], saved["queryString"]) == ("door/slowest", "limit 2")
    assert (saved["queryDefinitionId"], saved["logGroupNames"]) == (first["queryDefinitionId"], [])
    assert logs.delete_query_definition(**_numbered(first))["success"]
    refused(logs.delete_query_definition, "ResourceNotFoundException", **_numbered(first))


def _numbered(answer: dict) -> dict[str, str]:
    return {"queryDefinitionId": answer["queryDefinitionId"]}


def _filter(cloud: Account, pattern: str, **transformation: object) -> None:
    _group(cloud)
    cloud.client("logs").put_metric_filter(
        logGroupName=GROUP,
        filterName="errors",
        filterPattern=pattern,
        metricTransformations=[{"metricName": "found", "metricNamespace": "Shop"} | transformation],
    )


def _sum(cloud: Account, **dimensions: str) -> float:
    return cloud.metric("Shop", "found", "Sum", **dimensions)
