"""An account that is closed: nothing of it runs, nothing of it is kept, and no other one notices."""

import json
import urllib.request

import pytest
from engine_testing import Account, wait_for

HANDLER = "def handler(event, context): return 'ran'"


@pytest.fixture
def mine(endpoint: str) -> Account:
    """Return an account that holds something of most kinds."""
    return filled(Account(endpoint))


def filled(account: Account) -> Account:
    """Put something of most kinds into an account."""
    assert account.deploy(HANDLER).invoke().result == "ran"
    account.client("s3").create_bucket(Bucket=f"kept-{account.number}")
    account.client("s3").put_object(Bucket=f"kept-{account.number}", Key="kept.txt", Body=b"kept")
    account.client("sqs").create_queue(QueueName="kept")
    account.client("sns").create_topic(Name="kept")
    account.client("events").put_rule(Name="kept", ScheduleExpression="rate(1 minute)")
    account.client("cloudwatch").put_metric_alarm(
        AlarmName="kept",
        Namespace="Kept",
        MetricName="kept",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )
    account.client("cloudwatch").put_metric_data(
        Namespace="Kept", MetricData=[{"MetricName": "kept", "Value": 1}]
    )
    account.client("dynamodb").create_table(
        TableName="kept",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return account


def held(account: Account) -> list[str]:
    """Return the kinds of which something is in an account."""
    found = {
        "functions": account.client("lambda").list_functions()["Functions"],
        "buckets": account.client("s3").list_buckets()["Buckets"],
        "queues": account.client("sqs").list_queues().get("QueueUrls"),
        "topics": account.client("sns").list_topics()["Topics"],
        "rules": account.client("events").list_rules()["Rules"],
        "alarms": account.client("cloudwatch").describe_alarms()["MetricAlarms"],
        "metrics": account.client("cloudwatch").list_metrics(Namespace="Kept")["Metrics"],
        "tables": account.client("dynamodb").list_tables()["TableNames"],
        "log groups": account.client("logs").describe_log_groups()["logGroups"],
        "roles": account.client("iam").list_roles()["Roles"],
    }
    return [kind for kind, things in found.items() if things]


def close(account: Account) -> None:
    """Ask the engine to close an account."""
    body = json.dumps({"account": account.number}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{account.endpoint}/_lambdalab/close-account", body, headers)
    urllib.request.urlopen(request).close()


def test_a_closed_account_is_empty_and_can_be_used_anew(mine: Account, endpoint: str) -> None:
    """Nothing of any kind is left; another account keeps all it has; the same names are free again."""
    other = filled(Account(endpoint))
    assert len(held(mine)) == len(held(other)) == 10
    close(mine)
    wait_for(lambda: not held(mine))
    assert len(held(other)) == 10
    assert len(held(filled(Account(endpoint, mine.number)))) == 10
