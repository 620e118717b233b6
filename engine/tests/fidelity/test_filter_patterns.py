"""Filter patterns do what AWS documents, and what was measured on AWS.

Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
and https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html
"""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from engine_testing import Account

APACHE = [
    '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534',
    '127.0.0.1 - frank [10/Oct/2000:13:35:22 -0700] "GET /about-us/index.html HTTP/1.0" 200 5324',
    '127.0.0.1 - frank [10/Oct/2000:13:50:35 -0700] "GET /apache_pb.gif HTTP/1.0" 404 4355',
    '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /products/index.html HTTP/1.0" 400 1534',
]
RESOURCES = [
    "INFO 09/25/2014 12:00:00 GET /service/resource/67 1200",
    "INFO 09/25/2014 12:00:01 POST /service/resource/67/part/111 1310",
    "WARNING 09/25/2014 12:00:02 Invalid user request",
    "ERROR 09/25/2014 12:00:02 Failed to process request",
]
TRAIL = json.dumps(
    {
        "eventType": "UpdateTrail",
        "sourceIPAddress": "111.111.111.111",
        "arrayKey": ["value", "another value"],
        "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],
        "SomeObject": None,
        "ThisFlag": True,
        "cluster.name": "c",
        "detail-type": "d",
        "someInt": 123,
        "someFloat": 12.34,
        "someFloat2": 12.0,
        "number": [1000],
        "text": "say \\ hello",
        "user": {"id": 1, "email": "John.Stiles@example.com"},
        "users": [{"id": 2, "email": "John.Doe@example.com"}],
        "actions": ["GET", "PUT", "DELETE"],
        "coordinates": [[0, 1, 2], [4, 5, 6], [7, 8, 9]],
    }
)


@pytest.fixture(scope="module")
def logs(account: Account) -> Any:
    """Return a client of CloudWatch Logs."""
    return account.client("logs")


def matching(logs: Any, pattern: str, messages: list[str]) -> list[int]:
    """Return the numbers of the messages that match."""
    answer = logs.test_metric_filter(filterPattern=pattern, logEventMessages=messages)
    return [match["eventNumber"] for match in answer["matches"]]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", [0, 1, 2, 3]),
        ('" "', [0, 1, 2, 3]),
        ("ERROR", [0, 1, 2]),
        ("error", []),
        ("ERROR ARGUMENTS", [2]),
        ("?ERROR ?INFO", [0, 1, 2, 3]),
        ("?ARGUMENTS ?INFO", [2, 3]),
        ("?ARGUMENTS ?INFO BAD", [0]),
        ("ERROR -ARGUMENTS", [0, 1]),
        ("-ARGUMENTS", [0, 1, 3]),
        ('ERROR -"BAD REQUEST"', [1, 2]),
        ('"BAD REQUEST"', [0]),
        ('"REQUEST BAD"', []),
        ('"[ERROR 4"', [0, 1, 2]),
        ("%AUTHORIZED%", [1]),
        (r"%4\d0%", [0]),
        ("%^.INFO|MISSING%", [2, 3]),
        (r"%\x5BINFO%", [3]),
        ("%BAD REQUEST$%", [0]),
    ],
)
def test_terms(logs: Any, pattern: str, expected: list[int]) -> None:
    """Terms are included, optional or excluded; phrases and regular expressions are terms."""
    messages = [
        "[ERROR 400] BAD REQUEST",
        "[ERROR 401] UNAUTHORIZED REQUEST",
        "[ERROR 419] MISSING ARGUMENTS",
        "[INFO] Exiting",
    ]
    assert matching(logs, pattern, messages) == expected


