"""What a call to EC2 needs to be allowed.

Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
"""

import sys
from collections.abc import Mapping
from typing import Any

type _Request = Mapping[str, Any]

_KINDS = {"i": "instance", "vol": "volume", "snap": "snapshot", "ami": "image"}
_NOBODYS = {"snapshot", "image"}
"""Kinds of resources whose ARN names no account."""

_MAKES = {
    "CopySnapshot": "snapshot",
    "CreateImage": "image",
    "CreateSnapshot": "snapshot",
    "CreateVolume": "volume",
    "RunInstances": "instance",
}
"""Calls that must also be allowed on what they make, which has no id yet."""


def needs(operation: str, request: _Request, region: str, account: str) -> list[tuple[str, str]]:
    """Return each action on a resource's ARN; a call that only describes knows no resource."""
    action = f"ec2:{operation}"
    if operation.startswith("Describe"):
        return [(action, "*")]
    given = [
        name
        for key in ("InstanceId", "InstanceIds", "VolumeId", "SnapshotId", "ImageId", "Resources")
        for name in _listed(request.get(key))
    ]
    needed = [
        (action, _arn(_KINDS.get(name.partition("-")[0], "*"), name, region, account)) for name in given
    ]
    if operation in _MAKES:
        made = _arn(_MAKES[operation], "*", region, account)
        needed.append((action, made))
        if request.get("TagSpecifications"):
            needed.append(("ec2:CreateTags", made))
    return needed or [(action, "*")]


def keys(action: str, operation: str, request: _Request) -> dict[str, str]:
    """Return the condition keys of the tags that a call gives, and of what it makes while it gives them.

    Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
    """
    groups = [request, *(request.get("TagSpecifications") or [])]
    tags = [tag for group in groups for tag in group.get("Tags") or []]
    told = {f"aws:requesttag/{tag['Key'].lower()}": tag.get("Value", "") for tag in tags}
    if action == "ec2:CreateTags" and operation != "CreateTags":
        told["ec2:createaction"] = operation
    return told


def tags_of(resource: str) -> dict[str, str]:
    """Return the tags of a resource, given by its ARN."""
    ec2 = sys.modules.get("moto.ec2.models")  # where nobody called EC2 yet, there is no resource
    if ec2 is None or not resource.startswith("arn:"):
        return {}
    _, _, _, region, account, name = resource.split(":", 5)
    backends = ec2.ec2_backends
    name = name.partition("/")[2]
    accounts = [account] if account else list(backends)
    return {
        key: value for owner in accounts for key, value in backends[owner][region].tags.get(name, {}).items()
    }


def _arn(kind: str, name: str, region: str, account: str) -> str:
    return f"arn:aws:ec2:{region}:{'' if kind in _NOBODYS else account}:{kind}/{name}"


def _listed(told: Any) -> list[str]:
    return told if isinstance(told, list) else [] if told is None else [told]
