"""Scaling activities: what a group does and why, described and told to EventBridge.

Sources: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-verify-scaling-activity.html
and https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html
"""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from lambdalab_engine.fidelity.ec2_events import PUBLISHER

KEPT = 500
"""How many activities of an account and region are described: on AWS those of six weeks."""

_LAUNCH = "Launching a new EC2 instance"
_TERMINATE = "Terminating EC2 instance"


def now() -> str:
    """Return the time as causes name it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def launch(group: Any, instance: Any, cause: str) -> dict[str, Any]:
    """Begin the activity of an instance that joins a group."""
    return _begin(group, instance, _LAUNCH, cause)


def terminate(group: Any, instance: Any, cause: str) -> dict[str, Any]:
    """Begin the activity of an instance that leaves a group; one of joining it is cancelled."""
    for activity in _in_progress(group, instance, _LAUNCH):
        activity.update(StatusCode="Cancelled", Progress=100, EndTime=datetime.now(UTC))
    return _begin(group, instance, _TERMINATE, cause)


def of(backend: Any) -> list[dict[str, Any]]:
    """Return the activities of an account and region, the latest first."""
    activities: list[dict[str, Any]] = vars(backend).setdefault("activities", [])
    return activities


def joined(group: Any, instance: Any) -> None:
    """End the activity of an instance that has joined, and tell EventBridge."""
    _finish(group, instance, _LAUNCH)


def left(group: Any, instance: Any) -> None:
    """End the activity of an instance that has left, and tell EventBridge."""
    _finish(group, instance, _TERMINATE)


def _finish(group: Any, instance: Any, what: str) -> None:
    for activity in _in_progress(group, instance, what):
        activity.update(StatusCode="Successful", Progress=100, EndTime=datetime.now(UTC))
        _tell(group, instance, activity)


def _in_progress(group: Any, instance: Any, what: str) -> list[dict[str, Any]]:
    description = f"{what}: {instance.id}"
    begun = [a for a in of(group.autoscaling_backend) if a["StatusCode"] == "InProgress"]
    return [activity for activity in begun if activity["Description"] == description]


def _begin(group: Any, instance: Any, what: str, cause: str) -> dict[str, Any]:
    zone = instance._placement.zone
    activity: dict[str, Any] = {
        "ActivityId": str(uuid.uuid4()),
        "AutoScalingGroupName": group.name,
        "AutoScalingGroupARN": group.arn,
        "Description": f"{what}: {instance.id}",
        "Cause": cause,
        "StartTime": datetime.now(UTC),
        "StatusCode": "InProgress",
        "Progress": 30,
        "Details": json.dumps({"Subnet ID": instance.subnet_id, "Availability Zone": zone}),
    }
    activities = of(group.autoscaling_backend)
    activities.insert(0, activity)
    del activities[KEPT:]
    return activity


def _tell(group: Any, instance: Any, activity: dict[str, Any]) -> None:
    launched = activity["Description"].startswith(_LAUNCH)
    detail = {
        "StatusCode": "InProgress",
        "AutoScalingGroupName": group.name,
        "ActivityId": activity["ActivityId"],
        "RequestId": activity["ActivityId"],
        "Details": json.loads(activity["Details"]),
        "Description": activity["Description"],
        "Cause": activity["Cause"],
        "StatusMessage": "",
        "EC2InstanceId": instance.id,
        "StartTime": activity["StartTime"].isoformat(),
        "EndTime": activity["EndTime"].isoformat(),
        "Origin": "EC2" if launched else "AutoScalingGroup",
        "Destination": "AutoScalingGroup" if launched else "EC2",
    }
    arn = f"arn:aws:ec2:{group.region}:{group.account_id}:instance/{instance.id}"
    kind = f"EC2 Instance {'Launch' if launched else 'Terminate'} Successful"
    PUBLISHER.publish((group.account_id, group.region), "aws.autoscaling", kind, [group.arn, arn], detail)
