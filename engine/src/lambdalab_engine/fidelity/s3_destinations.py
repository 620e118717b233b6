"""Refuses a bucket's notifications to a destination that is not there, or does not let S3 in.

All destinations that fail are named in one error, each by a pair of numbered elements.
Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
and https://repost.aws/knowledge-center/unable-validate-destination-s3
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

from contextvars import ContextVar
from typing import Any
from xml.etree import ElementTree

from localstack.aws.api.s3 import InvalidArgument
from localstack.aws.protocol.serializer import S3ResponseSerializer
from localstack.services.s3.notifications import (
    BaseNotifier,
    LambdaNotifier,
    NotificationDispatcher,
    SnsNotifier,
    SqsNotifier,
)
from localstack.utils.patch import patch

type _Argument = tuple[str, str]

_REFUSAL = "Unable to validate the following destination configurations"

_FAILED: ContextVar[list[_Argument]] = ContextVar("the destinations that failed so far")


class DestinationsRefused(InvalidArgument):
    """Carries what S3 names as ArgumentName1, ArgumentValue1 and so on."""

    def __init__(self, arguments: list[_Argument]) -> None:
        super().__init__(_REFUSAL)
        self.numbered = arguments


def install() -> None:
    """Ask all destinations before S3 answers, and tell of each that fails."""
    patch(NotificationDispatcher.verify_configuration)(_verify_all)
    for notifier in (LambdaNotifier, SnsNotifier, SqsNotifier):
        patch(notifier._verify_target)(_note_failure)
    setattr(S3ResponseSerializer, "_add_error_tags", _add_error_tags)  # noqa: B010 (mypy forbids the other)


def _verify_all(fn: Any, *args: Any, **options: Any) -> None:
    failed: list[_Argument] = []
    token = _FAILED.set(failed)
    try:
        fn(*args, **options)
    finally:
        _FAILED.reset(token)
    if failed:
        raise DestinationsRefused(failed)


def _note_failure(fn: Any, self: BaseNotifier, target_arn: str, *args: Any) -> None:
    """Ask one destination; why it fails is noted, so that the others are asked too."""
    try:
        fn(self, target_arn, *args)
    except InvalidArgument as error:
        told = vars(error)
        _FAILED.get().append((told["ArgumentName"], told["ArgumentValue"]))


def _add_error_tags(
    self: S3ResponseSerializer, error: Any, node: ElementTree.Element, mime_type: str
) -> None:
    super(S3ResponseSerializer, self)._add_error_tags(error, node, mime_type)
    for number, argument in enumerate(getattr(error, "numbered", ()), 1):
        for element, text in zip(("ArgumentName", "ArgumentValue"), argument, strict=True):
            ElementTree.SubElement(node, f"{element}{number}").text = text
