"""Runs a scheduled rule now, and waits until the function behind it has ended."""

from datetime import datetime

from lambdalab.aws import Cloud
from lambdalab.checks.logs import group_of, lines_of, reports_of
from lambdalab.checks.results import Unmet
from lambdalab.schedules import fire_now
from lambdalab.waiting import wait_for

_RUN_SECONDS = 10
_WHY_NO_RUN = "the function's code, for what takes so long; whether its role lets it write logs"


def fire(
    cloud: Cloud, rule: str, function: str, *, time: datetime | None = None, look_at: str = _WHY_NO_RUN
) -> None:
    """Run a rule now, or as at ``time``, and wait until its function has ended.

    Raises Unmet where it does not, with where to look, or fails.
    """
    before = set(reports_of(cloud, function))
    fire_now(rule, cloud=cloud, time=time)
    ended = wait_for(lambda: (set(reports_of(cloud, function)) - before) or None, _RUN_SECONDS)
    if not ended:
        raise Unmet(
            "failed",
            expected=f"the rule {rule} to run {function}, and that to end",
            found=f"{group_of(function)} shows no run since then that has come to its end",
            look_at=look_at,
        )
    lines = lines_of(cloud, function, ended.pop())
    errors = [line for line in lines if line.startswith("[ERROR]") or "Task timed out" in line]
    if errors:
        raise Unmet(
            "failed",
            expected=f"{function} to end without an error when {rule} runs it",
            found=f"its log says: {errors[0].splitlines()[0]}",
            look_at=f"{group_of(function)}, from its last START on",
        )
