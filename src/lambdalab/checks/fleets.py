"""Instances of a check's own, beside the learner's: launched for a while, looked at, and gone afterwards."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.fleet import forget_instances

_TYPE = "t3.micro"
_WAIT = {"Delay": 1, "MaxAttempts": 10}
_ON_THE_WAY = {"pending": "running", "stopping": "stopped", "shutting-down": "terminated"}
_ALIVE = {"Name": "instance-state-name", "Values": ["pending", "running", "stopping", "stopped"]}


@dataclass(frozen=True)
class Kind:
    """Instances with the same tags: how many run, are stopped and are terminated when the fleet is ready.

    Of those that run, the first ``protected`` ones cannot be stopped: whoever gives up there stops none.
    """

    tags: Mapping[str, str]
    running: int = 0
    stopped: int = 0
    terminated: int = 0
    protected: int = 0

    @property
    def words(self) -> str:
        """Return what tells these instances from others."""
        return " and ".join(f"tagged {key}={value}" for key, value in self.tags.items()) or "without a tag"

    @property
    def count(self) -> int:
        """Return how many instances of this kind there are."""
        return self.running + self.stopped + self.terminated


class Fleet:
    """The instances of a check: the kind of each by its id, and those that cannot be stopped."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud, self._ec2 = cloud, cloud.client("ec2")
        self.kinds: dict[str, Kind] = {}
        self.protected: set[str] = set()

    def states(self) -> dict[str, str]:
        """Return the state of each instance as it is."""
        return states_of(self._ec2, self.kinds)

    def ends(self) -> dict[str, str]:
        """Return the state in which each instance is, or to which it is on its way."""
        return _ends(self.states())

    def settled(self) -> dict[str, str]:
        """Return the state of each instance when none is on its way to another one."""
        return _settled(self._ec2, self.kinds)

    def unprotect(self) -> None:
        """Let every instance be stopped."""
        for instance in self.protected:
            self._ec2.modify_instance_attribute(InstanceId=instance, DisableApiStop={"Value": False})
        self.protected.clear()

    def launch(self, kinds: Iterable[Kind]) -> None:
        """Launch instances of these kinds; they are on their way when this returns."""
        image = self._ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
        for kind in kinds:
            tags = {"ResourceType": "instance", "Tags": _listed(kind.tags)}
            launched = self._ec2.run_instances(
                ImageId=image,
                InstanceType=_TYPE,
                MinCount=kind.count,
                MaxCount=kind.count,
                TagSpecifications=[tags] if kind.tags else [],
            )
            self.kinds |= {instance["InstanceId"]: kind for instance in launched["Instances"]}

    def make_ready(self) -> dict[str, str]:
        """Bring instances into the states that their kinds ask for, which ones by chance; return all."""
        self.settled()
        stopped, terminated = [], []
        for kind in {id(kind): kind for kind in self.kinds.values()}.values():
            launched = [instance for instance, its in self.kinds.items() if its is kind]
            self.protected |= set(launched[: kind.protected])
            members = launched[kind.protected :]
            secrets.SystemRandom().shuffle(members)
            stopped += members[: kind.stopped]
            terminated += members[kind.stopped : kind.stopped + kind.terminated]
        for instance in self.protected:
            self._ec2.modify_instance_attribute(InstanceId=instance, DisableApiStop={"Value": True})
        if stopped:
            self._ec2.stop_instances(InstanceIds=stopped)
        if terminated:
            self._ec2.terminate_instances(InstanceIds=terminated)
        return self.settled()

    def remove(self) -> None:
        """Terminate every instance, and let it be forgotten."""
        if self.kinds:
            self.unprotect()
            self._ec2.terminate_instances(InstanceIds=list(self.kinds))
            forget_instances(self._cloud, self.kinds)


@contextmanager
def fleet(cloud: Cloud, kinds: Sequence[Kind], *, hidden_tag: str) -> Iterator[Fleet]:
    """Yield a fleet in its states. The learner's instances lose a tag meanwhile, in whatever case its key is.

    Afterwards they have their tags again, and the states that they had.
    """
    ours = Fleet(cloud)
    with _aside(cloud.client("ec2"), hidden_tag):
        try:
            ours.launch(kinds)
            ours.make_ready()
            yield ours
        finally:
            ours.remove()


def states_of(ec2: Any, ids: Iterable[str]) -> dict[str, str]:
    """Return the states of instances by their ids."""
    wanted = list(ids)
    if not wanted:
        return {}
    told = ec2.describe_instance_status(InstanceIds=wanted, IncludeAllInstances=True)["InstanceStatuses"]
    return {one["InstanceId"]: one["InstanceState"]["Name"] for one in told}


@contextmanager
def _aside(ec2: Any, tag: str) -> Iterator[None]:
    pages = ec2.get_paginator("describe_instances").paginate(Filters=[_ALIVE])
    groups = chain.from_iterable(page["Reservations"] for page in pages)
    own = [one for group in groups for one in group["Instances"]]
    before = {one["InstanceId"]: one["State"]["Name"] for one in own}
    hidden: dict[tuple[str, str], list[str]] = {}
    for one in own:
        for pair in one.get("Tags", []):
            if pair["Key"].lower() == tag.lower():
                hidden.setdefault((pair["Key"], pair["Value"]), []).append(one["InstanceId"])
    for (key, value), ids in hidden.items():
        ec2.delete_tags(Resources=ids, Tags=_listed({key: value}))
    try:
        yield
    finally:
        for (key, value), ids in hidden.items():
            ec2.create_tags(Resources=ids, Tags=_listed({key: value}))
        _bring_back(ec2, before)


def _bring_back(ec2: Any, before: Mapping[str, str]) -> None:
    """Start and stop what was started or stopped meanwhile."""
    wanted = _ends(before)
    if _ends(states_of(ec2, wanted)) == wanted:
        return
    now = _settled(ec2, wanted)
    for call, state, was in (
        (ec2.start_instances, "stopped", "running"),
        (ec2.stop_instances, "running", "stopped"),
    ):
        if ids := [one for one in wanted if (now.get(one), wanted[one]) == (state, was)]:
            call(InstanceIds=ids)
    _settled(ec2, wanted)


def _ends(states: Mapping[str, str]) -> dict[str, str]:
    return {instance: _ON_THE_WAY.get(state, state) for instance, state in states.items()}


def _settled(ec2: Any, ids: Iterable[str]) -> dict[str, str]:
    """Return the states of instances when none is on its way; the engine answers a waiter at that moment."""
    states = states_of(ec2, ids)
    for state, end in _ON_THE_WAY.items():
        if moving := [instance for instance, its in states.items() if its == state]:
            ec2.get_waiter(f"instance_{end}").wait(InstanceIds=moving, WaiterConfig=_WAIT)
            states |= dict.fromkeys(moving, end)
    return states


def _listed(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
