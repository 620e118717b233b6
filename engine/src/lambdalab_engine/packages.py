"""What an execution environment runs: a function's code and layers, unpacked where LocalStack wants them."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from localstack.services.lambda_.invocation.lambda_models import (
    ArchiveCode,
    S3Code,
    VersionFunctionConfiguration,
)

from lambdalab_engine.archives import extract


@dataclass(frozen=True)
class Package:
    """The unpacked code and layers of a function version, with the settings that its start needs."""

    runtime: str
    handler: str
    memory_size: int
    task_root: Path
    layers: tuple[Path, ...]

    @classmethod
    def of(cls, config: VersionFunctionConfiguration) -> "Package":
        """Unpack what is not there yet, and return where it is."""
        return cls(
            runtime=str(config.runtime),
            handler=config.handler or "",
            memory_size=int(config.memory_size),
            task_root=_unpack(config.code),
            layers=tuple(_unpack(layer.code) for layer in config.layers),
        )


def _unpack(code: ArchiveCode | None) -> Path:
    assert code is not None  # only a container image has none, and that is refused before
    folder = Path(code.get_unzipped_code_location()).resolve()  # type: ignore[no-untyped-call]
    if not isinstance(code, S3Code):  # a folder of the host, for hot reloading
        return folder
    with code._disk_lock:
        if not folder.exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder.parent) as made, tempfile.TemporaryFile() as archive:
                code._download_archive_to_file(archive)
                extract(archive, Path(made, "code"))
                Path(made, "code").rename(folder)
    return folder
