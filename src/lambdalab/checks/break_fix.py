"""Lab 10, the way of an order: from the upload to the queue, and aside where nobody can handle it.

These checks know how the system must behave, and not in which ways it can be broken.
"""

import secrets

from lambdalab.aws import Cloud
from lambdalab.checks import chain, mailbox
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet
from lambdalab.checks.taps import Tap, tapped
from lambdalab.checks.uploads import Order, uploaded
from lambdalab.outage.names import DEAD, INTAKE, LAB, ORDERS, PARCELS, RETURNS, SUBSCRIBED, TRIES, bucket_of

_MOST_TRIES = 12
_ARRIVE_SECONDS = 8
_LOG_SECONDS = 1
"""The tap has waited before: whoever has not run by then does not run."""


@task(
    "uploads-reach-topic",
    lab=LAB,
    points=20,
    hints=(
        "The card says how far an upload came. No run of intake: the bucket does not call, or is not let in. "
        "A run with an error: its log names who may not do what, or what was not there.",
        "Compare with the runbook: get_bucket_notification_configuration, get_policy with Qualifier, "
        "get_alias, get_role_policy. Does it go wrong for each key, or for keys with a space?",
        "One of put_bucket_notification_configuration, add_permission(Qualifier=<the alias>), "
        "update_alias(FunctionVersion=<the release>), put_role_policy, with the runbook's values.",
    ),
)
def uploads_reach_topic(cloud: Cloud) -> None:
    """Pass where the release tells the topic once of each uploaded order, and of nothing else."""
    bucket = bucket_of(cloud)
    chain.objects_of(cloud, bucket)
    nonce = secrets.token_hex(4)
    orders = [
        Order.new(f"{nonce} {name}", kind="sample") for name in ("Über+10&.json", "2026/week 48/a b.json")
    ]
    silent = [Order.new(f"{nonce} {name}", kind="sample") for name in ("a.json.bak", "list_json", "b.csv")]
    with tapped(cloud, ORDERS) as tap, uploaded(cloud, bucket, [*silent, *orders]) as began:
        messages = tap.hear(nonce, len(orders), INTAKE, since=began)
    try:
        if not messages:
            raise _how_far(cloud, tap, orders[0], began)
        _require_release(messages)
        _require_silence(messages, silent)
        mailbox.compare(messages, [order.message for order in orders], sender=INTAKE)
    finally:
        _clear(cloud, nonce)


def _how_far(cloud: Cloud, tap: Tap, order: Order, began: float) -> Unmet:
    """Return how far an upload came that gave no message."""
    try:
        chain.require_invocation(cloud, INTAKE, order.key, began, seconds=_LOG_SECONDS)
    except Unmet as unmet:
        look_at = "the notification and its filter, the alias it names, and the policy of that alias"
        if "its log says" in unmet.found:
            look_at = f"/aws/lambda/{INTAKE}: the version that ran, and what its role may do"
        return Unmet("failed", expected=unmet.expected, found=unmet.found, look_at=look_at)
    return Unmet(
        "failed",
        expected=f"{INTAKE} to tell the topic {ORDERS} of {order.key}",
        found="it ran without an error, and the topic got nothing",
        look_at="TOPIC_ARN of the version that ran",
    )


def _require_release(messages: list[str]) -> None:
    strange = [message for message in messages if '"order"' not in message]
    if strange:
        raise Unmet(
            "mismatch",
            expected="messages as the release writes them, with order, kind and key",
            found=f"this one arrived: {strange[0]}",
            look_at="which version ran: what the notification names, and where the alias stands",
        )


def _require_silence(messages: list[str], silent: list[Order]) -> None:
    """Raise Unmet where an upload is told that should not be: whatever else is missing is not the reason."""
    for message in messages:
        for order in silent:
            if order.number in message:
                raise Unmet(
                    "mismatch",
                    expected=f"no message for an upload like {order.key}: its key does not end in .json",
                    found=f"another one arrived: {message}",
                    look_at="the notification's filter: which keys should be told, which not",
                )


def _clear(cloud: Cloud, nonce: str) -> None:
    """Take samples out of the queues where these take all that comes; a filter keeps them out."""
    topic, sns = cloud.arn("sns", ORDERS), cloud.client("sns")
    for entry in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]:
        queue = entry["Endpoint"].rsplit(":", 1)[-1]
        asked = sns.get_subscription_attributes(SubscriptionArn=entry["SubscriptionArn"])
        if queue in (PARCELS, RETURNS) and not asked["Attributes"].get("FilterPolicy"):
            mailbox.discard(cloud, queue, nonce)


