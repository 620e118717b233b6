"""A fleet over time: how many instances are in each state, and the load that they follow.

Run alone, it draws a made-up day: ``python -m lambdalab.pictures.fleet [FILE.png]``.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from lambdalab.errors import LabError
from lambdalab.pictures import style

Moment = datetime | float
"""A date and time, or a number of seconds."""

Observation = tuple[Moment, Mapping[str, str]]
"""A moment, and the state of each instance at it, by the instance's id."""

_LOOKS: dict[str, dict[str, Any]] = {
    "running": {"facecolor": "#6c94ba"},
    "pending": {"facecolor": style.ORANGE, "hatch": "////"},
    "stopping": {"facecolor": style.TEAL, "hatch": "\\\\\\\\"},
    "stopped": {"facecolor": "#e1e6ea"},
}
_SAME = {"shutting-down": "stopping"}
_HOUR = 3600
_UNITS = ((_HOUR, "hours", 3 * _HOUR), (60, "minutes", 180), (1, "seconds", -1))
_STEPS = (1, 2, 3, 5, 6, 10, 12, 15, 20, 24, 30, 60)
_TICKS = 9
_ABOVE_LOAD = 1.3
_PLACES = (0.015, 0.25, 0.5, 0.75)
"""Where a bound's label may begin, as shares of the width."""

_LABEL_WIDTH, _CLEAR = 0.13, 0.06


def draw(
    observations: Iterable[Observation],
    load: Iterable[tuple[Moment, float]] = (),
    *,
    load_name: str = "load",
    bounds: tuple[int, int] | None = None,
) -> style.Picture:
    """Draw how many instances were in each state; each observation holds until the next one.

    ``load`` is drawn as a line with a scale of its own; ``bounds`` are the least and the most instances that
    may run. Raises LabError unless there are two observations, at different moments, that show an instance.
    """
    seen = sorted(observations, key=lambda one: _seconds(one[0]))
    counts = [_count(states) for _, states in seen]
    times = [_seconds(moment) for moment, _ in seen]
    if len(set(times)) < 2 or not any(counts):
        raise LabError(
            "There is no fleet to draw over time.",
            "Give two observations or more, each a moment and {instance id: state}.",
        )
    line = sorted((_seconds(moment), float(value)) for moment, value in load)
    figure, axes = style.canvas(3.7, right=0.9 if line else 0.3)
    states = [state for state in _LOOKS if any(state in count for count in counts)]
    _areas(axes, times, counts, states)
    _bounds(axes, times, bounds, line)
    if line:
        _line(axes, line, load_name)
    _time_scale(axes, times, seen[0][0])
    finding = _finding(times, [count["running"] for count in counts])
    hatched = "hatched: on the way to another" if {"pending", "stopping"} & set(states) else ""
    told = {state for _, one in seen for state in one.values()}
    style.headline(
        figure, finding, hatched, {_named(state, told): _LOOKS[state]["facecolor"] for state in states}
    )
    words = _words(counts, line, load_name, bounds)
    return style.render(figure, f"Areas over time, one on the other for each state. {finding}. {words}")


def from_events(
    events: Iterable[Mapping[str, Any]], before: Mapping[str, str] | None = None
) -> list[Observation]:
    """Return observations from the events that EC2 sends to EventBridge when an instance changes its state.

    ``before`` holds the states before the first event, where there were instances then.
    Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html
    """
    states = dict(before or {})
    observations: list[Observation] = []
    for event in sorted(events, key=lambda one: str(one["time"])):
        states = states | {event["detail"]["instance-id"]: event["detail"]["state"]}
        observations.append((datetime.fromisoformat(event["time"]), states))
    return observations


def _seconds(moment: Moment) -> float:
    return moment.timestamp() if isinstance(moment, datetime) else float(moment)


def _count(states: Mapping[str, str]) -> Counter[str]:
    """Count instances by state; one that is terminated is none any more."""
    return Counter(_SAME.get(state, state) for state in states.values() if _SAME.get(state, state) in _LOOKS)


def _finding(times: Sequence[float], running: Sequence[int]) -> str:
    held = running[:-1]  # the last observation only ends the one before it
    if min(running) == max(running):
        return f"{running[0]} {'instance runs' if running[0] == 1 else 'instances run'} all the time"
    lengths = [after - before for before, after in pairwise(times)]
    average = sum(count * length for count, length in zip(held, lengths, strict=True)) / sum(lengths)
    return f"Between {min(running)} and {max(running)} instances run, {average:.1f} on average"


