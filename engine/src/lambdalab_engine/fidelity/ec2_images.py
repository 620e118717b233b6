"""An image has a name of its own in its account, and needs the snapshot that it is registered from.

LocalStack lets two have one name, and gives an image an empty snapshot instead.
Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RegisterImage.html
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-call"
# LocalStack's ``patch`` has no annotations.

from typing import Any

from localstack.utils.patch import patch
from moto.ec2.exceptions import InvalidSnapshotInUse
from moto.ec2.models.amis import AmiBackend
from moto.ec2.models.elastic_block_store import EBSBackend
from moto.ec2.responses.amis import AmisResponse

from lambdalab_engine.fidelity import ec2_errors as errors


def apply() -> None:
    """Put it in force; called when EC2 is loaded."""
    _name_each_otherwise()

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


def _name_each_otherwise() -> None:
    @patch(AmiBackend.create_image)
    def create_image(fn: Any, self: Any, instance_id: str, name: str, *args: Any, **kwargs: Any) -> Any:
        _require_free_name(self, name)
        return fn(self, instance_id, name, *args, **kwargs)

    @patch(AmiBackend.register_image)
    def register_image(fn: Any, self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        _require_free_name(self, name)
        return fn(self, name, *args, **kwargs)


def _require_free_name(backend: Any, name: str) -> None:
    for image in list(backend.amis.values()):
        if (image.owner_id, image.name) == (backend.account_id, name):
            raise errors.image_name_taken(name, image.id)


def _root(request: Any) -> tuple[str, Any]:
    """Return the first device that a request maps to a snapshot, and that snapshot; None where none is."""
    for mapping in request._get_param("BlockDeviceMappings", []):
        if snapshot := mapping.get("Ebs", {}).get("SnapshotId"):
            return mapping["DeviceName"], request.ec2_backend.get_snapshot(snapshot)
    return "", None
