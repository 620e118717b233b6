"""What an alarm cannot be: settings that AWS refuses and LocalStack keeps, so that the alarm never works.

AWS documents the rules, and not the words of each refusal; those of an action that is no ARN are our own.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

from collections.abc import Mapping
from typing import Any

from botocore.utils import InvalidArnException
from localstack.aws.api import CommonServiceException
from localstack.aws.api.cloudwatch import ComparisonOperator
from localstack.utils.aws.arns import parse_arn

_ACTIONS = ("OKActions", "AlarmActions", "InsufficientDataActions")


def require_possible(alarm: Mapping[str, Any]) -> None:
    """Raise ValidationError where a metric alarm's settings cannot be, by their names in PutMetricAlarm."""
    if not alarm.keys() & {"MetricName", "Metrics"}:
        raise _refused("MetricName must not be null")
    operator, operators = alarm["ComparisonOperator"], [str(each) for each in ComparisonOperator]
    if operator not in operators:
        raise _refused(
            f"1 validation error detected: Value '{operator}' at 'comparisonOperator' failed to satisfy"
            f" constraint: Member must satisfy enum value set: [{', '.join(operators)}]"
        )
    if alarm.get("DatapointsToAlarm", 0) > alarm["EvaluationPeriods"]:
        raise _refused("DatapointsToAlarm must be less than or equal to EvaluationPeriods")
    for action in (action for kind in _ACTIONS for action in alarm.get(kind, ())):
        _require_arn(action)


def _require_arn(action: str) -> None:
    try:
        parse_arn(action)
    except InvalidArnException:
        raise _refused(f"Invalid arn syntax: {action}") from None


def _refused(message: str) -> CommonServiceException:
    return CommonServiceException("ValidationError", message, 400, True)
