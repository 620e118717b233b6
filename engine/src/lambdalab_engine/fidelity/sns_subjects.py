"""SNS refuses a subject of 100 characters or more, and one with a line break or a control character.

Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

import unicodedata
from typing import Any

from localstack.aws.api.sns import InvalidParameterException
from localstack.services.sns.provider import SnsProvider
from localstack.utils.patch import patch

LONGEST = 99
"""How many characters a subject may have."""


def install() -> None:
    """Put it in force."""
    patch(SnsProvider.publish)(_publish)
    patch(SnsProvider.publish_batch)(_publish_batch)


def _publish(fn: Any, self: Any, *args: Any, subject: str | None = None, **kwargs: Any) -> Any:
    _require_subject(subject)
    return fn(self, *args, subject=subject, **kwargs)


def _publish_batch(fn: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
    for entry in kwargs["publish_batch_request_entries"]:
        _require_subject(entry.get("Subject"))
    return fn(self, *args, **kwargs)


def _require_subject(subject: str | None) -> None:
    if subject is None:
        return
    if len(subject) > LONGEST or any(unicodedata.category(character) == "Cc" for character in subject):
        raise InvalidParameterException("Invalid parameter: Subject")
