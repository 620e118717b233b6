"""Which answers keep company in an account when a lab's checks are proven."""

from typing import Literal

from lambdalab.answers import Answer
from lambdalab.proof import companies_of


def answer(task: str, kind: Literal["wrong", "right"], name: str, refused: str = "") -> Answer:
    """Return an answer to a task of one lab."""
    return Answer("98-lab", task, kind, name, "value = 1\n", refused)


def names(answers: list[Answer]) -> list[str]:
    """Return each company as its answers' names in one word."""
    return ["".join(one.name for one in company) for company in companies_of(answers)]


def test_right_answers_keep_company_with_those_to_other_tasks_alone() -> None:
    """One run of a lab has one answer to each task."""
    answers = [answer("first", "right", name) for name in "ab"] + [answer("second", "right", "c")]
    assert names(answers) == ["ac", "b"]


def test_wrong_answers_keep_company_where_their_words_differ() -> None:
    """Who is refused with words of its own cannot be mistaken for one before it."""
    answers = [answer("first", "wrong", name, words) for name, words in ("ax", "bx", "cy")]
    assert names(answers) == ["ac", "b"]


def test_wrong_answers_to_two_tasks_are_never_in_one_account() -> None:
    """A wrong answer goes as far as its own task."""
    assert names([answer("first", "wrong", "a", "x"), answer("second", "wrong", "b", "y")]) == ["a", "b"]


def test_right_answers_come_first() -> None:
    """They take longest."""
    assert names([answer("first", "wrong", "a", "x"), answer("first", "right", "b")]) == ["b", "a"]
