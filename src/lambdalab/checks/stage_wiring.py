"""Copies to a stage what sets a pipeline off: the bucket's notification, the rule, their permissions."""

import json
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.chain import conditions_of, policy_of, principal_of
from lambdalab.checks.rules import require_rule
from lambdalab.checks.stages import RELEASE, bucket_of

RULE = "canary-watch"


def copy_wiring(cloud: Cloud, other: Cloud) -> None:
    """Give the other account's pipeline the same permissions, notification and rule, with its own number."""

    def moved(told: Any) -> Any:
        return json.loads(json.dumps(told).replace(cloud.account, other.account))

    functions = other.client("lambda")
    for statement in policy_of(cloud, RELEASE):
        limits = conditions_of(statement)
        sources = {"SourceArn": limits.get("aws:sourcearn"), "SourceAccount": limits.get("aws:sourceaccount")}
        functions.add_permission(
            FunctionName=RELEASE,
            StatementId=statement["Sid"],
            Action=statement["Action"],
            Principal=principal_of(statement),
            **moved({name: value for name, value in sources.items() if value}),
        )
    told = cloud.client("s3").get_bucket_notification_configuration(Bucket=bucket_of(cloud))
    told.pop("ResponseMetadata")
    other.client("s3").put_bucket_notification_configuration(
        Bucket=bucket_of(other), NotificationConfiguration=moved(told)
    )
    rule = require_rule(cloud, RULE)
    events, there = cloud.client("events"), other.client("events")
    there.put_rule(Name=RULE, ScheduleExpression=rule["ScheduleExpression"])
    there.put_targets(Rule=RULE, Targets=moved(events.list_targets_by_rule(Rule=RULE)["Targets"]))


def remove_rule(other: Cloud) -> None:
    """Take the rule away, where it is there."""
    events = other.client("events")
    targets = [target["Id"] for target in events.list_targets_by_rule(Rule=RULE)["Targets"]]
    events.remove_targets(Rule=RULE, Ids=targets)
    events.delete_rule(Name=RULE)
