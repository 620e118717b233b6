"""What is unpacked of an archive: content, permissions, links, and nothing outside the folder."""

import io
import stat
import zipfile
from pathlib import Path

import pytest
from lambdalab_engine.archives import extract


def unpacked(folder: Path, entries: list[tuple[str, int, str]]) -> Path:
    """Unpack an archive of (name, mode, content) and return the folder."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, mode, content in entries:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            archive.writestr(entry, content)
    extract(data, folder / "code")
    return folder / "code"


@pytest.mark.parametrize(
    ("archived", "expected"),
    [(0o100644, 0o644), (0o100600, 0o644), (0, 0o644), (0o100755, 0o755), (0o100700, 0o755)],
)
def test_a_file_is_executable_where_its_archive_says_so(tmp_path: Path, archived: int, expected: int) -> None:
    """Everybody may read it, whatever the archive says; nobody but its owner may write it."""
    code = unpacked(tmp_path, [("a/b/file", archived, "")])
    assert stat.S_IMODE((code / "a/b/file").stat().st_mode) == expected
    assert stat.S_IMODE((code / "a/b").stat().st_mode) == 0o755


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What npm puts into node_modules/.bin leads where it led."""
    code = unpacked(tmp_path, [("link", 0o120777, "a/file"), ("a/file", 0o100644, "word")])
    assert (code / "link").readlink() == Path("a/file")
    assert (code / "link").read_text() == "word"


def test_nothing_is_written_outside(tmp_path: Path) -> None:
    """Neither a name that climbs out nor a link that leads out puts a file elsewhere."""
    outside = tmp_path / "outside"
    outside.mkdir()
    entries = [("../climbed", 0o100644, ""), ("door", 0o120777, str(outside)), ("other/file", 0o100644, "")]
    unpacked(tmp_path, entries)
    assert not (tmp_path / "climbed").exists()
    assert list(outside.iterdir()) == []
