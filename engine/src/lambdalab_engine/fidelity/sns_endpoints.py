"""A function or a queue is subscribed to a topic by its ARN; SNS refuses its name, and another service's ARN.

LocalStack takes any text for a function, and any ARN for a queue: such a subscription stays, and is silent.
Source: https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

from typing import Any

from botocore.utils import InvalidArnException
from localstack.aws.api.sns import InvalidParameterException
from localstack.services.sns.provider import SnsProvider
from localstack.utils.aws.arns import parse_arn
from localstack.utils.patch import patch

_NAMES = {"lambda": "Lambda", "sqs": "SQS"}
"""The protocols whose endpoint is an ARN of the service of the same name, and how SNS calls that service."""


def install() -> None:
    """Put it in force."""
    patch(SnsProvider.subscribe)(_subscribe)


def _subscribe(
    fn: Any, self: Any, *args: Any, protocol: str, endpoint: str | None = None, **kwargs: Any
) -> Any:
    if endpoint and protocol in _NAMES and _service_of(endpoint) != protocol:
        raise InvalidParameterException(f"Invalid parameter: {_NAMES[protocol]} endpoint ARN")
    return fn(self, *args, protocol=protocol, endpoint=endpoint, **kwargs)


def _service_of(endpoint: str) -> str:
    """Return the service of an ARN, nothing where it is none."""
    try:
        return str(parse_arn(endpoint)["service"])
    except InvalidArnException:
        return ""
