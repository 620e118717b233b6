"""The functions of notebook 03: record, the naive sell, and the sell that bears duplicates."""

import json
from types import SimpleNamespace

import boto3
import pytest
from botocore.stub import Stubber
from functions_testing import Example, example

CONTEXT = SimpleNamespace(aws_request_id="8d3c2b1a-0000-4000-8000-000000000000")


@pytest.fixture
def sales() -> None:
    """Create the table that sells are added up in."""
    boto3.client("dynamodb").create_table(
        TableName="sales",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


@pytest.fixture
def sell(sales: None) -> Example:
    """Load the right version, beside its table."""
    return example("03-events/sell")


def total() -> int:
    """Return the total that the table holds."""
    item = boto3.client("dynamodb").get_item(TableName="sales", Key={"id": {"S": "total"}})["Item"]
    return int(item["amount"]["N"])


def test_record_prints_its_event_and_answers_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    """The line holds the request id and the event; the answer is one that API Gateway takes."""
    record = example("03-events/record")
    assert record.handler(record.event, CONTEXT) == record.result
    assert json.loads(capsys.readouterr().out) == {"request": CONTEXT.aws_request_id, "event": record.event}


def test_record_fails_when_the_event_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """A word in the body is enough, and the event is printed all the same."""
    record = example("03-events/record")
    with pytest.raises(ValueError, match="told to"):
        record.handler(record.event | {"body": "fail"}, CONTEXT)
    assert '"body": "fail"' in capsys.readouterr().out


def test_naive_sell_books_again_what_comes_again(sales: None) -> None:
    """It does what it should once, and the same event adds its price once more."""
    naive = example("03-events/sell-naive")
    assert naive.handler(naive.event, CONTEXT) == naive.result
    assert total() == 10
    naive.handler(naive.event, CONTEXT)
    assert total() == 20


def test_naive_sell_has_booked_what_it_fails_on(sales: None) -> None:
    """An order without an email fails after its price was added."""
    naive = example("03-events/sell-naive")
    (record,) = naive.event["Records"]
    order = {"id": "A", "price": 10}
    with pytest.raises(KeyError, match="email"):
        naive.handler({"Records": [record | {"body": json.dumps(order)}]}, CONTEXT)
    assert total() == 10


def test_sell_reports_the_one_message_that_failed(sell: Example) -> None:
    """The order without an email comes back alone; all three are booked."""
    assert sell.handler(sell.event, CONTEXT) == sell.result
    assert total() == 30


def test_sell_books_once_what_comes_again(sell: Example) -> None:
    """The whole batch once more, and an order in a second message, change nothing."""
    sell.handler(sell.event, CONTEXT)
    sell.handler(sell.event, CONTEXT)
    other_message = sell.event["Records"][0] | {"messageId": "11111111-2222-4333-8444-555555555555"}
    assert sell.handler({"Records": [other_message]}, CONTEXT) == {"batchItemFailures": []}
    assert total() == 30


def test_sell_lets_a_conflict_come_again(sell: Example) -> None:
    """A transaction that was cancelled by another one is a failure, not a duplicate."""
    reasons = {"CancellationReasons": [{"Code": "TransactionConflict"}, {"Code": "None"}]}
    with Stubber(sell.module.book.__globals__["dynamodb"]) as busy:
        busy.add_client_error("transact_write_items", "TransactionCanceledException", modeled_fields=reasons)
        answer = sell.handler({"Records": sell.event["Records"][:1]}, CONTEXT)
    assert answer == {"batchItemFailures": [{"itemIdentifier": sell.event["Records"][0]["messageId"]}]}