@pytest.mark.parametrize(
    "condition",
    [
        '$.eventType = "UpdateTrail"',
        "$.eventType = UpdateTrail",
        "$.eventType = *Trail",
        "$.eventType = Update*",
        "$.eventType = *date*",
        "$.eventType = %Trail%",
        "$.eventType != Update",
        "$.sourceIPAddress != 123.123.*",
        "$.sourceIPAddress = 111.111.111.111",
        "$.sourceIPAddress != 111*111",
        '$.arrayKey[0] = "value"',
        "$.arrayKey[*] = %val.{2}%",
        '$.arrayKey[*] = "another value"',
        r"$.* = %111\.111\.111\.1[0-9]{1,2}%",
        "$.objectList[1].id = 2",
        "$.objectList[*].name = b",
        "$.['cluster.name'] = \"c\"",
        "$.detail-type = d",
        r'$.text = "say \\ hello"',
        "$.SomeObject IS NULL",
        "$.ThisFlag IS TRUE",
        "$.SomeOtherObject NOT EXISTS",
        "$.arrayKey[2] NOT EXISTS",
        "$.someInt = 123",
        "$.someInt = 123.0",
        '$.someInt = "123"',
        '$.someInt != "123.0"',
        "$.someInt = *",
        "$.someInt = 12*",
        "$.someInt = *23",
        "$.someInt != 3*",
        "$.someInt > +1",
        "$.someInt >= 123",
        "$.someFloat = 12.3*",
        "$.someFloat2 = 12",
        '$.someFloat2 != "12"',
        "$.number[0] = 1e+3",
        "$.number[0] != 1e-3",
        "$.number[0] < 10e3",
        '($.user.id = 1) && ($.users[0].email = "John.Doe@example.com")',
        '$.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = no && $.actions[2] = no',
        "$.coordinates[1][2] = 6",
    ],
)
def test_json_conditions_that_hold(logs: Any, condition: str) -> None:
    """A JSON pattern matches an event for which its condition holds."""
    assert matching(logs, f"{{ {condition} }}", [TRAIL]) == [0]


@pytest.mark.parametrize(
    "condition",
    [
        "$.eventType = updatetrail",
        "$.eventType = Update*ail",
        "$.eventType >= 1",
        "$.notThere = *",
        '$.notThere != "UpdateTrail"',
        "$.notThere IS NULL",
        "$.SomeObject NOT EXISTS",
        "$.SomeObject IS FALSE",
        "$.ThisFlag IS FALSE",
        "$.arrayKey = value",
        "$.arrayKey != value",
        "$.user = *",
        "$.eventType[0] = U",
        "$.objectList[1].number = 2",
        "$.someInt != 123",
        '$.someInt = "123.00"',
        '($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET"',
        '($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = 1) && $.actions[2] = nomatch',
    ],
)
def test_json_conditions_that_do_not_hold(logs: Any, condition: str) -> None:
    """Neither a comparison nor its opposite holds for a field that is missing, an array or an object."""
    assert matching(logs, f"{{ {condition} }}", [TRAIL]) == []


def test_json_pattern_matches_json_alone(logs: Any) -> None:
    """A line with JSON in it is no JSON event."""
    messages = ["plain", f"[INFO] {TRAIL}", '"text"', f"{TRAIL}\n"]
    assert matching(logs, "{ $.missing NOT EXISTS }", messages) == [3]


@pytest.mark.parametrize(
    ("pattern", "messages", "expected"),
    [
        ("[ip, user, username, timestamp, request, status_code, bytes > 1534]", APACHE, [1, 2]),
        ("[ip, user, username, time, request, status = 4* && status != 404, bytes]", APACHE, [3]),
        (
            r"[ip=%127\.0\.0\.[1-9]%, user, name, time, request =*.html*, status_code = 4*, bytes]",
            APACHE,
            [0, 3],
        ),
        ("[..., request =*.html*, status_code = 404 || status_code = 410, bytes]", APACHE, [0]),
        ("[..., status_code != 404, bytes]", APACHE, [1, 3]),
        ("[ip, user = frank, ...]", APACHE, []),
        ("[ip, user, name = frank, ..., bytes = 1534]", APACHE, [0, 3]),
        ('[ip, user, name, time = "10/Oct/2000:13:50*", ...]', APACHE, [2]),
        ("[a, b, c, d, e, f, g, h]", APACHE, []),
        ("[w1=ERROR, w2]", RESOURCES, [3]),
        ("[w1=ERROR]", RESOURCES, []),
        ("[w1=ERROR || w1=WARNING, w2]", RESOURCES, [2, 3]),
        ("[w1!=ERROR && w1!=WARNING, w2]", RESOURCES, [0, 1]),
        ("[logLevel, date, time, method, url=%/service/resource/[0-9]+$%, response_time]", RESOURCES, [0]),
        ("[level, date, time, method, url=%/resource/[0-9]+/part/[0-9]+$%, response_time]", RESOURCES, [1]),
        ("[level, date, time, ..., took >= 1310]", RESOURCES, [1]),
        (
            '[timestamp=*Z, request_id="*-*", event]',
            ["2026-01-01T00:00:00Z\ta-b\tmany words\n", "x a-b c"],
            [0],
        ),
    ],
)
def test_space_delimited(logs: Any, pattern: str, messages: list[str], expected: list[int]) -> None:
    """Fields go by position; the last takes the rest, an ellipsis what is left over."""
    assert matching(logs, pattern, messages) == expected


