"""Lab 06's desk: the queue where reports of guesses arrive, and how a check leaves it as it was."""

from collections.abc import Sequence

from lambdalab.aws import Cloud
from lambdalab.checks import mailbox
from lambdalab.checks.subscriptions import subscriptions_of

DESK = "desk"


def collect(cloud: Cloud, marks: Sequence[str], at_least: int, *, and_duplicates: bool = True) -> list[str]:
    """Take the messages that hold one of these marks from the desk, and return them."""

    def is_ours(published: str) -> bool:
        return any(mark in published for mark in marks)

    return mailbox.collect(cloud, DESK, is_ours, at_least, and_duplicates)


def clear(cloud: Cloud, group: str, marks: Sequence[str]) -> None:
    """Take what a check's lines in a log group set off from the desk: a message for each mark, if any."""
    if subscriptions_of(cloud, group):
        collect(cloud, marks, len(marks), and_duplicates=False)
