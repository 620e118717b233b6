"""Topics with their subscriptions, and queues with what they set aside."""

import json
from collections.abc import Mapping
from typing import Any

from lambdalab.pictures.wiring.reading import Reading

_PRINCIPAL = "sns.amazonaws.com"
_UNCONFIRMED = ("PendingConfirmation", "Deleted")


def read_resources(reading: Reading) -> None:
    """Put the topics and queues on the map."""
    for topic in reading.pages("sns", "list_topics", "Topics"):
        reading.add("topic", topic["TopicArn"], topic["TopicArn"].rsplit(":", 1)[1])
    for url in reading.pages("sqs", "list_queues", "QueueUrls"):
        asked = reading.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
        settings = asked["Attributes"] | {"QueueUrl": url}
        reading.settings[settings["QueueArn"]] = settings
        reading.add("queue", settings["QueueArn"], url.rsplit("/", 1)[1])


def read_links(reading: Reading) -> None:
    """Draw to whom the topics deliver, and where the queues put what nobody could handle."""
    for topic in reading.of_kind("topic"):
        if not topic.problem:
            pages = reading.pages("sns", "list_subscriptions_by_topic", "Subscriptions", TopicArn=topic.arn)
            for subscription in pages:
                _draw_subscription(reading, topic.arn, subscription)
    for queue in reading.of_kind("queue"):
        redrive = json.loads(reading.settings.get(queue.arn, {}).get("RedrivePolicy", "{}"))
        if redrive:
            count = int(redrive["maxReceiveCount"])
            label = f"after {count} receive{'s' if count != 1 else ''}"
            reading.link(queue.arn, redrive["deadLetterTargetArn"], label)


def _draw_subscription(reading: Reading, topic: str, subscription: Mapping[str, Any]) -> None:
    protocol, endpoint = subscription["Protocol"], subscription["Endpoint"]
    if not endpoint.startswith("arn:aws:"):
        reading.add("subscriber", endpoint, endpoint, detail=protocol)
    if subscription["SubscriptionArn"] in _UNCONFIRMED:
        reading.link(topic, endpoint, broken="the subscription is not confirmed")
        return
    asked = reading.client("sns").get_subscription_attributes(SubscriptionArn=subscription["SubscriptionArn"])
    settings = asked["Attributes"]
    if settings.get("PendingConfirmation") == "true":
        reading.link(topic, endpoint, broken="the subscription is not confirmed")
        return
    reading.send(topic, endpoint, _PRINCIPAL, in_words(settings.get("FilterPolicy", "")))
    if redrive := json.loads(settings.get("RedrivePolicy") or "{}"):
        reading.send(topic, redrive["deadLetterTargetArn"], _PRINCIPAL, "undelivered")


def in_words(filter_policy: str) -> str:
    """Return a filter policy, or a pattern of events, in few words, such as ``kind: order or refund``."""
    policy = json.loads(filter_policy or "{}")
    return ", ".join(f"{key}: {_values(values)}" for key, values in sorted(policy.items()))


def _values(values: Any) -> str:
    if not isinstance(values, list):
        return json.dumps(values)
    return " or ".join(one if isinstance(one, str) else json.dumps(one) for one in values)
