"""An image that is registered from a snapshot needs that snapshot; LocalStack gives it an empty one instead.

Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RegisterImage.html
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-call"
# LocalStack's ``patch`` has no annotations.

from typing import Any

from localstack.utils.patch import patch
from moto.ec2.exceptions import InvalidSnapshotInUse
from moto.ec2.models.elastic_block_store import EBSBackend
from moto.ec2.responses.amis import AmisResponse


def apply() -> None:
    """Put it in force; called when EC2 is loaded."""

    @patch(AmisResponse.register_image)
    def register_image(fn: Any, self: Any) -> Any:
        backend, device, snapshot = self.ec2_backend, *_root(self)
        answer = fn(self)
        if snapshot is not None:
            image = backend.amis[answer.result["ImageId"]]
            backend.snapshots.pop(image.ebs_snapshot.id)
            image.ebs_snapshot, image.root_device_name, image.root_device_type = snapshot, device, "ebs"
            image.architecture = self._get_param("Architecture")
            image.virtualization_type = self._get_param("VirtualizationType")
        return answer

    @patch(EBSBackend.delete_snapshot)
    def delete_snapshot(fn: Any, self: Any, snapshot_id: str) -> Any:
        for image in list(self.amis.values()):
            if image.ebs_snapshot.id == snapshot_id:
                raise InvalidSnapshotInUse(snapshot_id, image.id)
        return fn(self, snapshot_id)


def _root(request: Any) -> tuple[str, Any]:
    """Return the first device that a request maps to a snapshot, and that snapshot; None where none is."""
    for mapping in request._get_param("BlockDeviceMappings", []):
        if snapshot := mapping.get("Ebs", {}).get("SnapshotId"):
            return mapping["DeviceName"], request.ec2_backend.get_snapshot(snapshot)
    return "", None
