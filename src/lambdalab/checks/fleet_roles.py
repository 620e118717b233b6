"""Tries what a role may do to instances, by dry runs: nothing is changed.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-api-permissions.html
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.dry_runs import Try, client_of, require
from lambdalab.checks.fleet_changes import SCHEDULED, TAG, in_words
from lambdalab.checks.fleets import Fleet, Kind

_OTHER = "always"
_LONGER = f"{SCHEDULED[TAG]}-late"
"""A value that a wildcard at the end would let in."""


def require_role(cloud: Cloud, role: str) -> None:
    """Raise Unmet unless a role may start and stop instances that carry the tag, and change no others."""
    fleet = Fleet(cloud)
    try:
        fleet.launch([Kind({TAG: value}, running=1) for value in (SCHEDULED[TAG], _OTHER, _LONGER)])
        ids = {kind.tags[TAG]: instance for instance, kind in fleet.kinds.items()}
        ec2, mine, others = client_of(cloud, role), ids.pop(SCHEDULED[TAG]), ids
        require(cloud, role, _needed(ec2, mine), _too_much(ec2, mine, others), "start and stop")
    finally:
        fleet.remove()


def _needed(ec2: Any, mine: str) -> list[Try]:
    where = f"an instance tagged {in_words()}"
    return [
        Try("ec2:DescribeInstances", "", ec2.describe_instances),
        Try("ec2:StopInstances", where, partial(ec2.stop_instances, InstanceIds=[mine])),
        Try("ec2:StartInstances", where, partial(ec2.start_instances, InstanceIds=[mine])),
    ]


def _too_much(ec2: Any, mine: str, others: Mapping[str, str]) -> list[Try]:
    tag = [{"Key": TAG, "Value": SCHEDULED[TAG]}]
    return [
        *(
            Try(
                f"ec2:{name}Instances",
                f"an instance tagged {TAG}={value}",
                partial(call, InstanceIds=[other]),
            )
            for value, other in others.items()
            for name, call in (("Stop", ec2.stop_instances), ("Start", ec2.start_instances))
        ),
        Try("ec2:TerminateInstances", "", partial(ec2.terminate_instances, InstanceIds=[mine])),
        Try("ec2:CreateTags", "", partial(ec2.create_tags, Resources=[others[_OTHER]], Tags=tag)),
    ]
