"""An alarm's life: its metric over time, the threshold, and the states that it passed through.

A datapoint stands where its period is over: that is when the alarm can judge it.

Run alone, it draws made-up figures: ``python -m lambdalab.pictures.alarms [FILE.png]``.
"""

import json
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import boto3
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from lambdalab.errors import NotReady, UnknownName
from lambdalab.pictures import datapoints, style

_SIGNS = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": "≥",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "≤",
}
STATES: dict[str, dict[str, Any]] = {
    "OK": {"facecolor": "#dcebe8"},
    "ALARM": {"facecolor": style.RED},
    "INSUFFICIENT_DATA": {"facecolor": style.PAPER, "hatch": "////", "edgecolor": style.STONE},
}
WORDS = {"OK": "OK", "ALARM": "ALARM", "INSUFFICIENT_DATA": "no data"}
_STRIP = 0.13
"""The height of the strip of states, as a share of the picture's."""

_LONG_SECONDS = 180


@dataclass(frozen=True)
class History:
    """An alarm's metric and states, in seconds from the picture's left edge to its right edge, ``end``."""

    name: str
    metric: str
    threshold: float
    sign: str
    points: list[tuple[float, float]]
    """When each datapoint's period was over, and its value."""

    states: list[tuple[float, str]]
    """When each state began; the first one at 0."""

    end: float
    period: float = 60

    @property
    def line(self) -> list[tuple[float, float]]:
        """Return the points, with a break before each that follows a period without a datapoint."""
        line = self.points[:1]
        for (before, _), (moment, value) in pairwise(self.points):
            silent = moment - before > 1.5 * self.period
            line += [(moment, math.nan)] * silent + [(moment, value)]
        return line

    @property
    def spans(self) -> list[tuple[float, float, str]]:
        """Return the start, end and name of each state."""
        ends = [*self.states, (self.end, "")]
        return [(start, stop, state) for (start, state), (stop, _) in pairwise(ends)]


def alarm_history(name: str, minutes: float = 60) -> style.Picture:
    """Draw the last minutes of an alarm, as far back as its metric or its history goes.

    Raises UnknownName where there is no such alarm, NotReady where nothing has happened to it yet.
    """
    return draw(read(name, minutes))


def read(name: str, minutes: float = 60) -> History:
    """Read the metric and the states of an alarm from the account."""
    cloudwatch = boto3.client("cloudwatch")
    alarm = _find(cloudwatch, name)
    now = datetime.now().astimezone()
    points = datapoints.read(cloudwatch, alarm, now - timedelta(minutes=minutes), now)
    changes = _changes(cloudwatch, name, now - timedelta(minutes=minutes))
    if not points and not changes:
        raise NotReady(
            f"Nothing has happened to {name} yet.", "Give its metric some data, then run this again."
        )
    period = timedelta(seconds=alarm["Period"])
    first = min([over - period for over, _ in points] + [moment - period / 2 for moment, _, _ in changes])
    first_state = changes[0][1] if changes else alarm["StateValue"]
    return History(
        name,
        alarm["MetricName"],
        alarm["Threshold"],
        _SIGNS.get(alarm["ComparisonOperator"], "outside"),
        [((moment - first).total_seconds(), value) for moment, value in points],
        [(0.0, first_state), *(((moment - first).total_seconds(), after) for moment, _, after in changes)],
        (max([now, *(over for over, _ in points)]) - first).total_seconds(),
        alarm["Period"],
    )


def draw(history: History) -> style.Picture:
    """Draw the metric as a line, the threshold as a dashed one, and the states as a strip above them."""
    figure, axes = style.canvas(4.05, right=0.95, top=1.3)
    unit, name = (60, "minutes") if history.end > _LONG_SECONDS else (1, "seconds")
    _metric(axes, history, unit)
    _states(axes, history, unit)
    axes.set_xlim(0, history.end / unit)
    axes.set_xlabel(f"{name}; the right edge is now")
    axes.grid(axis="y")
    finding = _finding(history)
    reading = f"above: the alarm's states and when they began; below: {history.metric}"
    if len(history.line) > len(history.points):
        reading += ", with a gap where nothing was measured"
    style.headline(figure, finding, reading)
    return style.render(
        figure, f"Line chart of {history.metric} over {name}, with the alarm's states. {_words(history)}"
    )


def _find(cloudwatch: Any, name: str) -> dict[str, Any]:
    pages = cloudwatch.get_paginator("describe_alarms").paginate(AlarmTypes=["MetricAlarm"])
    alarms: dict[str, dict[str, Any]] = {
        one["AlarmName"]: one for page in pages for one in page["MetricAlarms"]
    }
    if name not in alarms:
        raise UnknownName(
            f"There is no alarm {name!r}.", f"Known are: {', '.join(sorted(alarms)) or 'none'}."
        )
    return alarms[name]


