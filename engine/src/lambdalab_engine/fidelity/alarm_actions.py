"""CloudWatch alarms reach a topic or a function only where its policy lets them; no alarm fails by that.

A topic is asked for cloudwatch.amazonaws.com, a function for lambda.alarms.cloudwatch.amazonaws.com.
Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
and https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

import logging
from contextvars import ContextVar
from typing import Any

from botocore.exceptions import ClientError
from localstack.aws.connect import connect_to
from localstack.services.cloudwatch import provider_v2
from localstack.utils.patch import patch

from lambdalab_engine.fidelity import alarm_messages

LOG = logging.getLogger(__name__)

_ALARM: ContextVar[str] = ContextVar("the alarm that acts", default="")


def install() -> None:
    """Let alarms act in their own name."""
    provider = provider_v2.CloudwatchProvider
    patch(provider._update_state)(_remember_alarm)
    patch(provider._evaluate_composite_alarms)(_come_back)
    patch(provider_v2.create_metric_data_query_from_alarm)(_name_dimensions)
    vars(provider_v2).update(
        connect_to=_Actions,
        # An action may name a version or an alias, which LocalStack would leave out.
        lambda_function_name=lambda arn: arn,
    )


def _remember_alarm(fn: Any, self: Any, context: Any, alarm: Any, *args: Any) -> None:
    """Note whose state changes; its actions follow at once, in this thread."""
    _ALARM.set(alarm.alarm["AlarmArn"])
    fn(self, context, alarm, *args)


def _come_back(fn: Any, *args: Any) -> None:
    """Let composite alarms act in between, each in its own name."""
    alarm = _ALARM.get()
    fn(*args)
    _ALARM.set(alarm)


def _name_dimensions(fn: Any, alarm: Any) -> Any:
    """Tell a function of an alarm's dimensions as AWS's example does: by their names."""
    queries = fn(alarm)
    for metric in (query["metricStat"]["metric"] for query in queries):
        metric["dimensions"] = {one["Name"]: one["Value"] for one in metric["dimensions"] or ()}
    return queries


class _Actions:
    """What LocalStack calls an alarm's actions by, in place of clients that act for nobody."""

    def __init__(self, **options: str) -> None:
        self._clients = connect_to(**options)
        self._alarm = _ALARM.get()

    @property
    def sns(self) -> "_Actions":
        return self

    @property
    def lambda_(self) -> "_Actions":
        return self

    def publish(self, *, TopicArn: str, Subject: str, Message: str) -> None:  # noqa: N803
        """Publish to a topic, if that lets this alarm."""
        client = self._clients.sns.request_metadata(self._alarm, "cloudwatch")
        region = self._alarm.split(":")[3]
        subject, message = alarm_messages.subject(Subject, region), alarm_messages.message(Message, region)
        self._act(client.publish, {"TopicArn": TopicArn, "Subject": subject, "Message": message})

    def invoke(self, **invocation: Any) -> None:
        """Invoke a function and leave it to run, if that lets this alarm."""
        client = self._clients.lambda_.request_metadata(self._alarm, "lambda.alarms.cloudwatch")
        self._act(client.invoke, invocation | {"InvocationType": "Event"})

    def _act(self, action: Any, parameters: dict[str, Any]) -> None:
        try:
            action(**parameters)
        except ClientError as error:
            LOG.info("an action of %s failed: %s", self._alarm, error)
