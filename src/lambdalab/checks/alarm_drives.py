"""Drives an alarm through its states: good and bad minutes, and silence, without anybody waiting for them.

What was measured before a drive counts no more, and neither does afterwards what was measured in it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lambdalab.alarms import evaluate_now, pass_time
from lambdalab.aws import Cloud
from lambdalab.checks.alarms import PERIOD, question_of, where_it_errs
from lambdalab.checks.results import Unmet

SILENCE = 3600
"""Seconds in which no alarm of these labs finds a datapoint."""

_GOOD_EVENTS = 2

_ABOUTSILENCE = {
    "missing": "TreatMissingData: missing is also what it is when you do not give it",
    "breaching": "TreatMissingData: breaching is the word for a bad datapoint",
    "ignore": "TreatMissingData: ignore keeps the last state, however old it is",
}


class Drive:
    """An alarm, and what makes its minutes good or bad."""

    def __init__(self, cloud: Cloud, alarm: dict[str, Any], good: Callable[[], None]) -> None:
        self.name: str = alarm["AlarmName"]
        self._cloud, self._settings, self._good = cloud, alarm, good

    def minute(self, bad: Callable[[], None] | None = None) -> str:
        """Let a minute pass, with good events and perhaps one bad; return the state after it."""
        pass_time(PERIOD, cloud=self._cloud)
        for _ in range(_GOOD_EVENTS):
            self._good()
        if bad is not None:
            bad()
        return evaluate_now(cloud=self._cloud)[self.name]

    def silence(self) -> str:
        """Let an hour pass in which nothing happens; return the state after it."""
        return _be_silent(self._cloud)[self.name]

    def require_good(self, what: str) -> None:
        """Raise Unmet where a minute of good events sets the alarm off."""
        if self.minute() == "ALARM":
            raise self._unmet(
                f"{self.name} to be calm in a minute {what}",
                f"after {_GOOD_EVENTS} good ones it is in ALARM",
                "Statistic, Threshold and ComparisonOperator: each good one sends a 0",
            )

    def require_alarm(self, what: str, bad: Callable[[], None]) -> None:
        """Raise Unmet unless a minute with one bad event among good ones sets the alarm off."""
        state = self.minute(bad)
        if state != "ALARM":
            raise self._unmet(
                f"{self.name} to be in ALARM after a minute {what}",
                f"after {_GOOD_EVENTS} good ones and 1 bad it is {state}",
                where_it_errs(self._settings),
            )

    def require_recovery(self) -> None:
        """Raise Unmet unless the next minute, a good one, ends the alarm."""
        state = self.minute()
        if state != "OK":
            raise self._unmet(
                f"{self.name} to be OK after the next minute, a good one",
                f"it is still {state}",
                "Period and EvaluationPeriods: how far back does it look?",
            )

    def require_calm_in_silence(self) -> None:
        """Raise Unmet unless the alarm is OK after an hour without any event."""
        treated = self._settings.get("TreatMissingData", "missing")
        state = self.silence()
        if state != "OK":
            raise Unmet(
                "mismatch",
                expected=f"{self.name} to be OK after an hour without an event",
                found=f"it is {state}: missing data is treated as {treated}",
                look_at=_ABOUTSILENCE.get(treated, "TreatMissingData"),
            )

    def _unmet(self, expected: str, found: str, look_at: str) -> Unmet:
        asks = f"{found}: it asks for {question_of(self._settings)}"
        return Unmet("mismatch", expected=expected, found=asks, look_at=look_at)


@contextmanager
def drive(
    cloud: Cloud, alarm: dict[str, Any], good: Callable[[], None], *, aloud: bool = False
) -> Iterator[Drive]:
    """Yield a drive that begins and ends in silence; nobody is told of it unless it is ``aloud``."""
    with muted(cloud) as cloudwatch:
        driven = Drive(cloud, alarm, good)
        if not aloud:
            yield driven
            return
        cloudwatch.enable_alarm_actions(AlarmNames=[driven.name])
        try:
            yield driven
        finally:
            cloudwatch.disable_alarm_actions(AlarmNames=[driven.name])


@contextmanager
def muted(cloud: Cloud) -> Iterator[Any]:
    """Let no alarm act meanwhile; an hour of silence is before it, and one after it. Yield CloudWatch."""
    cloudwatch = cloud.client("cloudwatch")
    pages = cloudwatch.get_paginator("describe_alarms").paginate()
    acting = [one["AlarmName"] for page in pages for one in page["MetricAlarms"] if one["ActionsEnabled"]]
    cloudwatch.disable_alarm_actions(AlarmNames=acting)
    try:
        _be_silent(cloud)
        yield cloudwatch
    finally:
        _be_silent(cloud)
        cloudwatch.enable_alarm_actions(AlarmNames=acting)


def _be_silent(cloud: Cloud) -> dict[str, str]:
    return evaluate_now(after=SILENCE, cloud=cloud)
