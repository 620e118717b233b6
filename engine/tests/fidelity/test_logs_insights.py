"""Logs Insights queries give what AWS documents.

Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
and https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
"""

import json
import re
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError
from engine_testing import Account, wait_for

EVENTS = [
    {"level": "INFO", "path": "/a", "took": 10, "user": {"name": "ann"}, "items": [{"id": "i1"}]},
    {"level": "ERROR", "path": "/b", "took": 250.5, "user": {"name": "bob"}, "retry": True},
    {"level": "INFO", "path": "/a", "took": 30, "user": {"name": "Cy"}, "empty": "", "nothing": None},
    {"level": "WARN", "path": "/c", "took": 1000, "user": {"name": "ann"}, "blank": "  "},
    {"level": "ERROR", "path": "/a", "took": 45, "user": {"name": "dee"}, "@id": "x"},
]
NOW = int(time.time() * 1000)
START = NOW // 3_600_000 * 3_600_000 - 3_600_000
"""The first event's time: a full hour, the others following minute by minute."""


class Insights:
    """Queries over one log group."""

    def __init__(self, account: Account, group: str) -> None:
        self.logs = account.client("logs")
        self.group = group

    def answer(self, query: str, **options: Any) -> dict[str, Any]:
        """Run a query over the last two hours, and return the answer that has its results."""
        times = {"startTime": NOW // 1000 - 7200, "endTime": int(time.time())} | options
        started = self.logs.start_query(logGroupName=self.group, queryString=query, **times)

        def complete() -> dict[str, Any]:
            found: dict[str, Any] = self.logs.get_query_results(queryId=started["queryId"])
            return found if found["status"] != "Running" else {}

        return wait_for(complete)

    def rows(self, query: str, **options: Any) -> list[dict[str, str]]:
        """Return a query's rows by their fields, without ``@ptr``."""
        results = self.answer(query, **options)["results"]
        rows = [{field["field"]: field["value"] for field in row} for row in results]
        return [{name: value for name, value in row.items() if name != "@ptr"} for row in rows]

    def column(self, query: str) -> list[str]:
        """Return the values of a query's only column."""
        return [value for row in self.rows(query) for value in row.values()]


@pytest.fixture(scope="module")
def insights(account: Account) -> Insights:
    """Return queries over a group that holds ``EVENTS``."""
    logs = account.client("logs")
    stream = {"logGroupName": "app", "logStreamName": "s"}
    logs.create_log_group(logGroupName="app")
    logs.create_log_stream(**stream)
    events = [
        {"timestamp": START + 60_000 * minute, "message": json.dumps(event)}
        for minute, event in enumerate(EVENTS)
    ]
    logs.put_log_events(**stream, logEvents=events)
    return Insights(account, "app")


def test_default_columns_and_statistics(insights: Insights, account: Account) -> None:
    """Without fields there are @timestamp and @message, the newest first, and @ptr."""
    answer = insights.answer("filter level = 'ERROR'")
    assert answer["status"] == "Complete"
    assert [[field["field"] for field in row] for row in answer["results"]] == [
        ["@timestamp", "@message", "@ptr"]
    ] * 2
    assert [json.loads(row[1]["value"])["took"] for row in answer["results"]] == [45, 250.5]
    assert answer["statistics"] == {
        "recordsMatched": 2.0,
        "recordsScanned": 5.0,
        "estimatedRecordsSkipped": 0.0,
        "bytesScanned": float(sum(len(json.dumps(event)) for event in EVENTS)),
        "estimatedBytesSkipped": 0.0,
        "logGroupsScanned": 1.0,
    }
    (row,) = insights.rows("fields @timestamp, @log, @logStream | limit 1")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:04:00\.000", row["@timestamp"])
    assert (row["@log"], row["@logStream"]) == (f"{account.number}:app", "s")


@pytest.mark.parametrize(
    ("condition", "paths"),
    [
        ("level = 'ERROR' and took > 100", "b"),
        ('(level = "INFO" or level = "WARN") and not took < 30', "ca"),
        ("took >= 45 and took <= 250.5", "ab"),
        ("level != 'INFO'", "acb"),
        ('@message like /"took": \\d{2}[,}]/', "aaa"),
        ("user.name like /(?i)c/", "a"),
        ("user.name =~ /^[a-d]/", "acba"),
        ('path like "b"', "b"),
        ("path not like 'a'", "cb"),
        ("level in ['WARN', 'ERROR']", "acb"),
        ("level not in ['WARN', 'ERROR']", "aa"),
        ("items.0.id = 'i1'", "a"),
        ("ispresent(retry)", "b"),
        ("not ispresent(nothing) and isempty(empty) and isblank(blank)", "acaba"),
        ("retry = 1", "b"),
        ("ispresent(@@id)", "a"),
        ("strlen(user.name) = 2 or toupper(user.name) = 'BOB'", "ab"),
        ("took / 10 = 3 or took % 100 = 45", "aa"),
        ("`path` = '/c' # why", None),
    ],
)
def test_filter(insights: Insights, condition: str, paths: str | None) -> None:
    """Only records for which the condition holds remain."""
    if paths is None:
        with pytest.raises(ClientError, match="MalformedQueryException"):
            insights.rows(f"filter {condition}")
    else:
        found = insights.column(f"fields path | filter {condition}")
        assert "".join(path[1:] for path in found) == paths


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("fields took | sort took desc | limit 2", ["1000", "250.5"]),
        ("fields took | sort level asc, took desc", ["250.5", "45", "30", "10", "1000"]),
        ("fields user.name as who | sort who", ["Cy", "ann", "ann", "bob", "dee"]),
        ("fields user.name | dedup level | sort user.name", ["Cy", "ann", "dee"]),
        ("fields abs(10 - took) * 2 + 2 ^ 3 as figure | sort figure | limit 2", ["8", "48"]),
        ("fields concat(level, ':', substr(path, 1)) as x | limit 1", ["ERROR:a"]),
        ("fields replace(tolower(level), 'r', 'l') as x | limit 1", ["ellol"]),
        ("fields ceil(took) | filter took = 250.5 | display ceil(took), floor(took)", ["251", "250"]),
        ("fields path, took | display level | limit 1", ["ERROR"]),
        ("stats count(*) as n", ["5"]),
        ("stats sum(took) / count(*) as mean", ["267.1"]),
        ("stats avg(took)", ["267.1"]),
        ("stats pct(took, 50)", ["45"]),
        ("stats count_distinct(user.name)", ["4"]),
        ("stats count(retry)", ["1"]),
        ("stats earliest(path)", ["/a"]),
        ("stats latest(level)", ["ERROR"]),
        ("filter level = 'none' | stats count(*)", ["0"]),
        ("stats count(*) as n by level | filter n > 1 | sort level | display level", ["ERROR", "INFO"]),
        ("stats max(took) as top by path | stats sum(top)", ["1295.5"]),
        ("# a comment\nfields path\n| filter took > 500 # no\n", None),
        ("# a comment\nfields path\n# another\n| filter took > 500", ["/c"]),
    ],
)
def test_commands(insights: Insights, query: str, expected: list[str] | None) -> None:
    """Commands run one after the other."""
    if expected is None:
        with pytest.raises(ClientError, match="MalformedQueryException"):
            insights.rows(query)
    else:
        assert insights.column(query) == expected


