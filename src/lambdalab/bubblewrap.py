"""What every sandbox of bubblewrap's sees of this machine: the system's programs, read-only.

Source: https://manpages.debian.org/bubblewrap/bwrap.1.en.html
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_ETC = (
    "alternatives",
    "fonts",
    "hosts",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "nsswitch.conf",
)


def system(*more: str) -> Iterator[str]:
    """Yield the arguments that show the system's programs and their settings; ``more`` are names in /etc."""
    for folder in map(Path, _SYSTEM):
        if folder.is_symlink():
            yield from ("--symlink", os.readlink(folder), str(folder))
        elif folder.is_dir():
            yield from ("--ro-bind", str(folder), str(folder))
    etc = [f"/etc/{name}" for name in (*_ETC, *more)]
    yield from parents(etc)
    for path in etc:
        yield from ("--ro-bind-try", path, path)


def parents(paths: Iterable[str]) -> list[str]:
    """Return the arguments that make the folders above these paths, for every user to enter."""
    found = {str(parent) for path in paths for parent in Path(path).parents if str(parent) != "/"}
    return [word for path in sorted(found) for word in ("--perms", "0755", "--dir", path)]