def _changes(cloudwatch: Any, name: str, start: datetime) -> list[tuple[datetime, str, str]]:
    """Return when the alarm's state changed, from what, and to what."""
    pages = cloudwatch.get_paginator("describe_alarm_history").paginate(
        AlarmName=name, HistoryItemType="StateUpdate"
    )
    changes = []
    for item in (item for page in pages for item in page["AlarmHistoryItems"]):
        data = json.loads(item["HistoryData"])
        before, after = (data[side]["stateValue"] for side in ("oldState", "newState"))
        changes.append((item["Timestamp"], before, after))
    # LocalStack 4.14 fails on StartDate, so older changes are left out here.
    return sorted(change for change in changes if change[0] >= start)


def _metric(axes: Axes, history: History, unit: int) -> None:
    values = [value for _, value in history.points]
    times, heights = [moment / unit for moment, _ in history.line], [height for _, height in history.line]
    dots: dict[str, Any] = {"marker": "o", "markersize": 4, "clip_on": False, "zorder": 3}
    axes.plot(times, heights, color=style.BLUE, linewidth=2, **dots)
    axes.axhline(history.threshold, color=style.RED, linewidth=1.4, linestyle=(0, (5, 3)))
    highest, lowest = max([history.threshold, *values]), min([history.threshold, 0.0, *values])
    room = (highest - lowest or 1.0) * 0.12
    axes.set_ylim(lowest - (room if lowest < 0 else 0), highest + room)
    axes.set_ylabel(history.metric)
    if all(float(value).is_integer() for value in values):
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    where = history.end / unit * 1.012
    style.label(
        axes,
        where,
        history.threshold,
        f"{history.sign} {history.threshold:g}",
        color=style.RED,
        fontweight="bold",
    )


def _states(axes: Axes, history: History, unit: int) -> None:
    """Draw the strip of states, and a thin line down from each change."""
    strip = axes.inset_axes((0, 1.03, 1, _STRIP))
    strip.set_xlim(0, history.end / unit)
    strip.set_ylim(0, 1)
    strip.axis("off")
    for number, (start, stop, state) in enumerate(history.spans):
        looks: dict[str, Any] = {"edgecolor": style.QUIET, "linewidth": 0.8} | STATES[state]
        strip.axvspan(start / unit, stop / unit, **looks)
        if number:
            style.label(
                strip, start / unit, 1.25, f"{start / unit:.0f}", ha="center", fontsize=8, color=style.QUIET
            )
            axes.axvline(start / unit, color=style.QUIET, linewidth=0.9, linestyle=":")
    _name_states(strip, history, unit)


def _name_states(strip: Axes, history: History, unit: int) -> None:
    for start, stop, state in history.spans:
        if (stop - start) / history.end > 0.017 * len(WORDS[state]):
            paper = {"facecolor": style.PAPER, "linewidth": 0, "pad": 1.5}
            looks: dict[str, Any] = {"ha": "center", "fontsize": 8.5, "fontweight": "bold"}
            looks |= {"color": style.PAPER} if state == "ALARM" else {"color": style.INK}
            looks |= {"bbox": paper} if "hatch" in STATES[state] else {}
            style.label(strip, (start + stop) / 2 / unit, 0.47, WORDS[state], **looks)


def _finding(history: History) -> str:
    alarms = [one for one in history.spans if one[2] == "ALARM"]
    if not alarms:
        return f"{history.name} was never in ALARM"
    last = history.states[-1][1]
    times = "once" if len(alarms) == 1 else f"{len(alarms)} times"
    end = "and recovered" if last == "OK" else f"and is {WORDS[last]} now"
    return f"{history.name} was in ALARM {times}, {end}"


def _words(history: History) -> str:
    path = " → ".join(WORDS[state] for _, state in history.states if state)
    values = [value for _, value in history.points]
    span = f"between {min(values):g} and {max(values):g}" if values else "without any data"
    if len(history.line) > len(history.points):
        span += ", with gaps where nothing was measured"
    waits = f"the alarm waits for {history.sign} {history.threshold:g}"
    return f"{_finding(history)}. The metric is {span}; {waits}. Its states: {path}."


def main() -> None:
    """Draw made-up figures: an alarm that goes off and recovers."""
    values = (0, 0, 1, 0, 4, 7, 6, 2, None, 0, 1, 0)
    points = [(60.0 * minute, float(value)) for minute, value in enumerate(values, 1) if value is not None]
    states = [(0.0, "INSUFFICIENT_DATA"), (60.0, "OK"), (300.0, "ALARM"), (480.0, "OK")]
    style.show_alone(draw(History("notify-errors", "Errors", 3, "≥", points, states, 780)))


if __name__ == "__main__":
    main()
