"""What a rule's target gets, and what becomes of an event that EventBridge cannot hand to it.

An input that is empty, such as ``{}``, is sent as any other: LocalStack takes it for none. What could not be
handed over is counted by the rule's metric FailedInvocations, and the target's dead-letter queue gets it, if
there is one.
Sources: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
and https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

import json
import logging
from typing import Any

from botocore.exceptions import ClientError
from localstack.aws.connect import connect_to
from localstack.services.events.target import TargetSender
from localstack.services.events.utils import EventJSONEncoder
from localstack.utils.aws.arns import sqs_queue_url_for_arn
from localstack.utils.aws.client_types import ServicePrincipal
from localstack.utils.patch import patch

LOG = logging.getLogger(__name__)

_NOT_ALLOWED = {"AccessDenied", "AccessDeniedException", "AuthorizationError"}


def install() -> None:
    """Look after events whose delivery fails."""
    patch(TargetSender.process_event)(_process_event)


def _process_event(fn: Any, self: TargetSender, event: Any, *args: Any, **options: Any) -> None:
    # EventBridge gives the queue the event as it was, before the target's input was made of it.
    original = json.dumps(
        {key: value for key, value in event.items() if key != "event-bus-name"}, cls=EventJSONEncoder
    )
    try:
        given = self.target.get("Input")
        if given and not (empty := json.loads(given)):
            self.send_event(empty, *args, **options)
        else:
            fn(self, event, *args, **options)
    except ClientError as error:
        _count_failure(self)
        _put_aside(self, original, error)
        raise


def _count_failure(sender: TargetSender) -> None:
    client = connect_to(aws_access_key_id=sender.account_id, region_name=sender.region).cloudwatch
    client.put_metric_data(
        Namespace="AWS/Events",
        MetricData=[
            {
                "MetricName": "FailedInvocations",
                "Dimensions": [{"Name": "RuleName", "Value": sender.rule_name}],
                "Value": 1,
                "Unit": "Count",
            }
        ],
    )


def _put_aside(sender: TargetSender, event: str, error: ClientError) -> None:
    """Send an event to the target's dead-letter queue, whose policy must let EventBridge in for the rule."""
    settings = sender.target.get("DeadLetterConfig")
    queue = settings.get("Arn") if settings else None
    if not queue:
        return
    told = error.response["Error"]
    attributes = {
        "RULE_ARN": sender.rule_arn,
        "TARGET_ARN": sender.target["Arn"],
        "ERROR_CODE": "NO_PERMISSIONS" if told["Code"] in _NOT_ALLOWED else "SDK_CLIENT_ERROR",
        "ERROR_MESSAGE": told["Message"],
    }
    clients = connect_to(aws_access_key_id=sender.account_id, region_name=sender.region)
    sqs = clients.sqs.request_metadata(sender.rule_arn, ServicePrincipal.events)
    try:
        sqs.send_message(
            QueueUrl=sqs_queue_url_for_arn(queue),
            MessageBody=event,
            MessageAttributes={
                name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
            },
        )
    except ClientError as failure:
        LOG.info("the dead-letter queue %s did not take an event: %s", queue, failure)