def test_stats_by_field_and_bin(insights: Insights) -> None:
    """Groups are by fields and by periods; columns have their texts or aliases as names."""
    rows = insights.rows(
        "stats count(*), min(took) as least by bin(2m) as period, level | sort period, level"
    )
    hour = time.strftime("%Y-%m-%d %H", time.gmtime(START / 1000))
    assert rows[:2] == [
        {"period": f"{hour}:00:00.000", "level": "ERROR", "count(*)": "1", "least": "250.5"},
        {"period": f"{hour}:00:00.000", "level": "INFO", "count(*)": "1", "least": "10"},
    ]
    assert [row["period"][14:16] for row in rows] == ["00", "00", "02", "02", "04"]
    assert len(insights.rows("stats avg(took) by bin(1h)")) == 1


def test_parse(insights: Insights) -> None:
    """A glob gives its fields in order, a regular expression by its groups' names."""
    glob = 'parse @message \'"level": "*", "path": "*", *\' as l, p, rest | display l, p | limit 1'
    assert insights.rows(glob) == [{"l": "ERROR", "p": "/a"}]
    regex = (
        r"parse user.name /^(?<first>[a-z])(?<more>.*)/ | filter ispresent(first) | stats count(*) by first"
    )
    assert sorted(insights.column(regex)) == ["1", "1", "2", "a", "b", "d"]
    assert insights.column("fields took | parse took '*.*' as whole, part | display part") == ["5"]


