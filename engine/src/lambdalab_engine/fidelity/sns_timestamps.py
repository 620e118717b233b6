"""A notification's Timestamp is the time when it was published; LocalStack's is that of each delivery.

Source: https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

from contextvars import ContextVar
from typing import Any

from localstack.services.sns import publisher
from localstack.services.sns.models import SnsMessage
from localstack.utils.patch import patch
from localstack.utils.time import timestamp_millis

_PUBLISHED: ContextVar[str] = ContextVar("published")
"""When the message was published that this thread is writing."""


def install() -> None:
    """Put it in force."""
    patch(SnsMessage.__post_init__)(_note_time)
    patch(publisher.create_sns_message_body)(_body)
    patch(publisher.LambdaTopicPublisher.prepare_message)(_event)
    setattr(publisher, "timestamp_millis", _PUBLISHED.get)  # noqa: B010 (mypy forbids the other)


def _note_time(fn: Any, self: Any) -> None:
    fn(self)
    self.published = timestamp_millis()


def _body(fn: Any, message_context: Any, *args: Any, **kwargs: Any) -> Any:
    _PUBLISHED.set(message_context.published)
    return fn(message_context, *args, **kwargs)


def _event(fn: Any, self: Any, message_context: Any, *args: Any, **kwargs: Any) -> Any:
    _PUBLISHED.set(message_context.published)
    return fn(self, message_context, *args, **kwargs)
