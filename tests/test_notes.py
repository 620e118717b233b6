"""Notes that several processes write, and that a crash leaves whole."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lambdalab import notes

COUNT = """
import sys
from pathlib import Path
from lambdalab import notes
for _ in range(50):
    notes.update(Path(sys.argv[1]), lambda content: content.update(n=content.get("n", 0) + 1))
"""


def test_no_change_of_another_process_is_lost(tmp_path: Path) -> None:
    """Four processes count together."""
    note = tmp_path / "note.json"
    writers = [subprocess.Popen([sys.executable, "-c", COUNT, note]) for _ in range(4)]
    assert [writer.wait(timeout=60) for writer in writers] == [0] * 4
    assert notes.read(note) == {"n": 200}


def test_an_unreadable_note_is_kept_beside_a_new_one(tmp_path: Path) -> None:
    """A file that was half written by another program costs nobody a traceback, and is not lost."""
    note = tmp_path / "note.json"
    note.write_text('{"half": ')
    assert notes.read(note) == {}
    notes.update(note, lambda content: content.update(n=1))
    assert json.loads(note.read_text()) == {"n": 1}
    assert note.with_suffix(".unreadable").read_text() == '{"half": '


def test_a_change_that_fails_leaves_the_note_as_it_was(tmp_path: Path) -> None:
    """What is kept is kept whole."""
    note = tmp_path / "note.json"
    notes.update(note, lambda content: content.update(n=1))
    with pytest.raises(KeyError):
        notes.update(note, lambda content: content["missing"])
    assert notes.read(note) == {"n": 1}