def test_time_range_and_limits(insights: Insights) -> None:
    """Both ends of the range count; the newest events come first."""
    first = START // 1000
    times = {"startTime": first + 60, "endTime": first + 120}
    assert [row["took"] for row in insights.rows("fields took", **times)] == ["30", "250.5"]
    assert len(insights.rows("fields took", limit=3)) == 3
    with pytest.raises(ClientError, match="InvalidParameterException"):
        insights.answer("fields took", limit=10_001)
    with pytest.raises(ClientError, match="InvalidParameterException"):
        insights.answer("fields took", startTime=first, endTime=first - 1)


@pytest.mark.parametrize(
    ("query", "message", "start", "end"),
    [
        ("fields @timestamp | count()", "unexpected symbol found count at line 1 and position 20", 20, 25),
        ("fields a\n| filter", "unexpected symbol found <EOF> at line 2 and position 8", 17, 17),
        ("filter a = = 1", "unexpected symbol found = at line 1 and position 11", 11, 12),
        ("filter count(*) > 1", "unexpected symbol found count at line 1 and position 7", 7, 12),
        ("stats nothing(x)", "unexpected symbol found nothing at line 1 and position 6", 6, 13),
        ("parse @message '* *' as one", "expected 2 ephemeral fields, found 1", 14, 27),
        ("SELECT 1", "unexpected symbol found SELECT at line 1 and position 0", 0, 6),
    ],
)
def test_malformed_queries(insights: Insights, query: str, message: str, start: int, end: int) -> None:
    """A query that is none is refused, with the place of the error."""
    with pytest.raises(ClientError) as refusal:
        insights.answer(query)
    response = refusal.value.response
    assert response["Error"] == {"Code": "MalformedQueryException", "Message": message}
    assert response["queryCompileError"] == {
        "message": message,
        "location": {"startCharOffset": start, "endCharOffset": end},
    }


def test_queries_are_listed_and_end_once(insights: Insights, account: Account) -> None:
    """Queries are listed, the latest first; one that has ended cannot be stopped."""
    insights.answer("fields path")
    insights.answer("fields took")
    latest, before, *_ = insights.logs.describe_queries(logGroupName="app", status="Complete")["queries"]
    assert [latest["queryString"], before["queryString"]] == ["fields took", "fields path"]
    assert (latest["status"], latest["logGroupName"]) == ("Complete", "app")
    with pytest.raises(ClientError, match="Query is already ended with Complete status"):
        insights.logs.stop_query(queryId=latest["queryId"])
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        insights.logs.get_query_results(queryId="00000000-0000-0000-0000-000000000000")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        Insights(account, "missing").answer("fields path")


def test_fields_of_a_functions_log(account: Account) -> None:
    """A function's log has Lambda's fields; memory is in bytes; JSON within a line is found."""
    function = account.deploy(
        "import logging\n"
        "def handler(event, context):\n"
        '    logging.getLogger().warning(\'{"order": {"id": 7}}\')\n'
    )
    function.invoke()
    wait_for(lambda: [event for event in function.logged() if event["message"].startswith("REPORT")])
    insights = Insights(account, f"/aws/lambda/{function.name}")
    (report,) = insights.rows(
        "fields @requestId, @duration, @billedDuration, @initDuration, @memorySize, @maxMemoryUsed"
        " | filter @type = 'REPORT'"
    )
    assert report["@memorySize"] == "2.56E8"
    assert re.fullmatch(r"\d+\.0", report["@billedDuration"])
    assert float(report["@initDuration"]) > 0 < float(report["@duration"])
    (order,) = insights.rows("fields order.id, @requestId | filter order.id = 7")
    assert order == {"order.id": "7", "@requestId": report["@requestId"]}
    (summary,) = insights.rows(
        "filter @type = 'REPORT' | stats max(@memorySize / 1000 / 1000) as provisionedMemoryMB, count(*) as n"
    )
    assert summary == {"provisionedMemoryMB": "256", "n": "1"}
    assert insights.column(
        "stats count(*) as n by @type | filter ispresent(@type) | sort @type | display @type"
    ) == [
        "END",
        "REPORT",
        "START",
    ]
