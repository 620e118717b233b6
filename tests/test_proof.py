"""Which answers keep company in an account when a lab's checks are proven, and which are drawn."""

from typing import Literal

from lambdalab.answers import Answer, answers_of
from lambdalab.checks import tasks_of
from lambdalab.proof import companies_of, drawn
from lambdalab.replay import labs

LAB = "01-first-function"
FIRST, SECOND = (task.name for task in tasks_of(LAB)[:2])


def answer(task: str, kind: Literal["wrong", "right"], name: str, refused: str = "") -> Answer:
    """Return an answer to a task of a lab."""
    return Answer(LAB, task, kind, name, "value = 1\n", refused)


def names(answers: list[Answer]) -> list[str]:
    """Return each company as its answers' names in one word."""
    return ["".join(one.name for one in company) for company in companies_of(answers)]


def test_right_answers_keep_company_with_those_to_other_tasks_alone() -> None:
    """One run of a lab has one answer to each task."""
    answers = [answer(FIRST, "right", name) for name in "ab"] + [answer(SECOND, "right", "c")]
    assert names(answers) == ["ac", "b"]


def test_wrong_answers_to_a_task_keep_company_where_their_words_differ() -> None:
    """Who is refused with words of its own cannot be mistaken for one before it."""
    answers = [answer(FIRST, "wrong", name, words) for name, words in ("ax", "bx", "cy")]
    assert names(answers) == ["ac", "b"]


def test_wrong_answers_keep_company_in_the_order_of_their_tasks() -> None:
    """They are tried as the lab goes on, and one to another task may have the same words."""
    assert names([answer(SECOND, "wrong", "b", "x"), answer(FIRST, "wrong", "a", "x")]) == ["ab"]


def test_right_answers_come_last() -> None:
    """Wrong ones take longest."""
    assert names([answer(FIRST, "right", "b"), answer(FIRST, "wrong", "a", "x")]) == ["a", "b"]


def test_every_answer_of_the_course_is_in_one_company() -> None:
    """None is lost, none is tried twice."""
    answers = [one for lab in labs() for one in answers_of(lab)]
    tried = [one for company in companies_of(answers) for one in company]
    assert len(tried) == len(answers)
    assert set(tried) == set(answers)


def test_a_share_has_a_wrong_answer_to_every_task_and_right_ones_to_two_labs() -> None:
    """So each check refuses something, and those of two labs accept something else than the solution."""
    answers = [one for lab in labs() for one in answers_of(lab)]
    share = drawn(answers, "a day")
    right = {one.lab for one in share if one.kind == "right"}
    wanted = {(one.task, one.kind) for one in answers if one.kind == "wrong" or one.lab in right}
    assert len(right) == 2
    assert sorted((one.task, one.kind) for one in share) == sorted(wanted)


def test_days_draw_others_and_a_day_the_same() -> None:
    """In time all are tried, and what failed can be had again."""
    answers = answers_of(LAB)
    days = [set(drawn(answers, day)) for day in range(60)]
    assert days[0] == set(drawn(answers, 0))
    assert set().union(*days) == set(answers)
