"""Reads a queue that is subscribed to a topic, taking out only the check's own messages."""

import json
import time
from collections.abc import Callable, Sequence
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.results import Unmet

_ARRIVE_SECONDS = 8
_DUPLICATE_SECONDS = 1
_SILENT_SECONDS = 4
"""Whoever sent something and then nothing for so long will send no more."""


type Mark = str | Callable[[str], bool]
"""What tells a check's own messages from others: a text that they hold, or a question to ask of each."""


def collect(cloud: Cloud, queue: str, nonce: Mark, at_least: int, and_duplicates: bool = False) -> list[str]:
    """Return the messages that ``nonce`` marks, and take them out; others go back into the queue.

    It waits until there are ``at_least`` so many, 8 s at the most, 4 s after the last that came, and a second
    more where duplicates matter. Raises Unmet where there is no such queue.
    """
    sqs = cloud.client("sqs")
    url = _url_of(sqs, queue)
    found: list[str] = []
    others: list[str] = []
    deadline = time.monotonic() + _ARRIVE_SECONDS
    while time.monotonic() < deadline:
        enough = len(found) >= at_least
        if enough and not and_duplicates:
            break
        seconds = _DUPLICATE_SECONDS if enough else _SILENT_SECONDS
        answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=seconds)
        batch = answer.get("Messages", [])
        if not batch and (enough or found):
            break
        for message in batch:
            published = _published(message["Body"])
            if nonce(published) if callable(nonce) else nonce in published:
                found.append(published)
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            else:
                others.append(message["ReceiptHandle"])
    for handle in others:
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=0)
    return found


def discard(cloud: Cloud, queue: str, nonce: str) -> None:
    """Take messages that hold ``nonce`` out of the queue, those too that arrive within a second."""
    collect(cloud, queue, nonce, at_least=0, and_duplicates=True)


def _url_of(sqs: Any, queue: str) -> str:
    try:
        return str(sqs.get_queue_url(QueueName=queue)["QueueUrl"])
    except sqs.exceptions.QueueDoesNotExist:
        raise Unmet(
            "missing",
            expected=f"a queue called {queue}",
            found="there is none",
            look_at="the cell of this lab that creates it",
        ) from None


def compare(messages: Sequence[str], wanted: Sequence[dict[str, str]], sender: str) -> None:
    """Raise Unmet unless each wanted message came once, as JSON that holds at least these fields."""
    shape = f"JSON with {', '.join(wanted[0])}"
    if not messages:
        raise Unmet(
            "failed",
            expected=f"{sender} to send {len(wanted)} messages",
            found="none arrived",
            look_at="publish(TopicArn=..., Message=...), once for each record",
        )
    told = [_fields(message, tuple(wanted[0]), shape) for message in messages]
    for message in wanted:
        count = told.count(message)
        if count != 1:
            raise Unmet(
                "mismatch",
                expected=f"one message for each object, this one among them: {message}",
                found=f"{count} like it, in {len(told)}: {told[0]}, …",
                look_at=_where_it_went(message, told, len(wanted)),
            )
    extra = [message for message in told if message not in wanted]
    if extra:
        raise Unmet(
            "mismatch",
            expected=f"{len(wanted)} messages",
            found=f"another one arrived: {extra[0]}",
            look_at="the notification's filter: which keys should be told, which not",
        )


def _where_it_went(message: dict[str, str], told: Sequence[dict[str, Any]], wanted: int) -> str:
    """Return where to look for a message that did not come once."""
    if message in told:
        return "publish: once for each record, and no more"
    if len(told) < wanted:
        return "the loop: one publish for each record"
    for other in told:
        wrong = [name for name in message if other[name] != message[name]]
        if other["key"] == message["key"]:
            return f"what the function puts into {', '.join(wrong)}"
    return "the key as it was uploaded: unquote_plus"


def _published(body: str) -> str:
    """Return what was published, with or without the envelope that SNS puts around it."""
    try:
        return str(json.loads(body)["Message"])
    except (ValueError, KeyError, TypeError):
        return body


def _fields(message: str, names: tuple[str, ...], shape: str) -> dict[str, Any]:
    try:
        content = json.loads(message)
        return {name: content[name] for name in names}
    except (ValueError, KeyError, TypeError):
        raise Unmet(
            "mismatch",
            expected=f"each message to be {shape}",
            found=f"this one arrived: {message[:200]}",
            look_at="json.dumps of a dictionary with these names",
        ) from None
