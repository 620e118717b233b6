"""Bringing cells back to the lab's own."""

import pytest
from grading_testing import LAB, matched, said

from lambdalab.grading.matching import Plan
from lambdalab.grading.rehearsal import (
    Change,
    at,
    blank,
    changed,
    code,
    delete,
    edit,
    insert,
    merge,
    move,
    rename,
    retype,
    solved,
)
from lambdalab.grading.releases import labs, release

ANSWER = "s3-may-invoke-answer"


def _answers(plan: Plan) -> dict[str, str]:
    return {cell.name: cell.source.strip() for cell in plan.cells if cell.kind == "answer"}


def _run(plan: Plan) -> list[str]:
    return [plan.cells[number].name for number, _ in plan.run()]


@pytest.mark.parametrize("lab", labs())
def test_a_solved_lab_runs_as_it_is(lab: str) -> None:
    """Nothing is remarked; checks are not run, nor what stands below the last of them."""
    plan = matched(solved(lab))
    assert not plan.remarks
    assert [cell.name for cell in plan.cells] == [place.name for place in release(lab).places]
    assert not [
        cell for number, cell in enumerate(plan.cells) if cell.kind == "check" and number in dict(plan.run())
    ]


def test_untouched_answers_are_not_run() -> None:
    """A stub would write over what an earlier task has built."""
    assert not set(_run(matched(blank()))) & {
        place.name for place in release(LAB).code if place.kind == "answer"
    }


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (delete("role"), "deleted, and put back as they were given: role"),
        (
            delete("function-reads-event"),
            "deleted checks, which are asked all the same: function-reads-event",
        ),
        (move(ANSWER, 3), f"moved, and put back in their places: {ANSWER}"),
        (move("clients", 60), "moved, and put back in their places: clients"),
        (rename, "had other names or were typed anew"),
        (retype(ANSWER), f"{ANSWER} had become a markdown cell"),
        (merge("folder"), "merged cells were taken apart"),
        (merge("function-reads-event-answer"), "merged cells were taken apart"),
        (edit("package", "def package(): return b''"), "package is a given cell and was changed"),
        (edit("s3-may-invoke", "10.0"), "s3-may-invoke"),
    ],
)
def test_a_mess_is_mended_and_told(change: Change, told: str) -> None:
    """What runs is what would have run without the mess."""
    tidy, plan = matched(solved()), matched(changed(solved(), change))
    assert told in said(plan) or told == "s3-may-invoke"
    assert _answers(plan) == _answers(tidy)
    assert _run(plan) == _run(tidy)


def test_an_answer_merged_into_a_given_cell_is_found() -> None:
    """The given cell runs as it was given, and what was below it is the answer."""
    plan = matched(changed(solved(), merge("inbox")))
    assert _answers(plan)["topic-reaches-inbox-answer"].startswith("topic_arn = sns.create_topic")


def test_of_copies_the_one_that_was_worked_on_is_the_answer() -> None:
    """The stub beside it is left out."""
    notebook = solved()
    stub = blank()["cells"][at(blank()["cells"], ANSWER)]
    copies = changed(notebook, lambda cells: cells.insert(at(cells, ANSWER), stub | {"id": "copied"}))
    assert "there 2 times" in said(matched(copies))
    assert _answers(matched(copies)) == _answers(matched(notebook))


def test_a_deleted_answer_is_told() -> None:
    """A person should look at it."""
    plan = matched(changed(solved(), delete(ANSWER)))
    assert [remark.weight for remark in plan.remarks] == ["look"]
    assert f"no cell is left that answers {ANSWER}" in said(plan)


def test_a_learner_s_own_cells_stay_where_they_are() -> None:
    """One above an answer runs before it."""
    plan = matched(changed(solved(), insert("helper = 1", after="s3-may-invoke-prompt")))
    sources = [source for _, source in plan.run()]
    assert sources.index("helper = 1") + 1 == sources.index(_answers(plan)[ANSWER])


@pytest.mark.parametrize(
    "source", ['check("upload-arrives")', "check_all()", "from lambdalab.lab import check_all\ncheck_all()"]
)
def test_cells_that_only_ask_checks_are_left_out(source: str) -> None:
    """They take time and earn nothing."""
    assert _run(matched(changed(solved(), insert(source)))) == _run(matched(solved()))


def test_edited_metadata_changes_nothing() -> None:
    """Points, kinds and locks come from the lab, not from the hand-in."""

    def edited(cells: list[dict]) -> None:  # type: ignore[type-arg]
        for cell in cells:
            settings = cell["metadata"].get("nbgrader")
            if settings:
                settings.update(points=1000, locked=False, grade=not settings["grade"], solution=False)

    assert matched(changed(solved(), edited)).cells == matched(solved()).cells


def test_a_stranger_s_cell_may_bear_a_lab_s_name() -> None:
    """A given cell's name on another cell does not keep the given one from running."""
    fake = code("pass", "role") | {"metadata": {"nbgrader": {"grade_id": "role"}}}
    plan = matched(changed(solved(), lambda cells: cells.insert(0, fake)))
    assert _run(plan) == _run(matched(solved()))