def _words(
    counts: Sequence[Counter[str]],
    line: Sequence[tuple[float, float]],
    name: str,
    bounds: tuple[int, int] | None,
) -> str:
    changes = [after["running"] - before["running"] for before, after in pairwise(counts)]
    rises, falls = sum(one > 0 for one in changes), sum(one < 0 for one in changes)
    words = f"The number that run rises {_times(rises)} and falls {_times(falls)}."
    if line:
        values = [value for _, value in line]
        words += f" A line shows {name}, from {min(values):g} to {max(values):g}."
    if bounds:
        words += f" Dashed lines mark the bounds, {bounds[0]} and {bounds[1]}."
    return words


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _areas(axes: Axes, times: Sequence[float], counts: Sequence[Counter[str]], states: Sequence[str]) -> None:
    floor = [0] * len(times)
    for state in states:
        top = [below + count[state] for below, count in zip(floor, counts, strict=True)]
        looks: dict[str, Any] = {"edgecolor": style.PAPER, "linewidth": 0.0} | _LOOKS[state]
        axes.fill_between(times, floor, top, step="post", **looks)
        floor = top
    axes.set_ylim(0, max(floor) * 1.12 + 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylabel("instances")
    axes.grid(axis="y")


def _named(state: str, told: Container[str]) -> str:
    """Return what EC2 calls the states that are drawn as this one, of those that were told."""
    drawn = [state, *(one for one, same in _SAME.items() if same == state)]
    return " or ".join(one for one in drawn if one in told)


def _bounds(
    axes: Axes,
    times: Sequence[float],
    bounds: tuple[int, int] | None,
    line: Sequence[tuple[float, float]],
) -> None:
    if bounds:
        axes.set_ylim(0, max(axes.get_ylim()[1], bounds[1] * 1.15))
    for word, bound in zip(("at least", "at most"), bounds or (), strict=False):
        axes.axhline(bound, color=style.INK, linewidth=1.1, linestyle=(0, (5, 3)))
        paper = {"facecolor": style.PAPER, "linewidth": 0, "pad": 1.5}
        looks = {"fontsize": 8.5, "fontweight": "bold", "bbox": paper, "zorder": 5}
        place = _clear_place(line, times, bound / axes.get_ylim()[1])
        style.label(axes, times[0] + place * (times[-1] - times[0]), bound, f"{word} {bound}", **looks)


def _clear_place(line: Sequence[tuple[float, float]], times: Sequence[float], height: float) -> float:
    """Return the first place at which the line leaves a label at this share of the height alone."""
    if not line:
        return _PLACES[0]
    moments, values = np.array(line).T

    def room(place: float) -> float:
        under = times[0] + np.linspace(place, place + _LABEL_WIDTH) * (times[-1] - times[0])
        return float(np.abs(np.interp(under, moments, values) / _top(line) - height).min())

    return next((place for place in _PLACES if room(place) > _CLEAR), max(_PLACES, key=room))


def _top(line: Sequence[tuple[float, float]]) -> float:
    """Return where the load's scale ends."""
    return max(value for _, value in line) * _ABOVE_LOAD or 1


def _line(axes: Axes, line: Sequence[tuple[float, float]], name: str) -> None:
    scale = axes.twinx()
    scale.plot(*zip(*line, strict=True), color=style.PAPER, linewidth=4.0)
    scale.plot(*zip(*line, strict=True), color=style.INK, linewidth=1.8)
    scale.set_ylim(0, _top(line))
    scale.set_ylabel(f"{name} (line)", color=style.INK, fontsize=9.5, labelpad=7)
    scale.tick_params(length=0, pad=6, labelcolor=style.QUIET, labelsize=9.5)
    for edge in scale.spines.values():
        edge.set_visible(False)


def _time_scale(axes: Axes, times: Sequence[float], first: Moment) -> None:
    start, span = times[0], times[-1] - times[0]
    axes.set_xlim(times[0], times[-1])
    unit, name = next((size, word) for size, word, least in _UNITS if span > least)
    step = next((one * unit for one in _STEPS if span / (one * unit) <= _TICKS), span)
    if isinstance(first, datetime) and unit == _HOUR:
        clock = _by_the_clock(first, times[-1], timedelta(seconds=step))
        ticks = [moment.timestamp() for moment in clock]
        names = [f"{moment:%H:%M}" for moment in clock]
        axes.set_xlabel("time of day")
    else:
        ticks = _ticks(start, times[-1], step)
        names = [f"{(tick - start) / unit:g}" for tick in ticks]
        axes.set_xlabel(f"{name} since the first observation")
    axes.set_xticks(ticks, names)


def _by_the_clock(first: datetime, last: float, step: timedelta) -> list[datetime]:
    """Return the moments at which the clock on the wall shows a multiple of the step, summer time or not."""
    moment = first.replace(hour=0, minute=0, second=0, microsecond=0)
    found = []
    while moment.timestamp() <= last:
        if moment.timestamp() >= first.timestamp():
            found.append(moment)
        moment += step
    return found


def _ticks(first: float, last: float, step: float) -> list[float]:
    return [first + number * step for number in range(int((last - first) / step) + 1)]


def main() -> None:
    """Draw a made-up day: a fleet of two to six that follows its requests."""
    midnight = datetime(2026, 11, 23)
    wanted = (2, 2, 2, 2, 2, 2, 3, 4, 5, 6, 6, 6, 5, 5, 6, 6, 5, 4, 4, 3, 3, 2, 2, 2, 2)
    observations: list[Observation] = []
    for hour, (before, now) in enumerate(pairwise((2, *wanted))):
        for minute, change in ((0, {"pending": now - before, "stopping": before - now}), (9, {})):
            some = min(before, now) if change else now
            states = ["running"] * some + [state for state, count in change.items() for _ in range(count)]
            moment = midnight + timedelta(hours=hour, minutes=minute)
            observations.append((moment, {f"i-{number}": state for number, state in enumerate(states)}))
    load = [
        (midnight + timedelta(hours=hour), 40 * number - 25 + hour % 3) for hour, number in enumerate(wanted)
    ]
    style.show_alone(draw(observations, load, load_name="requests a second", bounds=(2, 6)))


if __name__ == "__main__":
    main()
