"""./lab grade, from hand-ins to marks: one small class, graded once and once more."""

import csv
import json
import sqlite3
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lambdalab.errors import LabError, NotReady, UnknownName
from lambdalab.grading import desk, sandbox
from lambdalab.grading.desk import Wishes, grade
from lambdalab.grading.rehearsal import LAB, changed, code, edit, solved

SCRIPT = "<script>document.title = 'all points'</script><img src='https://example.com/x.png'>"
PICTURE = """from IPython.display import display
display({"image/png": "iVBORw0KGgo=", "text/plain": "two < three"}, raw=True)"""


@pytest.fixture(scope="module")
def hand_ins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a class of four: one with the first task, one blank file, one with scripts, one bad zip."""
    folder = tmp_path_factory.mktemp("class") / "hand-ins"
    own = [code(f"print({SCRIPT!r})"), code(PICTURE)]
    first = changed(solved(until="function-created"), lambda cells: cells.extend(own))
    text = {"cell_type": "markdown", "id": "own", "metadata": {}, "source": SCRIPT}
    for name, notebook in {
        "ada/lab.ipynb": json.dumps(changed(first, lambda cells: cells.append(text))),
        "grace/lab.ipynb": "",
    }.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(notebook)
    with zipfile.ZipFile(folder / "ken.zip", "w") as archive:
        archive.writestr("../ada/lab.ipynb", "{}")
    return folder


@pytest.fixture(scope="module")
def graded(hand_ins: Path) -> Path:
    """Grade the class and give the folder of what was written."""
    shut_in = not isinstance(sandbox.find(), str)
    assert not grade(Wishes(hand_ins, at_once=2, shut_in=shut_in))
    return hand_ins.with_name("hand-ins-graded")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def _fetched(page: str) -> list[str]:
    """Return the addresses that a browser would fetch for a page."""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            wanted = "href" if tag == "link" else "src"
            found.extend(value or "" for name, value in attrs if name == wanted)

    Reader().feed(page)
    return found


def test_marks_are_written_as_a_table(graded: Path) -> None:
    """Who could not be graded has no number, and the reason."""
    marks = {row["learner"]: row for row in _rows(graded / "marks.csv")}
    assert (marks["ada"]["points"], marks["ada"]["of"]) == ("10", "100")
    assert (marks["grace"]["points"], marks["grace"]["remarks"]) == (
        "",
        "not graded: grace/lab.ipynb is an empty file",
    )
    assert "leads out of its folder" in marks[""]["remarks"]
    assert [row["status"] for row in _rows(graded / "tasks.csv")][:2] == ["passed", "mismatch"]


def test_the_gradebook_holds_them(graded: Path) -> None:
    """Nbgrader's own tables: nine grades, none of which waits for a person."""
    with sqlite3.connect(graded / "gradebook.db") as book:
        grades = book.execute("select auto_score, needs_manual_grade from grade").fetchall()
    book.close()
    assert sorted(grades)[-1] == (10.0, 0)
    assert [score for score, _ in grades].count(0.0) == 8
    assert not any(manual for _, manual in grades)


def test_feedback_shows_the_verdicts_and_no_script(graded: Path) -> None:
    """What the learner wrote is shown letter by letter; nothing is fetched."""
    page = (graded / "feedback" / "ada" / LAB / "lab.html").read_text()
    assert "✓ function-created · 10 of 10" in page
    assert "look at" in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page
    assert not [address for address in _fetched(page) if not address.startswith("data:")]
    assert "def function_created" not in page


def test_a_picture_in_the_feedback_keeps_its_words(graded: Path) -> None:
    """Whoever does not see a picture is told what the cell said that it shows."""
    page = (graded / "feedback" / "ada" / LAB / "lab.html").read_text()
    assert 'alt="two &lt; three"' in page


def test_the_report_names_nobody(graded: Path) -> None:
    """Pseudonyms by default, without a script or an address."""
    page = (graded / "report.html").read_text()
    assert "ada" not in page.replace("badger", "").replace("header", "").replace("reads", "")
    assert "grace" not in page
    assert "function-reads-event" in page
    assert "http" not in page.replace("http-equiv", "")


def test_a_second_run_grades_nothing_twice(
    graded: Path, hand_ins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records stand for what is done; a changed hand-in has no mark until it is graded anew."""
    asked: list[object] = []
    monkeypatch.setattr(desk._Grader, "_run", lambda self, waiting: asked.extend(waiting))
    shut_in = not isinstance(sandbox.find(), str)
    grade(Wishes(hand_ins, at_once=2, shut_in=shut_in))
    assert asked == []
    assert {row["learner"] for row in _rows(graded / "marks.csv") if row["points"]} == {"ada"}
    notebook = hand_ins / "ada" / "lab.ipynb"
    before = notebook.read_bytes()
    notebook.write_text(json.dumps(changed(json.loads(before), edit("function-created-answer", "1"))))
    grade(Wishes(hand_ins, at_once=2, shut_in=shut_in))
    assert asked == [("ada", LAB)]
    assert not [row for row in _rows(graded / "marks.csv") if row["points"]]


def test_a_mark_goes_with_the_file_that_it_was_for(graded: Path, hand_ins: Path) -> None:
    """Who hands in an empty file instead has no mark any more, in no place."""
    assert (graded / "feedback" / "ada" / LAB).is_dir()
    shut_in = not isinstance(sandbox.find(), str)
    (hand_ins / "ada" / "lab.ipynb").write_text("")
    grade(Wishes(hand_ins, at_once=2, shut_in=shut_in))
    assert not [row for row in _rows(graded / "marks.csv") if row["points"]]
    assert not (graded / "feedback" / "ada" / LAB).exists()
    with sqlite3.connect(graded / "gradebook.db") as book:
        assert book.execute("select count(*) from submitted_assignment").fetchall() == [(0,)]
    book.close()


def test_wishes_that_cannot_be_met_are_refused(hand_ins: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown lab, a target within the hand-ins, a machine without a sandbox."""
    with pytest.raises(UnknownName, match="99-none"):
        grade(Wishes(hand_ins, labs=("99-none",)))
    with pytest.raises(LabError, match="lies in the hand-ins"):
        grade(Wishes(hand_ins, into=hand_ins / "marks"))
    monkeypatch.setattr(sandbox, "find", lambda: "bubblewrap is not installed")
    with pytest.raises(NotReady, match="cannot be shut in here"):
        grade(Wishes(hand_ins))
