"""Verdicts as people read them."""

import pytest

from lambdalab.checks.functions import Answer, error_of
from lambdalab.checks.hints import Hint
from lambdalab.checks.registry import find
from lambdalab.checks.results import Verdict, listed, shortened
from lambdalab.errors import UnknownName

REFUSED = Verdict("a-task", "mismatch", 0.0, 15.0, expected="5 < 6", found="7", look_at="the sum")


def test_a_passed_verdict_is_one_line() -> None:
    """There is nothing to add to a task that is done."""
    assert repr(Verdict("a-task", "passed", 15.0, 15.0)) == "✓ a-task · 15 of 15"


def test_a_refused_verdict_says_what_was_expected_found_and_where_to_look() -> None:
    """The plain text holds the three labelled lines."""
    assert repr(REFUSED).splitlines() == [
        "✗ a-task · 0 of 15",
        "  expected: 5 < 6",
        "  found:    7",
        "  look at:  the sum",
    ]


def test_a_long_find_is_cut_after_a_word() -> None:
    """What a learner's code returned may be all that AWS answered: a card shows how it begins."""
    shown = dict(Verdict("a-task", "mismatch", 0.0, 15.0, found="'State': " * 200).lines())["found"]
    assert shown.endswith("'State': …")
    assert len(shown) < 410


@pytest.mark.parametrize(
    ("most", "shown"), [(11, "to be three"), (10, "to be …"), (5, "to be …"), (1, "t …")]
)
def test_no_word_is_cut_that_fits(most: int, shown: str) -> None:
    """A text that fits stays; one that does not ends with its last whole word, if it has one."""
    assert shortened("to be three", most) == shown


def test_the_card_holds_the_same_words_escaped() -> None:
    """What a learner named cannot become markup."""
    card = REFUSED._repr_html_()
    assert "5 &lt; 6" in card
    assert "the sum" in card


@pytest.mark.parametrize(
    ("names", "words"), [(["b", "a"], "the account's topics are b, a"), ([], "there is none")]
)
def test_what_there_is_is_listed(names: list[str], words: str) -> None:
    """A list of nothing says so, in a sentence that fits every kind of thing."""
    assert listed("the account's topics", names) == words


def test_a_long_error_keeps_its_place() -> None:
    """What is cut is the message: the line of the function's own that failed is still named, once."""
    frames = [f'  File "/var/{place}", line 11, in it' for place in ("task/deploy.py", "lang/lib/client.py")]
    error = {"errorType": "ClientError", "errorMessage": "no " * 200, "stackTrace": frames}
    assert error_of(Answer(error, error=True), 16) == "ClientError: no … (deploy.py, line 11)"


def test_two_dollars_on_a_card_are_no_formula() -> None:
    """JupyterLab sets what stands between two $ as mathematics, but not within this class."""
    pattern = '{ $.outcome != "ok" && $.source = "app" }'
    assert Verdict("a-task", "mismatch", 0.0, 15.0, found=pattern)._repr_html_().count("mathjax_ignore") == 3
    assert "<ol class='mathjax_ignore'" in Hint("a-task", (pattern,))._repr_html_()


def test_an_unknown_task_lists_the_known_ones() -> None:
    """A misspelt name is answered with the names of its lab; one like no other with all there are."""
    with pytest.raises(UnknownName, match="Is 'function-created' meant") as caught:
        find("function-creatd")
    assert caught.value.next_step.startswith("02-object-notifications has: function-created, ")
    assert "alarm-sees-errors" not in caught.value.next_step
    with pytest.raises(UnknownName, match="There is no task 'x'") as caught:
        find("x")
    assert "alarm-sees-errors" in caught.value.next_step
