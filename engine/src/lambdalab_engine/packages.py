"""Unpacks a function's code and layers, with the permissions that their archives give.

LocalStack makes every file executable; on AWS a ``bootstrap`` that is not, in its archive, does not start.
Source: https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html (permissions)
"""

import os
import stat
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from localstack.services.lambda_.invocation.lambda_models import (
    ArchiveCode,
    S3Code,
    VersionFunctionConfiguration,
)

_ANY_EXECUTE = 0o111
_EXECUTABLE, _PLAIN = 0o755, 0o644


@dataclass(frozen=True)
class Package:
    """What an execution environment runs: the unpacked code and layers of a function version."""

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


def extract(archive: IO[bytes], folder: Path) -> None:
    """Unpack a zip archive into a folder, which is made: all readable, executable what is so in there."""
    folder.mkdir()
    with zipfile.ZipFile(archive) as content:
        links = []
        for entry in content.infolist():
            mode = entry.external_attr >> 16
            if stat.S_ISLNK(mode):
                links.append(entry)
                continue
            path = Path(content.extract(entry, folder))
            path.chmod(_EXECUTABLE if entry.is_dir() or mode & _ANY_EXECUTE else _PLAIN)
        for entry in links:  # after everything else: nothing is written through a link
            Path(content.extract(entry, folder)).unlink()
            os.symlink(content.read(entry), os.fsencode(folder / entry.filename))
    for parent, _, _ in folder.walk():  # those too that no entry of the archive names
        parent.chmod(_EXECUTABLE)
