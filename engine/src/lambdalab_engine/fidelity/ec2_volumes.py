"""Volumes come in pages, and are made from completed snapshots alone.

Sources: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html,
API_CreateVolume.html there, and https://docs.aws.amazon.com/ebs/latest/userguide/ebs-creating-snapshot.html
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-call"
# LocalStack's ``patch`` has no annotations.

from typing import Any

from localstack.utils.patch import patch
from moto.ec2.exceptions import InvalidParameterCombination
from moto.ec2.models.elastic_block_store import EBSBackend
from moto.ec2.responses import elastic_block_store
from moto.ec2.responses.elastic_block_store import ElasticBlockStore

from lambdalab_engine.fidelity import ec2_errors as errors
from lambdalab_engine.fidelity.ec2_answers import page


def apply() -> None:
    """Put it in force; called when EC2 is loaded."""
    texts = vars(elastic_block_store)
    texts["DESCRIBE_VOLUMES_RESPONSE"] = texts["DESCRIBE_VOLUMES_RESPONSE"].replace(
        "</volumeSet>", "</volumeSet>{% if token %}<nextToken>{{ token }}</nextToken>{% endif %}"
    )

    @patch(ElasticBlockStore.describe_volumes)
    def describe_volumes(_: Any, self: Any) -> Any:
        self.error_on_dryrun()
        size, ids = self._get_int_param("MaxResults"), self._get_param("VolumeIds", [])
        if ids and size is not None:
            raise InvalidParameterCombination(
                "The parameter volumeSet cannot be used with the parameter maxResults"
            )
        found = self.ec2_backend.describe_volumes(ids, self._filters_from_querystring())
        shown, token = page(self, found, [volume.id for volume in found], size)
        template = self.response_template(elastic_block_store.DESCRIBE_VOLUMES_RESPONSE)
        return template.render(volumes=shown, token=token)

    @patch(EBSBackend.create_volume)
    def create_volume(fn: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
        snapshot = self.get_snapshot(kwargs["snapshot_id"]) if kwargs.get("snapshot_id") else None
        if snapshot is not None and snapshot.status != "completed":
            raise errors.snapshot_not_completed(snapshot.status)
        return fn(self, *args, **kwargs)
