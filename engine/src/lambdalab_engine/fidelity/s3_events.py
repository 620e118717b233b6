"""What S3 tells of an object: the records of its notifications, and its events on EventBridge.

Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
and https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's helpers for patches have no annotations.

import base64
import hashlib
import json
import threading
import time
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from localstack.aws.api import RequestContext
from localstack.services.s3 import notifications
from localstack.services.s3.models import S3DeleteMarker
from localstack.utils.aws.request_context import extract_access_key_id_from_auth_header
from localstack.utils.patch import patch
from moto.sts.models import sts_backends

HOST_ID = "s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234="
"""What LocalStack answers to every call as ``x-amz-id-2``."""

_CUSTOMER_ID_LETTERS = 13
_PAYLOAD = "_get_event_payload"
_REASONS = {"Put": "PutObject", "Post": "PostObject", "Copy": "CopyObject"}


class Sequence:
    """Gives hexadecimal numbers of one length, each greater than the one before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> str:
        """Return the next number."""
        with self._lock:
            self._last = max(self._last + 1, time.time_ns())
            return f"00{self._last:016X}"


_SEQUENCE = Sequence()


def install() -> None:
    """Let S3 tell what AWS's does."""
    patch(notifications.S3EventNotificationContext.from_request_context)(_describe)
    for notifier, ours in (
        (notifications.BaseNotifier, _record),
        (notifications.EventBridgeNotifier, _event),
    ):
        # A static method, which patch() would make an ordinary one.
        setattr(notifier, _PAYLOAD, staticmethod(partial(ours, getattr(notifier, _PAYLOAD))))


def encoded(key: str) -> str:
    """Return an object key as it stands in a record: a form's encoding, the slashes kept.

    A filter's prefix and suffix are given in this form too. Source:
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
    """
    return quote_plus(key, safe="/")


def customer_id(account: str) -> str:
    """Return the Amazon customer ID of an account, always the same one."""
    digest = hashlib.sha256(account.encode()).digest()
    return "A" + base64.b32encode(digest).decode()[:_CUSTOMER_ID_LETTERS]


def _describe(
    fn: Any, request_context: RequestContext, s3_bucket: Any, s3_object: Any | S3DeleteMarker
) -> Any:
    """Describe an event when it occurs, which is when its place in the sequence is known."""
    described = fn(request_context, s3_bucket=s3_bucket, s3_object=s3_object)
    described.key_name = encoded(s3_object.key)
    described.event_time = datetime.now(UTC)
    described.sequencer = _SEQUENCE.next()
    described.principal = _principal(request_context)
    described.source_address = request_context.request.remote_addr or "127.0.0.1"
    return described


def _principal(context: RequestContext) -> str:
    """Return who made a call: a session of a role, or the account's owner."""
    key = extract_access_key_id_from_auth_header(dict(context.request.headers))
    if key and not key.isdecimal():
        session = sts_backends[context.account_id][context.partition].get_assumed_role_from_access_key(key)
        if session is not None:
            return f"AWS:{session.user_id}"
    return customer_id(context.account_id)


def _record(fn: Any, ctx: Any, config_id: str) -> Any:
    """Return the notification of an event to a queue, a topic or a function."""
    notification = fn(ctx, config_id)
    (record,) = notification["Records"]
    record["userIdentity"]["principalId"] = ctx.principal
    record["requestParameters"]["sourceIPAddress"] = ctx.source_address
    record["responseElements"] = {"x-amz-request-id": ctx.request_id, "x-amz-id-2": HOST_ID}
    record["s3"]["bucket"]["ownerIdentity"]["principalId"] = customer_id(ctx.bucket_account_id)
    if "sequencer" in record["s3"]["object"]:
        record["s3"]["object"]["sequencer"] = ctx.sequencer
    return notification


def _event(fn: Any, ctx: Any, config_id: str | None = None) -> Any:
    """Return an event for EventBridge, where the key is not encoded."""
    entry = fn(ctx, config_id)
    detail = json.loads(entry["Detail"])
    detail["object"]["key"] = unquote_plus(ctx.key_name)
    if "sequencer" in detail["object"]:
        detail["object"]["sequencer"] = ctx.sequencer
    detail["requester"] = ctx.account_id
    if "source-ip-address" in detail:
        detail["source-ip-address"] = ctx.source_address
    if "ObjectCreated" in ctx.event_type:
        action = ctx.event_type.rpartition(":")[2]
        detail["reason"] = _REASONS.get(action, action)
    return entry | {"Detail": json.dumps(detail)}
