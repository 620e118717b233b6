"""A call tags what it creates, and nothing else; two images of an account differ in name."""

from typing import Any

import pytest
from ec2_testing import launch, refusal
from engine_testing import Account


@pytest.fixture
def account(endpoint: str) -> Account:
    """Give each test an empty account of its own."""
    return Account(endpoint)


def tagged(*kinds: str) -> list[dict[str, Any]]:
    """Return a tag for each kind of resource, which names that kind."""
    return [{"ResourceType": kind, "Tags": [{"Key": "Of", "Value": kind}]} for kind in kinds]


def not_taggable(kind: str) -> tuple[str, str]:
    """Return what AWS says of a kind that a call does not create."""
    return (
        "InvalidParameterValue",
        f"'{kind}' is not a valid taggable resource type for this operation.",
    )


def test_a_snapshot_takes_no_tags_for_a_volume(account: Account) -> None:
    """Neither of snapshot and volume is tagged as the other one; a refused call creates nothing."""
    ec2 = account.client("ec2")
    place = {"Size": 8, "AvailabilityZone": "us-east-1a"}
    volume = ec2.create_volume(**place, TagSpecifications=tagged("volume"))["VolumeId"]
    both = tagged("snapshot", "volume")
    assert refusal(ec2.create_snapshot, VolumeId=volume, TagSpecifications=both) == not_taggable("volume")
    told = refusal(ec2.create_volume, **place, TagSpecifications=tagged("snapshot"))
    assert told == not_taggable("snapshot")
    assert ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"] == []
    assert len(ec2.describe_volumes()["Volumes"]) == 1


def test_an_image_is_tagged_and_its_snapshot(account: Account) -> None:
    """CreateImage tags the image and the snapshot that it takes, each with its own tags."""
    ec2 = account.client("ec2")
    settings = {"InstanceId": launch(ec2)[0], "Name": "golden"}
    told = refusal(ec2.create_image, **settings, TagSpecifications=tagged("volume"))
    assert told == not_taggable("volume")
    ec2.create_image(**settings, TagSpecifications=tagged("image", "snapshot"))
    (image,) = ec2.describe_images(Owners=["self"])["Images"]
    (snapshot,) = ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"]
    assert image["Tags"] == [{"Key": "Of", "Value": "image"}]
    assert snapshot["Tags"] == [{"Key": "Of", "Value": "snapshot"}]


def test_a_launch_takes_no_tags_for_an_image(account: Account) -> None:
    """RunInstances tags instances and their volumes, and refuses tags for what it does not create."""
    ec2 = account.client("ec2")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    settings = {"ImageId": image, "MinCount": 1, "MaxCount": 1}
    told = refusal(ec2.run_instances, **settings, TagSpecifications=tagged("image"))
    assert told == not_taggable("image")
    ec2.run_instances(**settings, TagSpecifications=tagged("instance", "volume"))
    (volume,) = ec2.describe_volumes()["Volumes"]
    assert volume["Tags"] == [{"Key": "Of", "Value": "volume"}]


def test_an_image_has_a_name_of_its_own(account: Account) -> None:
    """A name that one of the account's images has is refused, until that image is gone."""
    ec2, other = account.client("ec2"), Account(account.endpoint).client("ec2")
    instance = launch(ec2)[0]
    image = ec2.create_image(InstanceId=instance, Name="golden")["ImageId"]
    taken = ("InvalidAMIName.Duplicate", f"AMI name golden is already in use by AMI {image}")
    assert refusal(ec2.create_image, InstanceId=instance, Name="golden") == taken
    assert refusal(ec2.register_image, Name="golden") == taken
    other.register_image(Name="golden")
    ec2.deregister_image(ImageId=image)
    ec2.register_image(Name="golden")
