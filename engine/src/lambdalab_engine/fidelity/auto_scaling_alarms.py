"""An alarm executes the scaling policies that are its actions, again every minute while it lasts.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-call"
# LocalStack's ``patch`` has no annotations.

import json
from functools import partial
from typing import Any

from localstack.services.plugins import SERVICE_PLUGINS
from localstack.utils.patch import patch

from lambdalab_engine.fidelity.ec2_clock import CLOCK

_AGAIN_SECONDS = 60
_ACTIONS = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}


def install() -> None:
    """Let a change of an alarm's state execute policies."""
    from localstack.services.cloudwatch.provider_v2 import CloudwatchProvider
    from localstack.utils.aws import arns

    @patch(CloudwatchProvider.set_alarm_state)
    def set_alarm_state(
        fn: Any,
        self: Any,
        context: Any,
        alarm_name: str,
        state_value: str,
        state_reason: str,
        state_reason_data: str | None = None,
        **kwargs: Any,
    ) -> None:
        store = self.get_store(context.account_id, context.region)
        arn = arns.cloudwatch_alarm_arn(alarm_name, context.account_id, context.region)
        alarm = store.alarms.get(arn)
        before = alarm and alarm.alarm["StateValue"]
        fn(self, context, alarm_name, state_value, state_reason, state_reason_data, **kwargs)
        if alarm and before != state_value:
            since = alarm.alarm["StateTransitionedTimestamp"]
            _act(store.alarms, arn, state_value, since, state_reason_data)


def _act(alarms: Any, alarm_arn: str, state: str, since: object, data: str | None) -> None:
    if alarm_arn not in alarms:
        return
    alarm = alarms[alarm_arn].alarm
    if alarm["StateValue"] != state or alarm["StateTransitionedTimestamp"] != since:
        return
    policies = [arn for arn in alarm.get(_ACTIONS[state]) or [] if ":autoscaling:" in arn]
    if not policies or not alarm["ActionsEnabled"]:
        return
    values = json.loads(data)["recentDatapoints"] if data else []
    breach = values[-1] - alarm["Threshold"] if values else 0.0
    for arn in policies:
        _execute(arn, breach, f"a monitor alarm {alarm['AlarmName']} in state {state} triggered policy")
    CLOCK.after(_AGAIN_SECONDS, partial(_act, alarms, alarm_arn, state, since, data))


def _execute(arn: str, breach: float, why: str) -> None:
    SERVICE_PLUGINS.require("autoscaling")
    from moto.autoscaling.exceptions import AutoscalingClientError
    from moto.autoscaling.models import autoscaling_backends

    from lambdalab_engine.fidelity.auto_scaling_groups import require_cool
    from lambdalab_engine.fidelity.auto_scaling_policies import execute

    _, _, _, region, account, _ = arn.split(":", 5)
    for policy in list(autoscaling_backends[account][region].policies.values()):
        if policy.arn != arn:
            continue
        try:
            if policy.policy_type == "SimpleScaling":
                group = policy.autoscaling_backend.autoscaling_groups[policy.auto_scaling_group_name]
                require_cool(group, policy.cooldown)
            execute(policy, breach, f"{why} {policy.name}")
        except AutoscalingClientError:
            return  # the group cools down
