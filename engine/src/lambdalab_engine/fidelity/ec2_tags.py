"""A call that creates tags only what it creates; LocalStack drops tags for another kind without a word.

Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TagSpecification.html and, for what each
call creates, API_CreateSnapshot.html, API_CreateVolume.html, API_CreateImage.html and API_RunInstances.html
there.
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-call"
# LocalStack's ``patch`` has no annotations.

from collections.abc import Callable
from typing import Any

from localstack.utils.patch import patch
from moto.ec2.exceptions import InvalidTaggableResourceType
from moto.ec2.models.amis import AmiBackend
from moto.ec2.responses.amis import AmisResponse
from moto.ec2.responses.elastic_block_store import ElasticBlockStore
from moto.ec2.responses.instances import InstanceResponse

KINDS: dict[tuple[type, str], tuple[str, ...]] = {
    (ElasticBlockStore, "create_snapshot"): ("snapshot",),
    (ElasticBlockStore, "create_volume"): ("volume",),
    (AmisResponse, "create_image"): ("image", "snapshot"),
    (InstanceResponse, "run_instances"): (
        "instance",
        "network-interface",
        "spot-instances-request",
        "volume",
    ),
}
"""The kinds of resources that a call can tag."""


def apply() -> None:
    """Put it in force; called when EC2 is loaded."""
    for (service, call), kinds in KINDS.items():
        _refuse_other_kinds(getattr(service, call), kinds)
    _tag_the_snapshot_of_an_image()


def _refuse_other_kinds(call: Callable[..., Any], kinds: tuple[str, ...]) -> None:
    @patch(call)
    def tag(fn: Any, self: Any) -> Any:
        given = [one.get("ResourceType", kinds[0]) for one in self._get_param("TagSpecifications", [])]
        if others := [kind for kind in given if kind not in kinds]:
            raise InvalidTaggableResourceType(others[0])
        return fn(self)


def _tag_the_snapshot_of_an_image() -> None:
    """LocalStack tags the image alone, and knows of no tags for its snapshot."""

    @patch(AmiBackend.create_image)
    def create_image(
        fn: Any, self: Any, *args: Any, tag_specifications: list[dict[str, Any]], **kwargs: Any
    ) -> Any:
        images = [one for one in tag_specifications if one["ResourceType"] != "snapshot"]
        image = fn(self, *args, tag_specifications=images, **kwargs)
        for one in tag_specifications:
            if one["ResourceType"] == "snapshot":
                image.ebs_snapshot.add_tags({tag["Key"]: tag.get("Value", "") for tag in one["Tags"]})
        return image
