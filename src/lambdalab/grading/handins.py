"""Finds what was handed in: a folder by learner, a flat folder or zip as learning platforms export it.

Nothing is unpacked to the disk, and nothing outside the given folder is read: a zip's member is a name and
some bytes, and a link is refused.
"""

import io
import os
import stat
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lambdalab.errors import LabError
from lambdalab.grading.owners import owner
from lambdalab.grading.remarks import Remark

MOST_BYTES = 512 * 1024 * 1024
"""What one notebook may hold: outputs of hundreds of megabytes happen."""

_DEEPEST_ZIP = 2
_MOST_MEMBERS = 20_000
_IGNORED_FOLDERS = {"__MACOSX", ".ipynb_checkpoints", "build", ".git", "__pycache__"}


@dataclass(frozen=True)
class HandIn:
    """One notebook: whose it is, where it was found, and what says that it is newer than another.

    ``lab`` is the lab that its folder or its name claims, "" where neither does. ``read`` gives its bytes.
    """

    learner: str
    lab: str
    source: str
    newness: tuple[str, int, float]
    read: Callable[[], bytes]


@dataclass(frozen=True)
class ProgressNote:
    """A learner's own note of hints and times, handed in beside the notebook; it earns nothing."""

    learner: str
    read: Callable[[], bytes]


type Found = HandIn | ProgressNote | Remark


@dataclass(frozen=True)
class _Entry:
    """A file, wherever it lies: its parts below the top, what tells of it, and its bytes."""

    parts: tuple[str, ...]
    source: str
    modified: float
    read: Callable[[], bytes]


class TooLarge(Exception):
    """A file that holds more than a notebook may."""


def find(submissions: Path, labs: Sequence[str]) -> Iterator[Found]:
    """Yield all that was handed in, and a remark on whatever cannot be graded.

    Raises LabError where there is no such folder or zip.
    """
    if submissions.is_dir():
        yield from _sorted(_folder_entries(submissions), labs, depth=0)
    elif zipfile.is_zipfile(submissions):
        yield from _zip(submissions.read_bytes, submissions.name, (), labs, depth=1)
    else:
        what = "is neither a folder nor a zip" if submissions.exists() else "is not there"
        raise LabError(
            f"{submissions} {what}.",
            "Give the folder of the hand-ins, or the zip that your platform exports.",
        )


def _folder_entries(top: Path) -> Iterator[_Entry | Remark]:
    for folder, folders, files in os.walk(top, followlinks=False):
        here = Path(folder)
        for name in list(folders):
            if (here / name).is_symlink():
                yield _refused(str((here / name).relative_to(top)), "is a link, and links are not followed")
        folders[:] = sorted(
            name for name in folders if not _is_ignored(name) and not (here / name).is_symlink()
        )
        for name in sorted(files):
            path = here / name
            told = str(path.relative_to(top))
            status = path.lstat()
            if not stat.S_ISREG(status.st_mode):
                yield _refused(told, "is a link or no plain file, and is not read")
                continue
            yield _Entry(path.relative_to(top).parts, told, status.st_mtime, _reader_of(path))


def _reader_of(path: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        if path.stat().st_size > MOST_BYTES:
            raise TooLarge
        return path.read_bytes()

    return read


def _zip(
    read: Callable[[], bytes], source: str, parts: tuple[str, ...], labs: Sequence[str], depth: int
) -> Iterator[Found]:
    """Yield what a zip holds. What lies in a learner's own zip is that learner's."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(read()))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, TooLarge, NotImplementedError, ValueError) as error:
        yield _refused(source, f"is a zip that cannot be read ({error or type(error).__name__})")
        return
    if len(members) > _MOST_MEMBERS:
        yield _refused(source, f"is a zip of {len(members):,} files, more than a class hands in")
        return
    entries = [_member(archive, member, source) for member in members if not member.is_dir()]
    sound = [entry for entry in entries if isinstance(entry, _Entry)]
    if not parts and depth > 1 and _is_of_one_learner(sound, labs):
        parts = (Path(source).stem,)
    moved = [
        _Entry((*parts, *entry.parts), entry.source, entry.modified, entry.read)
        if isinstance(entry, _Entry)
        else entry
        for entry in _without_common_top(entries, sound, labs)
    ]
    yield from _sorted(iter(moved), labs, depth)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: str) -> _Entry | Remark:
    told = f"{source}: {member.filename}"
    name = member.filename.replace("\\", "/")
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or "\0" in name:
        return _refused(told, "has a path that leads out of its folder; it was neither unpacked nor graded")
    if stat.S_ISLNK(member.external_attr >> 16):
        return _refused(told, "is a link, and links are not followed")

    def read() -> bytes:
        with archive.open(member) as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise TooLarge
        return content

    modified = 0.0
    year, *rest = member.date_time
    modified = float(f"{year:04}{''.join(f'{part:02}' for part in rest)}")
    return _Entry(path.parts, told, modified, read)


def _without_common_top(
    entries: Sequence[_Entry | Remark], sound: Sequence[_Entry], labs: Sequence[str]
) -> Iterator[_Entry | Remark]:
    """Leave out the one folder that a zip's files all lie in, where learners' folders lie below it."""
    tops = {entry.parts[0] for entry in sound if not _is_ignored_path(entry.parts)}
    seconds = {
        entry.parts[1] for entry in sound if len(entry.parts) > 2 and not _is_ignored_path(entry.parts)
    }
    strip = len(tops) == 1 and len(seconds) > 1 and not seconds & set(labs) and not tops & set(labs)
    for entry in entries:
        if strip and isinstance(entry, _Entry) and len(entry.parts) > 1:
            yield _Entry(entry.parts[1:], entry.source, entry.modified, entry.read)
        else:
            yield entry


def _is_of_one_learner(entries: Sequence[_Entry], labs: Sequence[str]) -> bool:
    """Tell whether a zip holds one learner's labs, not a class: its notebooks are named after labs."""
    notebooks = [entry.parts for entry in entries if entry.parts[-1].endswith(".ipynb")]
    return all(Path(parts[-1]).stem in ("lab", *labs) or set(parts) & set(labs) for parts in notebooks)


def _sorted(entries: Iterator[_Entry | Remark], labs: Sequence[str], depth: int) -> Iterator[Found]:
    for entry in entries:
        if isinstance(entry, Remark):
            yield entry
            continue
        if _is_ignored_path(entry.parts):
            continue
        name = entry.parts[-1]
        if name == "progress.json":
            yield ProgressNote(owner(entry.parts, labs)[0], entry.read)
        elif name.lower().endswith(".zip"):
            if depth >= _DEEPEST_ZIP:
                yield _refused(entry.source, "is a zip in a zip in a zip, and is not opened")
            else:
                yield from _zip(entry.read, entry.source, entry.parts[:-1], labs, max(depth, 1) + 1)
        elif name.lower().endswith(".ipynb"):
            learner, lab, newness = owner(entry.parts, labs)
            yield HandIn(learner, lab, entry.source, (*newness, entry.modified), entry.read)
        else:
            yield Remark(
                "refused", owner(entry.parts, labs)[0], "", entry.source, "is not a notebook (.ipynb)"
            )


def _is_ignored(name: str) -> bool:
    return name in _IGNORED_FOLDERS or name.startswith((".", "~"))


def _is_ignored_path(parts: Sequence[str]) -> bool:
    return any(_is_ignored(part) for part in parts[:-1]) or parts[-1].startswith((".", "~"))


def _refused(source: str, why: str) -> Remark:
    return Remark("refused", "", "", source, why)
