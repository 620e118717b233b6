"""Unpacks a deployment package or a layer, with the permissions that its archive gives.

LocalStack makes every file executable; on AWS a ``bootstrap`` that is not, in its archive, does not start.
Source: https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html (permissions)
"""

import os
import stat
import zipfile
from pathlib import Path
from typing import IO

_ANY_EXECUTE = 0o111
_EXECUTABLE, _PLAIN = 0o755, 0o644


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