def test_extracted_values(logs: Any) -> None:
    """A space-delimited pattern gives its fields by name, those without one by number; others give none."""
    found = logs.test_metric_filter(
        filterPattern="[..., request=*.html*, status_code=4*,]", logEventMessages=APACHE
    )
    assert found["matches"][1] == {
        "eventNumber": 3,
        "eventMessage": APACHE[3],
        "extractedValues": {
            "$status_code": "400",
            "$request": "GET /products/index.html HTTP/1.0",
            "$7": "1534",
            "$4": "10/Oct/2000:13:25:15 -0700",
            "$3": "frank",
            "$2": "-",
            "$1": "127.0.0.1",
        },
    }
    (match,) = logs.test_metric_filter(filterPattern="frank", logEventMessages=APACHE[:1])["matches"]
    assert match["extractedValues"] == {}


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("?Status: timeout", "Invalid character(s) in term ':'"),
        ("failed (again)", "Invalid character(s) in term '('"),
        ('"open', "Invalid metric filter pattern"),
        ('"event": "x"', "Invalid metric filter pattern"),
        ("%something!%", "Invalid metric filter pattern"),
        ("%(a|b)%", "Invalid metric filter pattern"),
        ("%[%", "Invalid metric filter pattern"),
        ("{ $.a = 1 ", "If a filter pattern starts with '{' it must end with '}'"),
        ("[a, b", "If a filter pattern starts with '[' it must end with ']'"),
        ("{}", "Invalid metric filter pattern"),
        ("{ $.a }", "Invalid metric filter pattern"),
        ("{ a = 1 }", "Invalid metric filter pattern"),
        ("{ $.a = 1 && }", "Invalid metric filter pattern"),
        ("{ ($.a = 1 }", "Invalid metric filter pattern"),
        ("{ $.a = 1 and $.b = 2 }", "Invalid metric filter pattern"),
        ("{ $.a EXISTS }", "Invalid metric filter pattern"),
        ("{ $.a IS NOT NULL }", "Invalid metric filter pattern"),
        ('{ $.a >= "someString" }', "Invalid character(s) in term '\"someString\"'"),
        ("{ $.a = @x }", "Invalid character(s) in term '@'"),
        ("{ $.a[*].b[*] = 1 }", "Invalid metric filter pattern"),
        ("{ $.a[*] = 1 || $.b[*] = 1 || $.c[*] = 1 || $.* = 1 }", "Invalid metric filter pattern"),
        ("{ $.a = %x% && $.b = %y% && $.c = %z% }", "Invalid metric filter pattern"),
        ("[a, ..., b, ...]", "Invalid metric filter pattern"),
        # AWS's page once had this: https://github.com/awsdocs/amazon-cloudwatch-logs-user-guide/issues/21
        ("[status_code = 4* && bytes > 1000, bytes]", "Invalid metric filter pattern"),
    ],
)
def test_refused_patterns(logs: Any, pattern: str, message: str) -> None:
    """What AWS does not support is refused in its words."""
    with pytest.raises(logs.exceptions.InvalidParameterException) as refusal:
        matching(logs, pattern, ["x"])
    assert refusal.value.response["Error"]["Message"] == message


def test_every_operation_refuses(logs: Any) -> None:
    """No operation takes a pattern that is none, and each names the error in its own words."""
    logs.create_log_group(logGroupName="refuses")
    group = {"logGroupName": "refuses", "filterPattern": '"open'}
    value = {"metricName": "m", "metricNamespace": "n", "metricValue": "1"}
    function = "arn:aws:lambda:us-east-1:123456789012:function:f"
    calls = [
        (logs.filter_log_events, {}, "Invalid filter pattern"),
        (
            logs.put_subscription_filter,
            {"filterName": "f", "destinationArn": function},
            "Invalid filter pattern",
        ),
        (
            logs.put_metric_filter,
            {"filterName": "f", "metricTransformations": [value]},
            "Invalid metric filter pattern",
        ),
    ]
    for call, options, message in calls:
        with pytest.raises(ClientError) as refusal:
            call(**group, **options)
        assert refusal.value.response["Error"] == {"Code": "InvalidParameterException", "Message": message}
