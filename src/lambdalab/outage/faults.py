"""The ways in which lab 10's system is broken: one in each of its four parts, drawn by a seed.

The same seed gives the same faults. Nothing else knows them: neither the lab's checks nor its words.
"""

import json
import random
from collections.abc import Callable, Mapping
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.outage import names
from lambdalab.outage.names import (
    ALARM,
    ALIAS,
    INTAKE,
    INTAKE_ROLE,
    LIVE,
    ORDERS,
    PAGER,
    PAGES,
    PARCELS,
    POLICY,
    REPORT,
    REPORTS,
    RULE,
)

type Fault = Callable[[Cloud], None]


def draw(seed: str) -> dict[str, str]:
    """Return a fault's name for each part of the system."""
    chance = random.Random(f"{names.LAB} {seed}")  # noqa: S311 (no secret)
    return {part: chance.choice(sorted(ways)) for part, ways in PARTS.items()}


def plant(cloud: Cloud, drawn: Mapping[str, str]) -> None:
    """Break a working system in these ways."""
    for part, name in drawn.items():
        PARTS[part][name](cloud)


def _take_permission(cloud: Cloud) -> None:
    cloud.client("lambda").remove_permission(FunctionName=INTAKE, Qualifier=ALIAS, StatementId="uploads")


def _permit_another_bucket(cloud: Cloud) -> None:
    _take_permission(cloud)
    cloud.client("lambda").add_permission(
        FunctionName=INTAKE,
        Qualifier=ALIAS,
        StatementId="uploads",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{names.bucket_of(cloud)}-old",
        SourceAccount=cloud.account,
    )


def _change_suffix(cloud: Cloud) -> None:
    cloud.client("s3").put_bucket_notification_configuration(
        Bucket=names.bucket_of(cloud), NotificationConfiguration=names.notification(cloud, ".jsn")
    )


def _point_alias_back(cloud: Cloud) -> None:
    cloud.client("lambda").update_alias(FunctionName=INTAKE, Name=ALIAS, FunctionVersion="1")


def _narrow_role(cloud: Cloud, action: str, resource: str) -> None:
    allowed = names.rights(cloud)[INTAKE_ROLE] | {action: resource}
    cloud.client("iam").put_role_policy(
        RoleName=INTAKE_ROLE, PolicyName=POLICY, PolicyDocument=names.may(allowed)
    )


def _read_last_year(cloud: Cloud) -> None:
    _narrow_role(cloud, "s3:GetObject", f"arn:aws:s3:::{names.bucket_of(cloud)}/2025/*")


def _publish_elsewhere(cloud: Cloud) -> None:
    _narrow_role(cloud, "sns:Publish", cloud.arn("sns", f"{ORDERS}-old"))


def _filter(cloud: Cloud, topic: str, queue: str, policy: Mapping[str, Any]) -> None:
    sns = cloud.client("sns")
    entries = sns.list_subscriptions_by_topic(TopicArn=cloud.arn("sns", topic))["Subscriptions"]
    ours = next(entry for entry in entries if entry["Endpoint"] == cloud.arn("sqs", queue))
    sns.set_subscription_attributes(
        SubscriptionArn=ours["SubscriptionArn"],
        AttributeName="FilterPolicy",
        AttributeValue=json.dumps(policy),
    )


def _filter_orders(cloud: Cloud) -> None:
    _filter(cloud, ORDERS, PARCELS, {"kind": ["orders"]})


def _filter_pages(cloud: Cloud) -> None:
    _filter(cloud, PAGES, PAGER, {"severity": ["high"]})


def _set_parcels(cloud: Cloud, name: str, value: str) -> None:
    url = cloud.client("sqs").get_queue_url(QueueName=PARCELS)["QueueUrl"]
    cloud.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={name: value})


def _let_another_topic_send(cloud: Cloud) -> None:
    _set_parcels(cloud, "Policy", names.may_send(cloud, PARCELS, f"{ORDERS}-old"))


def _stop_redrive(cloud: Cloud) -> None:
    _set_parcels(cloud, "RedrivePolicy", "")


def _redrive_late(cloud: Cloud) -> None:
    _set_parcels(cloud, "RedrivePolicy", names.redrive(cloud, 1000))


def _set_report(cloud: Cloud, **settings: Any) -> None:
    cloud.client("lambda").update_function_configuration(FunctionName=REPORT, **settings)


def _shorten_timeout(cloud: Cloud) -> None:
    _set_report(cloud, Timeout=1)


def _misname_handler(cloud: Cloud) -> None:
    _set_report(cloud, Handler="app.handle")


def _change_topic(cloud: Cloud) -> None:
    variables = {"TOPIC_ARN": cloud.arn("sns", PAGES), "BUCKET": names.bucket_of(cloud)}
    _set_report(cloud, Environment={"Variables": variables})


def _disable_rule(cloud: Cloud) -> None:
    cloud.client("events").disable_rule(Name=RULE)


def _shut_out_rule(cloud: Cloud) -> None:
    cloud.client("lambda").remove_permission(FunctionName=REPORT, StatementId="nightly")


def _set_alarm(cloud: Cloud, **settings: Any) -> None:
    cloud.client("cloudwatch").put_metric_alarm(**names.alarm(cloud) | settings)


def _swap_dimension(cloud: Cloud) -> None:
    _set_alarm(cloud, Dimensions=[{"Name": "FunctionName", "Value": REPORT}])


def _name_alias_in_dimension(cloud: Cloud) -> None:
    _set_alarm(cloud, Dimensions=[{"Name": "FunctionName", "Value": LIVE}])


def _take_action(cloud: Cloud) -> None:
    _set_alarm(cloud, AlarmActions=[])


def _act_elsewhere(cloud: Cloud) -> None:
    _set_alarm(cloud, AlarmActions=[cloud.arn("sns", REPORTS)])


def _disable_actions(cloud: Cloud) -> None:
    cloud.client("cloudwatch").disable_alarm_actions(AlarmNames=[ALARM])


PARTS: Mapping[str, Mapping[str, Fault]] = {
    "uploads": {
        "missing permission": _take_permission,
        "permission for another bucket": _permit_another_bucket,
        "wrong suffix": _change_suffix,
        "alias on the wrong version": _point_alias_back,
        "role too narrow to read": _read_last_year,
        "role too narrow to publish": _publish_elsewhere,
    },
    "messages": {
        "subscription filtered away": _filter_orders,
        "queue's policy for another topic": _let_another_topic_send,
        "queue without redrive": _stop_redrive,
        "redrive after a thousand tries": _redrive_late,
    },
    "report": {
        "time-out too short": _shorten_timeout,
        "wrong handler name": _misname_handler,
        "wrong topic ARN": _change_topic,
        "disabled rule": _disable_rule,
        "rule without permission": _shut_out_rule,
    },
    "pages": {
        "swapped dimension": _swap_dimension,
        "alias in the dimension": _name_alias_in_dimension,
        "alarm without action": _take_action,
        "alarm's action for another topic": _act_elsewhere,
        "alarm's actions disabled": _disable_actions,
        "pager filtered away": _filter_pages,
    },
}
"""Every way to break each part of the system."""
