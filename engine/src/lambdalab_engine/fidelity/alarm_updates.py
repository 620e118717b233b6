"""An alarm that is set again keeps its state; the rest of it is replaced, and so is to be given anew.

LocalStack puts it back to INSUFFICIENT_DATA, and so tells its actions once more what they know. It also takes
settings that AWS refuses: ``alarm_settings`` looks at them first.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

from collections.abc import Callable
from typing import Any

from localstack.services.cloudwatch.models import LocalStackMetricAlarm, cloudwatch_stores
from localstack.utils.patch import patch

from lambdalab_engine.fidelity import alarm_settings

_STATE = (
    "StateValue",
    "StateReason",
    "StateReasonData",
    "StateUpdatedTimestamp",
    "StateTransitionedTimestamp",
)


def install() -> None:
    """Put it in force."""
    patch(LocalStackMetricAlarm.set_default_attributes)(_keep_state)


def _keep_state(set_defaults: Callable[[Any], None], self: Any) -> None:
    alarm_settings.require_possible(self.alarm)
    set_defaults(self)
    before: Any = cloudwatch_stores[self.account_id][self.region].alarms.get(self.alarm["AlarmArn"])
    if before is not None:
        self.alarm |= {name: before.alarm[name] for name in _STATE if name in before.alarm}