@task(
    "orders-reach-parcels",
    lab=LAB,
    points=15,
    needs=("uploads-reach-topic",),
    hints=(
        "The topic has the message, and a queue does not, or gets what is not for it. Between the two stand "
        "a filter, and a policy: one belongs to the subscription, the other to the queue.",
        "See get_subscription_attributes, FilterPolicy, and get_queue_attributes, Policy. Compare the filter "
        "with the attribute of a message that your tap took, sign by sign.",
        'set_subscription_attributes(AttributeName="FilterPolicy", AttributeValue=<JSON: an attribute and a '
        'list of values>); set_queue_attributes(Attributes={"Policy": <JSON>}).',
    ),
)
def orders_reach_parcels(cloud: Cloud) -> None:
    """Pass where an order arrives once in its queue, a return once in the other, and neither goes astray."""
    nonce = secrets.token_hex(4)
    order = Order.new(f"{nonce} an order.json", kind="order")
    back = Order.new(f"{nonce} a return.json", kind="return")
    with uploaded(cloud, bucket_of(cloud), [order, back]):
        arrived = {
            queue: mailbox.collect(cloud, queue, nonce, at_least=1, and_duplicates=True)
            for queue in (RETURNS, PARCELS)
        }
    for queue, wanted in ((PARCELS, order), (RETURNS, back)):
        _require_only(queue, arrived[queue], wanted)


def _require_only(queue: str, messages: list[str], wanted: Order) -> None:
    expected = f"one message in {queue} for an upload of the kind {wanted.kind!r}, and none of another kind"
    ours = [message for message in messages if wanted.key in message]
    others = [message for message in messages if wanted.key not in message]
    if others:
        look_at = f"the filter of the subscription of {queue}: which kinds does it let through?"
        raise Unmet("mismatch", expected=expected, found=f"{others[0]} arrived", look_at=look_at)
    if not ours:
        found = f"the topic got it, and {queue} did not, within {_ARRIVE_SECONDS} s"
        look_at = f"the subscription of {queue} and its filter; and whom the queue's policy lets send"
        raise Unmet("failed", expected=expected, found=found, look_at=look_at)
    if len(ours) > 1:
        look_at = "the topic's subscriptions and the bucket's notifications: one of each is enough"
        raise Unmet("mismatch", expected=expected, found=f"{len(ours)} arrived", look_at=look_at)


@task(
    "bad-parcels-set-aside",
    lab=LAB,
    points=10,
    needs=("orders-reach-parcels",),
    hints=(
        "A message that is received and not deleted comes back. The queue counts, and its redrive policy "
        "says when it is enough, and where to with it.",
        "See get_queue_attributes of parcels, RedrivePolicy, and in SQS's guide: dead-letter queues.",
        'set_queue_attributes(QueueUrl=<of parcels>, Attributes={"RedrivePolicy": <JSON with '
        "deadLetterTargetArn and maxReceiveCount>}).",
    ),
)
def bad_parcels_set_aside(cloud: Cloud) -> None:
    """Pass where an order that is received so often, and never deleted, is found in the dead-letter queue."""
    order = Order.new(f"{secrets.token_hex(4)} no street.json", kind="order")
    with uploaded(cloud, bucket_of(cloud), [order]):
        tries = _fail_to_handle(cloud, order)
    expected = f"an order that nobody handles to be in {DEAD} after {TRIES} receives"
    if tries > TRIES:
        mailbox.discard(cloud, PARCELS, order.key)
        found = f"after {TRIES + 1} receives it is still in {PARCELS}"
        raise Unmet("failed", expected=expected, found=found, look_at=f"the redrive policy of {PARCELS}")
    found = f"after {tries} it is in {PARCELS} no more"
    if not mailbox.collect(cloud, DEAD, order.key, at_least=1):
        for queue in set(SUBSCRIBED) - {PARCELS}:
            mailbox.discard(cloud, queue, order.key)
        found += f", and not in {DEAD}"
        raise Unmet("failed", expected=expected, found=found, look_at="deadLetterTargetArn")
    if tries < TRIES:
        raise Unmet("mismatch", expected=expected, found=found, look_at="maxReceiveCount")


def _fail_to_handle(cloud: Cloud, order: Order) -> int:
    """Receive an order as somebody who cannot handle it, until it stays away; return how often it came."""
    sqs = cloud.client("sqs")
    url, tries, asked = sqs.get_queue_url(QueueName=PARCELS)["QueueUrl"], 0, 0
    while tries <= TRIES and asked < _MOST_TRIES:
        asked += 1
        answer = sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=0,
            WaitTimeSeconds=0 if tries else _ARRIVE_SECONDS // 2,
        )
        came = [message for message in answer.get("Messages", []) if order.key in _unwrapped(message)]
        if tries and not came:
            break
        tries += len(came)
    return tries


def _unwrapped(message: dict[str, str]) -> str:
    return message["Body"].replace('\\"', '"')
