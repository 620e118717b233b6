"""Volumes and snapshots of a check's own, beside the learner's: made for a while, and gone afterwards."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from lambdalab.aws import Cloud
from lambdalab.fleet import age_snapshot, forget_instances

ZONE = "us-east-1a"
HIDDEN = {"Volume": "backup", "Snapshot": "createdby"}
"""The keys of tags that the learner's own lose meanwhile, in whatever case they are written."""


@dataclass(frozen=True)
class Planted:
    """A volume or a snapshot of a check by its tags; a snapshot has its volume and its age in days."""

    tags: Mapping[str, str]
    note: str = ""
    volume: str = ""
    days: float = 0.0

    @property
    def words(self) -> str:
        """Return what tells it from others."""
        tags = " and ".join(f"tagged {key}={value}" for key, value in self.tags.items()) or "without a tag"
        return f"{tags}{self.note}"


class Vault:
    """The volumes and snapshots of a check by their ids."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud, self.ec2 = cloud, cloud.client("ec2")
        self.volumes: dict[str, Planted] = {}
        self.snapshots: dict[str, Planted] = {}
        self.images: dict[str, str] = {}
        self._instances: list[str] = []

    def volume(self, tags: Mapping[str, str]) -> str:
        """Create a volume that is attached to nothing; return its id."""
        made = {"TagSpecifications": [_tagged("volume", tags)]} if tags else {}
        volume = str(self.ec2.create_volume(Size=1, AvailabilityZone=ZONE, **made)["VolumeId"])
        self.volumes[volume] = Planted(tags)
        return volume

    def attached_volume(self, tags: Mapping[str, str]) -> str:
        """Launch an instance, and tag its volume; return the volume's id."""
        image = self.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
        made = [_tagged("volume", tags)]
        launched = self.ec2.run_instances(
            ImageId=image, InstanceType="t3.micro", MinCount=1, MaxCount=1, TagSpecifications=made
        )
        instance = launched["Instances"][0]["InstanceId"]
        self._instances.append(instance)
        (volume,) = self._described("volumes", "attachment.instance-id", [instance])
        self.volumes[volume] = Planted(tags, " and attached")
        return volume

    def snapshot(self, volume: str, tags: Mapping[str, str], days: float = 0.0, note: str = "") -> str:
        """Create a snapshot that is so many days old; return its id."""
        made = {"TagSpecifications": [_tagged("snapshot", tags)]} if tags else {}
        answer = self.ec2.create_snapshot(VolumeId=volume, Description="nightly", **made)
        snapshot = str(answer["SnapshotId"])
        if days:
            age_snapshot(self.cloud, snapshot, days)
        self.snapshots[snapshot] = Planted(tags, note, volume, days)
        return snapshot

    def lose(self, volume: str) -> None:
        """Delete a volume; its snapshots stay, and it is a volume of this vault no more."""
        self.ec2.delete_volume(VolumeId=volume)
        self.volumes[volume] = Planted({}, " and deleted")

    def image(self, snapshot: str) -> None:
        """Register an image that uses a snapshot, which cannot be deleted then."""
        root = {"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": snapshot}}
        answer = self.ec2.register_image(
            Name=f"check-{secrets.token_hex(4)}",
            Architecture="x86_64",
            RootDeviceName="/dev/xvda",
            VirtualizationType="hvm",
            BlockDeviceMappings=[root],
        )
        self.images[answer["ImageId"]] = snapshot

    def settle(self) -> None:
        """Wait until each snapshot is completed; the engine answers a waiter at that moment."""
        if self.snapshots:
            waiter = self.ec2.get_waiter("snapshot_completed")
            waiter.wait(SnapshotIds=list(self.snapshots), WaiterConfig={"Delay": 1})

    def described(self) -> dict[str, dict[str, Any]]:
        """Return the account's snapshots of these volumes as EC2 describes them, whoever made them."""
        return self._described("snapshots", "volume-id", self.volumes)

    def ids_of_account(self) -> set[str]:
        """Return all snapshots of the account, the learner's among them."""
        pages = self.ec2.get_paginator("describe_snapshots").paginate(OwnerIds=["self"])
        return {one["SnapshotId"] for page in pages for one in page["Snapshots"]}

    def remove(self) -> None:
        """Remove all that was made, and each snapshot that somebody else made of it."""
        for image in self.images:
            self.ec2.deregister_image(ImageId=image)
        for snapshot in self.described():
            self.ec2.delete_snapshot(SnapshotId=snapshot)
        if self._instances:  # what is attached to them goes with them
            self.ec2.terminate_instances(InstanceIds=self._instances)
            forget_instances(self.cloud, self._instances)
        for volume in self._described("volumes", "volume-id", self.volumes):
            self.ec2.delete_volume(VolumeId=volume)

    def _described(self, kind: str, name: str, values: Iterable[str]) -> dict[str, dict[str, Any]]:
        wanted = list(values)
        question = {"OwnerIds": ["self"]} if kind == "snapshots" else {}
        filters = [{"Name": name, "Values": wanted}]
        pages = self.ec2.get_paginator(f"describe_{kind}").paginate(Filters=filters, **question)
        found = (one for page in pages for one in page[kind.title()])
        return {one[f"{kind[:-1].title()}Id"]: one for one in found} if wanted else {}


@contextmanager
def vault(cloud: Cloud) -> Iterator[Vault]:
    """Yield an empty vault. The learner's volumes and snapshots lose the tags of a backup meanwhile."""
    ours = Vault(cloud)
    with _aside(cloud.client("ec2")):
        try:
            yield ours
        finally:
            ours.remove()


@contextmanager
def _aside(ec2: Any) -> Iterator[None]:
    hidden: dict[tuple[str, str], list[str]] = {}
    for kind, name in HIDDEN.items():
        question = {"OwnerIds": ["self"]} if kind == "Snapshot" else {}
        pages = ec2.get_paginator(f"describe_{kind.lower()}s").paginate(**question)
        for one in (one for page in pages for one in page[f"{kind}s"]):
            for tag in one.get("Tags", []):
                if tag["Key"].lower() == name:
                    hidden.setdefault((tag["Key"], tag["Value"]), []).append(one[f"{kind}Id"])
    for (key, value), ids in hidden.items():
        _for_all_there(partial(ec2.delete_tags, Tags=_listed({key: value})), ids)
    try:
        yield
    finally:
        for (key, value), ids in hidden.items():
            _for_all_there(partial(ec2.create_tags, Tags=_listed({key: value})), ids)


def _for_all_there(call: Callable[..., Any], ids: list[str]) -> None:
    """Call for all ids at once; one by one where a run of the learner's has deleted some meanwhile."""
    try:
        call(Resources=ids)
    except ClientError as error:
        if not error.response["Error"]["Code"].endswith(".NotFound"):
            raise
        for one in ids if len(ids) > 1 else ():
            _for_all_there(call, [one])


def _tagged(kind: str, tags: Mapping[str, str]) -> dict[str, Any]:
    return {"ResourceType": kind, "Tags": _listed(tags)}


def _listed(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
