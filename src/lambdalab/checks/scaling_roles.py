"""Tries what a role may do to a fleet that it is to scale, by dry runs: nothing is changed.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.dry_runs import Try, client_of, require
from lambdalab.checks.fleets import Fleet, Kind

_ONE = {"MinCount": 1, "MaxCount": 1}


def require_scaling_role(
    cloud: Cloud, role: str, template: str, mine: Mapping[str, str], other: Mapping[str, str]
) -> None:
    """Raise Unmet unless a role may launch and terminate instances with a tag, and change no others."""
    fleet = Fleet(cloud)
    try:
        fleet.launch([Kind(mine, running=1), Kind(other, running=1)])
        ids = {kind.words: instance for instance, kind in fleet.kinds.items()}
        ec2 = client_of(cloud, role)
        launch = partial(ec2.run_instances, LaunchTemplate={"LaunchTemplateName": template}, **_ONE)
        tries = [_tries(ec2, launch, ids, Kind(tags)) for tags in (mine, other)]
        tag = partial(ec2.create_tags, Resources=[ids[Kind(other).words]], Tags=_listed(mine))
        require(
            cloud,
            role,
            [Try("ec2:DescribeInstances", "", ec2.describe_instances), *tries[0]],
            [
                *tries[1],
                Try("ec2:RunInstances", "an instance without a tag", launch),
                Try("ec2:CreateTags", f"an instance {Kind(other).words} that is there already", tag),
                Try("ec2:StopInstances", "", partial(ec2.stop_instances, InstanceIds=[*fleet.kinds][:1])),
            ],
            "launch, tag or terminate",
        )
    finally:
        fleet.remove()


def _tries(ec2: Any, launch: partial[Any], ids: Mapping[str, str], kind: Kind) -> list[Try]:
    where = f"an instance {kind.words}"
    tags = [{"ResourceType": "instance", "Tags": _listed(kind.tags)}]
    end = partial(ec2.terminate_instances, InstanceIds=[ids[kind.words]])
    return [
        Try("ec2:RunInstances", where, partial(launch, TagSpecifications=tags)),
        Try("ec2:TerminateInstances", where, end),
    ]


def _listed(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
