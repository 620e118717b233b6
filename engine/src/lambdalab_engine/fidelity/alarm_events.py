"""An alarm that changes its state is an event.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from localstack.aws.api import RequestContext
from localstack.services.cloudwatch.provider_v2 import CloudwatchProvider
from localstack.utils.patch import patch

from lambdalab_engine.fidelity.ec2_events import PUBLISHER


def install() -> None:
    """Send the events."""
    patch(CloudwatchProvider._update_state)(_tell)


def _tell(
    update: Callable[..., None], self: CloudwatchProvider, context: RequestContext, alarm: Any, *new: Any
) -> None:
    before = _state(alarm.alarm)
    update(self, context, alarm, *new)
    detail = {
        "alarmName": alarm.alarm["AlarmName"],
        "previousState": before,
        "state": _state(alarm.alarm),
        "configuration": {"description": alarm.alarm.get("AlarmDescription", "")},
    }
    place = (context.account_id, context.region)
    kind = "CloudWatch Alarm State Change"
    PUBLISHER.publish(place, "aws.cloudwatch", kind, [alarm.alarm["AlarmArn"]], detail)


def _state(alarm: Mapping[str, Any]) -> dict[str, str]:
    """Return an alarm's state as events tell it."""
    told = {"value": alarm["StateValue"], "reason": alarm.get("StateReason") or ""}
    if data := alarm.get("StateReasonData"):
        told["reasonData"] = data
    changed = alarm.get("StateUpdatedTimestamp")
    if isinstance(changed, datetime):
        told["timestamp"] = changed.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    return told
