"""Lab 10, where each learner has another system: which one a hand-in is graded with, and what it earns."""

import pytest
from grading_testing import BOTH, graded, handed_in, printed, read

from lambdalab.grading.papers import Paper
from lambdalab.grading.rehearsal import Change, blank, changed, code, with_system
from lambdalab.grading.systems import assigned
from lambdalab.outage.faults import draw
from lambdalab.outage.numbers import number_of

LAB = "10-break-fix"
ADA, GRACE, KEN = map(number_of, ("ada", "grace", "ken"))
MADE_UP = ADA[:-1] + str((int(ADA[-1]) + 1) % 10)

OPEN = f"""
import boto3
from lambdalab.aws import open_account
from lambdalab.outage import hand_over
account = open_account("{LAB}")
hand_over()
"""
MEND_RULE = 'boto3.client("events").enable_rule(Name="nightly-report")'
CHOOSE = """
hand_over(seed=EASY)
account = open_account(LAB, fresh=True)
hand_over(seed=EASY)
"""


def _tell(number: str) -> Change:
    """Return a change that lets a notebook tell a number."""
    output = {"output_type": "stream", "name": "stdout", "text": [f"This is system {number}.\n"]}
    return lambda cells: cells.append(code("", f"tells-{number}") | {"outputs": [output]})


def _class(**told: tuple[str, ...]) -> dict[str, Paper]:
    """Return a class's papers as they will be graded, by the numbers that each one's notebook tells."""
    papers = {}
    for learner, numbers in told.items():
        paper = read(changed(blank(LAB), *map(_tell, numbers)), learner=learner)
        assert isinstance(paper, Paper)
        papers[learner, LAB] = (paper, handed_in(b"", learner))
    return {learner: paper for (learner, _), (paper, _) in assigned(papers).items()}


def _looks(paper: Paper) -> str:
    return " ".join(remark.said for remark in paper.remarks if remark.weight == "look")


def _where(fault: str, *, there: bool) -> str:
    """Return the number of a system whose report has this fault, or has another one."""
    numbers = (number_of(f"learner {number}") for number in range(1000))
    return next(number for number in numbers if (draw(number)["report"] == fault) == there)


def test_who_tells_the_number_of_their_name_is_graded_with_it() -> None:
    """Nothing is to be looked at; case, signs and the number that a platform adds do not count."""
    papers = _class(ada=(ADA,), **{"Grace-9912": (GRACE,)})
    assert [(paper.system, _looks(paper)) for paper in papers.values()] == [(ADA, ""), (GRACE, "")]
    assert number_of("Ada/a hub's secret") == number_of("a.d.a") == ADA


def test_the_lab_tells_a_number_that_is_read() -> None:
    """The rehearsal's class tells as the lab does."""
    paper = read(changed(blank(LAB), with_system("ada")))
    assert isinstance(paper, Paper)
    assert [number for cell in paper.cells for number in cell.systems] == [ADA]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ((), "tells no system's number"),
        ((MADE_UP,), "no system's number"),
        ((ADA, KEN), "no system's number"),
        ((GRACE,), "another learner's"),
    ],
    ids=["none", "made up", "two", "another's"],
)
def test_a_number_that_is_not_ones_own_gains_nothing(told: tuple[str, ...], why: str) -> None:
    """The name's own system counts, and a line says why; the class goes on."""
    papers = _class(ada=told, grace=(GRACE,))
    assert papers["ada"].system == ADA
    assert why in _looks(papers["ada"])
    assert (papers["grace"].system, _looks(papers["grace"])) == (GRACE, "")


def test_a_number_that_may_have_been_chosen_is_told() -> None:
    """Somebody may be called otherwise at home: it counts, and a person should look at it."""
    papers = _class(ada=(KEN,), grace=(GRACE,))
    assert papers["ada"].system == KEN
    assert "can have been chosen" in _looks(papers["ada"])
    assert all(fault in _looks(papers["ada"]) for fault in draw(KEN).values())


def test_a_number_that_several_tell_is_told_of_each() -> None:
    """One of them may have handed in the other's."""
    papers = _class(ada=(KEN,), grace=(KEN,))
    assert all("2 hand-ins" in _looks(paper) for paper in papers.values())


@pytest.mark.parametrize("shut_in", BOTH)
def test_a_repair_earns_what_it_mends_in_the_system_that_was_given(shut_in: bool) -> None:
    """A cell that draws another system, or opens another account for one, changes nothing and is told."""
    easy = _where("disabled rule", there=True)
    system = easy if shut_in else _where("disabled rule", there=False)
    choose = CHOOSE.replace("EASY", repr(easy)).replace("LAB", repr(LAB))
    marked = graded(OPEN, MEND_RULE, choose, lab=LAB, system=system, shut_in=shut_in)
    assert f"This is system {system}." in printed(marked, 0)
    assert {verdict.task for verdict in marked.verdicts if verdict.points} == (
        {"report-runs-nightly"} if shut_in else set()
    )
    assert marked.refusals
