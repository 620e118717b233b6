"""Carries ``/tmp`` of a sandbox over to the next one, when a runtime has ended and the environment goes on.

Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html ("the Lambda reset does
not clear the /tmp directory content prior to the next init phase")
"""

import contextlib
import os
import tarfile
from collections.abc import Sequence
from pathlib import Path

PLACE = "/run/tmp.tar"
_UNPACK = f'tar --extract --no-same-owner --preserve-permissions --file={PLACE} --directory=/tmp; exec "$@"'


class KeptTmp:
    """An open descriptor keeps the memory file system of a sandbox that has ended, until it is copied."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._held: int | None = None

    def hold(self, pid: int) -> None:
        """Hold ``/tmp`` of the sandbox in which a process runs."""
        self.release()
        with contextlib.suppress(OSError):  # it has ended already
            self._held = os.open(f"/proc/{pid}/root/tmp", os.O_RDONLY | os.O_DIRECTORY)

    def archive(self) -> Path | None:
        """Return an archive of what the last sandbox left in ``/tmp``, None where it left nothing."""
        if self._held is not None:
            _pack(Path(f"/proc/self/fd/{self._held}/."), self._archive)
            self.release()
        return self._archive if self._archive.exists() else None

    def release(self) -> None:
        """Let it go."""
        if self._held is not None:
            os.close(self._held)
            self._held = None


def unpacking(command: Sequence[str]) -> list[str]:
    """Return the command line that unpacks the archive in a sandbox before it runs a command."""
    return ["/bin/sh", "-c", _UNPACK, "sh", *command]


def _pack(folder: Path, archive: Path) -> None:
    """Write an archive of what can be read in a folder; links are kept as links, wherever they lead."""
    archive.unlink(missing_ok=True)
    if not any(folder.iterdir()):
        return
    with tarfile.open(archive, "w") as tar:
        for parent, folders, names in os.walk(folder):
            for name in (*folders, *names):
                path = Path(parent, name)
                with contextlib.suppress(OSError):
                    tar.add(path, arcname=path.relative_to(folder), recursive=False)
    archive.chmod(0o644)
