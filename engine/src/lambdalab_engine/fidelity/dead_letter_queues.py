"""A queue's dead-letter queue must be there when it is named.

LocalStack takes any ARN, and finds out when the first message should move.
Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's exceptions have no annotations.

import json
from typing import Any

from localstack.services.sqs.exceptions import InvalidParameterValueException
from localstack.services.sqs.models import sqs_stores

from lambdalab_engine.fidelity.before import before

_SETTERS = ("CreateQueue", "SetQueueAttributes")


def install() -> None:
    """Put it in force."""
    before(require_dead_letter_queue, "sqs", _SETTERS)


def require_dead_letter_queue(context: Any) -> None:
    """Raise InvalidParameterValue where a redrive policy names a queue that is not there."""
    policy = (context.service_request.get("Attributes") or {}).get("RedrivePolicy")
    target = _target_of(policy)
    if target and not _is_there(target):
        raise InvalidParameterValueException(
            f"Value {policy} for parameter RedrivePolicy is invalid. "
            "Reason: Dead letter target does not exist."
        )


def _target_of(policy: str | None) -> str | None:
    """Return the ARN that a redrive policy names; LocalStack looks after what is no such policy."""
    try:
        target = json.loads(policy or "")["deadLetterTargetArn"]
    except (ValueError, KeyError, TypeError):
        return None
    return target if isinstance(target, str) else None


def _is_there(arn: str) -> bool:
    try:
        _, _, service, region, account, name = arn.split(":")
    except ValueError:
        return False
    return service == "sqs" and account in sqs_stores and name in sqs_stores[account][region].queues
