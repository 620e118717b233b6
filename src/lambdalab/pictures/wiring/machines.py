"""EC2 instances, counted by Auto Scaling group or by tags, and the functions whose roles may act on them.

They are asked for only where something can reach them: a role that may act on them, an alarm on their
metrics, or a rule for their events. A wiring map without these has no place for them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lambdalab.pictures.wiring.policies import Statement, allows
from lambdalab.pictures.wiring.reading import Reading

_ACTS = {
    "ec2:StartInstances": "start",
    "ec2:StopInstances": "stop",
    "ec2:RebootInstances": "reboot",
    "ec2:TerminateInstances": "terminate",
    "autoscaling:SetDesiredCapacity": "scale",
}
_GROUP_TAG = "aws:autoscaling:groupName"
_NAMESPACES = ("AWS/EC2", "AWS/AutoScaling")
_GONE = ("terminated", "shutting-down")


def read_resources(reading: Reading) -> None:
    """Put the groups of instances on the map, once functions, rules and alarms stand on it."""
    if not _is_reachable(reading):
        return
    groups = defaultdict(list)
    for reservation in reading.pages("ec2", "describe_instances", "Reservations"):
        for instance in reservation["Instances"]:
            if instance["State"]["Name"] not in _GONE:
                groups[_group(instance)].append(instance)
    for name, instances in groups.items():
        arn = f"instances:{name}"
        tags = {
            pair for one in instances for tag in one.get("Tags", []) for pair in (tag["Key"], tag["Value"])
        }
        reading.settings[arn] = {
            "InstanceIds": [one["InstanceId"] for one in instances],
            "Tags": tags,
            "Pairs": {tag["Key"].lower(): tag["Value"] for tag in instances[0].get("Tags", [])},
        }
        states = Counter(one["State"]["Name"] for one in instances)
        detail = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        reading.add("instances", arn, name, detail=detail)


def read_links(reading: Reading) -> None:
    """Draw which function may act on which group: those whose tags its environment names, else all."""
    groups = reading.of_kind("instances")
    for function in reading.of_kind("function") if groups else ():
        settings = reading.settings.get(function.arn)
        acts = _acts(reading, settings["Role"]) if settings else []
        if settings and acts:
            values = set(settings.get("Environment", {}).get("Variables", {}).values())
            meant = [one for one in groups if values & (reading.settings[one.arn]["Tags"] | {one.name})]
            for group in meant or groups:
                if may := _acts(reading, settings["Role"], reading.settings[group.arn]["Pairs"]):
                    reading.link(function.arn, group.arn, f"its role may {', '.join(may)}", implied=True)


def _group(instance: Mapping[str, Any]) -> str:
    tags = {tag["Key"]: tag["Value"] for tag in instance.get("Tags", [])}
    if _GROUP_TAG in tags:
        return str(tags[_GROUP_TAG])
    own = {key: value for key, value in tags.items() if key != "Name" and not key.startswith("aws:")}
    said = (f"{key}={value}" for key, value in sorted(own.items()))
    return ", ".join(said) or "without tags"


def _acts(reading: Reading, role: str, tags: Mapping[str, str] | None = None) -> list[str]:
    """Return what a role may do with instances, or with those of these tags, by their keys in small letters.

    One that may do anything says nothing of them.
    """
    statements = [one for one in reading.role(role) or [] if one.get("Action") not in ("*", ["*"])]
    here = f"{reading.cloud.region}:{reading.cloud.account}"
    anything = {"ec2": f"arn:aws:ec2:{here}:instance/any", "autoscaling": f"arn:aws:autoscaling:{here}:any"}
    known = (
        {} if tags is None else {key: tags.get(key.partition("/")[2], "") for key in _tag_keys(statements)}
    )
    return [
        word
        for action, word in _ACTS.items()
        if allows(statements, action, anything[action.split(":")[0]], context=known)
    ]


def _tag_keys(statements: Iterable[Statement]) -> Iterator[str]:
    """Yield the condition keys that ask for a tag of the instance; their case does not matter.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
    """
    for statement in statements:
        for pairs in statement.get("Condition", {}).values():
            yield from (key.lower() for key in pairs if "resourcetag/" in key.lower())


def _is_reachable(reading: Reading) -> bool:
    return any(_signs(reading))


def _signs(reading: Reading) -> Iterator[bool]:
    for alarm in reading.of_kind("alarm"):
        yield reading.settings[alarm.arn].get("Namespace") in _NAMESPACES
    for rule in reading.of_kind("rule"):
        pattern = reading.settings[rule.arn].get("EventPattern", "")
        yield "aws.ec2" in pattern or "aws.autoscaling" in pattern
    for function in reading.of_kind("function"):
        yield bool(_acts(reading, reading.settings[function.arn]["Role"]))
