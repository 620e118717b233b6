"""SNS and SQS: fan-out, filters, visibility, and messages that nobody can handle."""

import json

from conformance_testing import (
    L02,
    L05,
    L07,
    L08,
    L09,
    L10,
    N03,
    N06,
    TELL,
    Account,
    group,
    refused,
    wait_for,
)

capability = group("SNS and SQS")
FILTERS = "sns/latest/dg/sns-subscription-filter-policies.html"
VISIBILITY = "AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html"
DEAD_LETTERS = "AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html"


@capability(
    "a topic's message in a queue", "sns/latest/dg/sns-sqs-as-subscriber.html", L02, L05, L08, L10, N03
)
def test_queue_subscription(cloud: Account) -> None:
    """Without raw delivery the body is an envelope with TopicArn, Subject and Message."""
    topic, queue = cloud.topic(), cloud.queue()
    cloud.subscribe(topic, queue)
    cloud.client("sns").publish(TopicArn=topic, Subject="new order", Message="seven")
    (envelope,) = queue.messages()
    assert (envelope["Type"], envelope["TopicArn"]) == ("Notification", topic)
    assert (envelope["Subject"], envelope["Message"]) == ("new order", "seven")


@capability("raw delivery", "sns/latest/dg/sns-large-payload-raw-message-delivery.html", N06)
def test_raw_delivery(cloud: Account) -> None:
    """With raw delivery the body is the message, and its attributes are the queue message's."""
    topic, queue = cloud.heard()
    attributes = {"kind": {"DataType": "String", "StringValue": "order"}}
    cloud.client("sns").publish(TopicArn=topic, Message="seven", MessageAttributes=attributes)
    (message,) = queue.raw()
    assert message["Body"] == "seven"
    assert message["MessageAttributes"]["kind"]["StringValue"] == "order"


@capability("a topic invokes a function", "sns/latest/dg/sns-lambda-as-subscriber.html", L02, N03, N06)
def test_function_subscription(cloud: Account) -> None:
    """The function gets Records with EventSource aws:sns and the message in Sns."""
    topic, function = cloud.topic(), cloud.deploy(TELL)
    cloud.permit(function, "sns", topic)
    cloud.client("sns").subscribe(TopicArn=topic, Protocol="lambda", Endpoint=cloud.function_arn(function))
    cloud.client("sns").publish(TopicArn=topic, Message="seven")
    (record,) = cloud.told(function)[0]["Records"]
    assert (record["EventSource"], record["Sns"]["Message"]) == ("aws:sns", "seven")


@capability(
    "a function that does not let SNS in", "lambda/latest/dg/access-control-resource-based.html", L10, N03
)
def test_function_without_permission(cloud: Account) -> None:
    """Without permission the function is not invoked, and others get the message."""
    topic, queue = cloud.heard()
    function = cloud.deploy(TELL)
    cloud.client("sns").subscribe(TopicArn=topic, Protocol="lambda", Endpoint=cloud.function_arn(function))
    for _ in range(3):
        cloud.client("sns").publish(TopicArn=topic, Message="seven")
    assert len(queue.raw(3)) == 3
    assert not cloud.logged(function)


@capability("fan-out", "sns/latest/dg/sns-common-scenarios.html", N06)
def test_fan_out(cloud: Account) -> None:
    """Each subscription gets each message."""
    topic, first = cloud.heard()
    second = cloud.queue()
    cloud.subscribe(topic, second, RawMessageDelivery="true")
    cloud.client("sns").publish(TopicArn=topic, Message="seven")
    assert [queue.raw()[0]["Body"] for queue in (first, second)] == ["seven", "seven"]


@capability("filters on attributes", FILTERS, N06)
def test_filter_on_attributes(cloud: Account) -> None:
    """A filter policy matches strings, prefixes, anything-but and numbers in the message's attributes."""
    wanted = {"kind": ["order", {"prefix": "re"}], "price": [{"numeric": [">=", 100]}]}
    topic, queue = cloud.heard(FilterPolicy=json.dumps(wanted))
    for kind, price in (("order", 99), ("offer", 100), ("return", 100.5)):
        cloud.client("sns").publish(
            TopicArn=topic,
            Message=kind,
            MessageAttributes={
                "kind": {"DataType": "String", "StringValue": kind},
                "price": {"DataType": "Number", "StringValue": str(price)},
            },
        )
    assert [message["Body"] for message in queue.raw()] == ["return"]


@capability("filters on the message", "sns/latest/dg/sns-message-filtering-scope.html", N06)
def test_filter_on_body(cloud: Account) -> None:
    """With FilterPolicyScope MessageBody, the policy matches properties of the message, nested ones too."""
    wanted = json.dumps({"order": {"state": [{"anything-but": "open"}]}})
    topic, queue = cloud.heard(FilterPolicy=wanted, FilterPolicyScope="MessageBody")
    for state in ("open", "paid"):
        cloud.client("sns").publish(TopicArn=topic, Message=json.dumps({"order": {"state": state}}))
    assert queue.messages() == [{"order": {"state": "paid"}}]


@capability("a filter that cannot be is refused", FILTERS, N06)
def test_invalid_filter(cloud: Account) -> None:
    """A policy that is not an object of arrays is refused as InvalidParameter."""
    refused(
        cloud.client("sns").subscribe,
        "InvalidParameter",
        TopicArn=cloud.topic(),
        Protocol="sqs",
        Endpoint=cloud.queue().arn,
        Attributes={"FilterPolicy": json.dumps({"kind": "order"})},
    )


@capability("visibility time-out", VISIBILITY, N03, L09)
def test_visibility(cloud: Account) -> None:
    """A message that was received and not deleted comes again, and its receive count tells."""
    queue = cloud.queue(VisibilityTimeout="1")
    queue.send("seven")
    first, second = queue.raw(2)
    assert first["MessageId"] == second["MessageId"]
    assert second["Attributes"]["ApproximateReceiveCount"] == "2"


@capability("a dead-letter queue", DEAD_LETTERS, N03, L09, L10)
def test_redrive(cloud: Account) -> None:
    """After maxReceiveCount receives the message goes to the dead-letter queue."""
    dead = cloud.queue()
    redrive = json.dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": 2})
    queue = cloud.queue(VisibilityTimeout="0", RedrivePolicy=redrive)
    queue.send("seven")
    for _ in range(3):
        queue.sqs.receive_message(QueueUrl=queue.url)
    assert [message["Body"] for message in dead.raw()] == ["seven"]


@capability("counts of messages", VISIBILITY, L07, N06)
def test_counts(cloud: Account) -> None:
    """A queue tells how many messages wait and how many are in flight."""
    queue = cloud.queue()
    for body in ("a", "b"):
        queue.send(body)
    queue.sqs.receive_message(QueueUrl=queue.url)
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]

    def counts() -> list[str]:
        told = queue.sqs.get_queue_attributes(QueueUrl=queue.url, AttributeNames=names)["Attributes"]
        return [told[name] for name in names]

    wait_for("one waiting and one in flight", lambda: counts() == ["1", "1"])


@capability(
    "a FIFO queue drops duplicates", "AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues.html", N03
)
def test_fifo(cloud: Account) -> None:
    """A second message with the same deduplication id is not delivered, and order is kept."""
    sqs = cloud.client("sqs")
    url = sqs.create_queue(QueueName="orders.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    for body, number in (("a", "1"), ("a", "1"), ("b", "2")):
        sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId="g", MessageDeduplicationId=number)
    found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert [message["Body"] for message in found] == ["a", "b"]
