"""Lab 07, the whole: a metric is driven up and down, and the fleet follows it, by one, within its bounds."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from lambdalab.alarms import evaluate_now, pass_time
from lambdalab.aws import Cloud
from lambdalab.checks.alarms import PERIOD, get_alarm
from lambdalab.checks.fleets import Kind
from lambdalab.checks.functions import variables_of
from lambdalab.checks.logs import group_of
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet
from lambdalab.checks.scale_on_alarm import LAB, ROLE_TASK, TOPIC_TASK
from lambdalab.checks.scaling_alarms import HIGH, LOW, publish
from lambdalab.checks.scaling_trials import FUNCTION, MINE, OTHER, UPDATED, Trial, cool, trial, why_ended
from lambdalab.waiting import wait_for

_RUN_SECONDS = 8
_VALUES = {HIGH: 96.0, LOW: 7.0}
_BELL = f"bell.py: set_alarm_state of the alarm that rang, to any state but ALARM. {UPDATED}"
_SIZE = 'size.py, and the app.py that was given: check("bounds-hold")'
_COOLDOWN = 'cooldown.py: check("cooldown-holds")'


@dataclass(frozen=True)
class _Chain:
    """The learner's own system, from the metric to the fleet."""

    cloud: Cloud
    trial: Trial

    def minute(self, alarm: str, size: int, when: str, look_at: str) -> None:
        """Let a minute pass that sets an alarm off. Raises Unmet unless the fleet is of that size then."""
        pass_time(PERIOD, cloud=self.cloud)
        self._require_silent(alarm)
        began = int(time.time() * 1000)
        publish(self.cloud, _VALUES[alarm])
        state = evaluate_now(cloud=self.cloud)[alarm]
        lines = wait_for(lambda: self._lines_of_a_run(began), _RUN_SECONDS)
        if not lines:
            raise Unmet(
                "failed",
                expected=f"{alarm} to make {FUNCTION} run, and that to end",
                found=f"the alarm is {state}, and {group_of(FUNCTION)} shows no run since then",
                look_at='check("alarms-watch-load"); the subscription\'s FilterPolicy; what takes so long',
            )
        for line in lines:
            if line.startswith("[ERROR]") or "Task timed out" in line:
                raise why_ended(line.splitlines()[0].removeprefix("[ERROR] "))
        self.trial.require_size(size, when, look_at)

    def _lines_of_a_run(self, since: int) -> list[str] | None:
        logs = self.cloud.client("logs")
        asked = {"logGroupName": group_of(FUNCTION), "startTime": since}
        with suppress(logs.exceptions.ResourceNotFoundException):
            lines = [one["message"] for one in logs.filter_log_events(**asked)["events"]]
            return lines if any(line.startswith("REPORT ") for line in lines) else None
        return None

    def _require_silent(self, alarm: str) -> None:
        if get_alarm(self.cloud, alarm)["StateValue"] == "ALARM":
            raise Unmet(
                "failed",
                expected=f"{alarm} to ring again while it lasts, a minute after it rang",
                found="it is in ALARM since then: what does not change is not told",
                look_at=_BELL,
            )


@contextmanager
def _chain(cloud: Cloud, size: int) -> Iterator[_Chain]:
    """Yield the system with a fleet of this size, its two alarms aloud."""
    cloudwatch = cloud.client("cloudwatch")
    with trial(cloud, [Kind(MINE, running=size), Kind(OTHER, running=1)]) as ours:
        for name in (HIGH, LOW):
            cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="A check begins.")
        cloudwatch.enable_alarm_actions(AlarmNames=[HIGH, LOW])
        try:
            yield _Chain(cloud, ours)
        finally:
            cloudwatch.disable_alarm_actions(AlarmNames=[HIGH, LOW])


@task(
    "fleet-follows-load",
    lab=LAB,
    points=10,
    needs=(ROLE_TASK, TOPIC_TASK),
    hints=(
        "An alarm tells of a change of its state, once. The check keeps the load high for several minutes, "
        "then low: does each of the two alarms ring more than once?",
        "See set_alarm_state in boto3's reference of CloudWatch. What does the alarm find when it looks the "
        "next time, and is that a change?",
        "cloudwatch.set_alarm_state(AlarmName=<the one that rang>, StateValue=<another than it is in>, "
        "StateReason=<a few words>).",
    ),
)
def fleet_follows_load(cloud: Cloud) -> None:
    """Pass where a load that lasts moves the fleet by one at a time, after each cooldown, to its bound."""
    variables = variables_of(cloud, FUNCTION)
    most = int(variables["MAX_SIZE"])
    with _chain(cloud, most - 1) as ours:
        ours.minute(HIGH, most, "a busy minute", _SIZE)
        cool(cloud)
        ours.minute(HIGH, most, "another busy minute, at MAX_SIZE", _SIZE)
        ours.minute(LOW, most - 1, "a quiet minute, long after the last change", _SIZE)
        ours.minute(LOW, most - 1, "another quiet minute, in the cooldown", _COOLDOWN)
