"""Batches of log events for lab 06's function that reports, and what must arrive on the desk of each.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
"""

from collections.abc import Sequence

from lambdalab.aws import Cloud
from lambdalab.checks import desks, sign_ins
from lambdalab.checks.functions import Answer, error_of, invoke
from lambdalab.checks.results import Unmet
from lambdalab.checks.subscriptions import packed

_CONTROL = "CWL CONTROL MESSAGE: Checking health of destination Lambda."
type Parts = tuple[str, str, str]
"""A guess: its outcome, its user, and where from."""

_USERS = ("Zoë O'Neil", "5 € {user}", "ann")


def require_reports(cloud: Cloud, function: str) -> None:
    """Raise Unmet unless a batch gives one message, a line for each log event, and a control message none."""
    batches = [_batch(3), _batch(1)]
    answers = [invoke(cloud, function, packed(cloud, sign_ins.GROUP, _logged(batch))) for batch in batches]
    control = invoke(cloud, function, packed(cloud, "", [_CONTROL], "CONTROL_MESSAGE"))
    marks = [_CONTROL, *(ip for batch in batches for _, _, ip in batch)]
    told = desks.collect(cloud, marks, sum(not answer.error for answer in answers))
    for batch, answer in zip(batches, answers, strict=True):
        ours = [message for message in told if any(ip in message for _, _, ip in batch)]
        _compare(function, answer, ours, [sign_ins.report_line(*parts) for parts in batch])
    _require_silence(function, control, [message for message in told if _CONTROL in message])


def _batch(count: int) -> list[Parts]:
    return [("unknown-user", user, sign_ins.address()) for user in _USERS[:count]]


def _logged(batch: Sequence[Parts]) -> list[str]:
    return [sign_ins.line(outcome, user, ip=ip) for outcome, user, ip in batch]


def _compare(function: str, answer: Answer, told: Sequence[str], lines: Sequence[str]) -> None:
    wanted, count = "\n".join(lines), len(lines)
    expected = f"{function} to publish one message for a batch of {count}: {wanted!r}"
    if answer.error:
        found = f"it ended with {error_of(answer)}"
        look_at = "the order of unpacking: base64 outside, then gzip, then JSON; each message is JSON again"
        raise Unmet("failed", expected=expected, found=found, look_at=look_at)
    if list(told) != [wanted]:
        found = f"{len(told)} arrived: {told}" if told else f"none arrived; it returned {answer.payload}"
        look_at = _where_message_errs(function, told, lines)
        raise Unmet("mismatch" if told else "missing", expected=expected, found=found, look_at=look_at)
    if answer.payload != {"reported": count}:
        found = f"it returned {answer.payload}"
        raise Unmet("mismatch", expected=f'{{"reported": {count}}}', found=found, look_at="the return")


def _where_message_errs(function: str, told: Sequence[str], lines: Sequence[str]) -> str:
    if not told:
        return f"publish, and TOPIC_ARN in the environment of {function}"
    if len(told) > 1:
        return "publish after the loop: a message for each line is a flood"
    if told[0] in lines:
        return "the loop: a batch can hold more than one log event"
    if sorted(told[0].split("\n")) == sorted(lines):
        return "the order: that of the log events"
    return "what stands in a line, sign by sign; lines are joined by \\n"


def _require_silence(function: str, answer: Answer, told: Sequence[str]) -> None:
    """Raise Unmet where a control message, which holds no lines, is told or is an error."""
    expected = f"{function} to end well with a CONTROL_MESSAGE, and to publish nothing"
    if answer.error:
        raise Unmet(
            "failed",
            expected=expected,
            found=f"it ended with {error_of(answer)}",
            look_at="messageType: only a DATA_MESSAGE holds lines of yours",
        )
    if told or answer.payload != {"reported": 0}:
        raise Unmet(
            "mismatch",
            expected=f'{expected}; its return is {{"reported": 0}}',
            found=f"it returned {answer.payload}, and {told or 'nothing'} arrived",
            look_at="messageType: only a DATA_MESSAGE holds lines of yours",
        )
