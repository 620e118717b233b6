"""A release as customers met it: each version's share of an alias's calls, their errors, the alarms' states.

Run alone, it draws made-up figures: ``python -m lambdalab.pictures.releases [FILE.png]``.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import boto3
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from lambdalab.errors import NotReady
from lambdalab.pictures import style
from lambdalab.pictures.alarms import STATES, WORDS

_COLOURS = ("#6c94ba", style.ORANGE, style.TEAL, style.STONE, style.BLUE)
_MINUTE_SECONDS = 60
_SECONDS = 5
"""How finely calls are read: at most 1,440 points come in one answer."""

_PAUSE_SECONDS = 20
"""Without any call for so long, a minute is over."""

_STRIP, _ERRORS = 0.15, 0.42
"""Heights as shares of the main axes': a strip of states, and the axes of errors."""


@dataclass(frozen=True)
class Release:
    """What an alias did, minute by minute, and the states of alarms meanwhile."""

    name: str
    calls: list[dict[str, int]]
    """The calls of each version, for each minute."""

    errors: list[int]
    """The errors of each minute."""

    states: dict[str, list[tuple[float, str]]]
    """For each alarm, when each state began; the first at 0, in minutes from the left edge."""


def release_history(alias: str, alarms: Iterable[str] = (), minutes: float = 60) -> style.Picture:
    """Draw the last minutes of an alias, given as function:alias, and of some alarms.

    Raises NotReady where nobody has called it.
    """
    return draw(read(alias, alarms, minutes))


def read(alias: str, alarms: Iterable[str] = (), minutes: float = 60) -> Release:
    """Read calls and errors by version, and the alarms' states, from the account.

    Lambda counts a version's part of an alias under the dimension ExecutedVersion.
    Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
    """
    cloudwatch = boto3.client("cloudwatch")
    start = datetime.now(UTC) - timedelta(minutes=minutes)
    calls, errors = (_by_second(cloudwatch, alias, metric, start) for metric in ("Invocations", "Errors"))
    begins = _begins(sorted({second for second, _ in calls}))
    if not begins:
        raise NotReady(
            f"Nobody has called {alias}.", "Invoke the function by its alias, then run this again."
        )
    each: list[dict[str, int]] = [{} for _ in begins]
    failed = [0] * len(begins)
    for (second, version), count in sorted(calls.items()):
        minute = each[_minute(begins, second)]
        minute[version] = minute.get(version, 0) + round(count)
    for (second, _), count in errors.items():
        failed[_minute(begins, second)] += round(count)
    states = {name: _states(cloudwatch, name, start, begins) for name in alarms}
    return Release(alias, each, failed, states)


def draw(release: Release) -> style.Picture:
    """Draw each minute as a bar of shares, its errors below, and a strip of states above for each alarm."""
    strips = 0.27 * len(release.states)
    figure, axes = style.canvas(3.9 + strips, left=1.15, right=0.75, top=0.85 + strips, bottom=1.5)
    versions = sorted({version for minute in release.calls for version in minute}, key=_number)
    colours = {version: _COLOURS[place % len(_COLOURS)] for place, version in enumerate(versions)}
    _shares(axes, release, colours)
    _errors(axes, release)
    for place, (name, states) in enumerate(release.states.items()):
        _strip(axes, len(release.states) - place - 1, name, states, len(release.calls))
    key = {f"version {version}": colour for version, colour in colours.items()}
    finding = _finding(release, versions)
    style.headline(figure, finding, "", key)
    return style.render(figure, f"Stacked bars, one a minute. {finding}. {_told(release)}")


def _by_second(cloudwatch: Any, alias: str, metric: str, start: datetime) -> dict[tuple[float, str], float]:
    """Return a metric's sums by second and version."""
    own = [
        {"Name": "FunctionName", "Value": alias.partition(":")[0]},
        {"Name": "Resource", "Value": alias},
    ]
    asked = {"Namespace": "AWS/Lambda", "MetricName": metric}
    pages = cloudwatch.get_paginator("list_metrics").paginate(**asked, Dimensions=own)
    found = {}
    for dimensions in [one["Dimensions"] for page in pages for one in page["Metrics"]]:
        names = {pair["Name"]: pair["Value"] for pair in dimensions}
        if "ExecutedVersion" not in names:
            continue
        end = datetime.now(UTC) + timedelta(seconds=_SECONDS)
        times: dict[str, Any] = {
            "StartTime": start,
            "EndTime": end,
            "Period": _SECONDS,
            "Statistics": ["Sum"],
        }
        answer = cloudwatch.get_metric_statistics(**asked, **times, Dimensions=dimensions)
        for point in answer["Datapoints"]:
            found[point["Timestamp"].timestamp(), names["ExecutedVersion"]] = point["Sum"]
    return found


def _begins(seconds: Sequence[float]) -> list[float]:
    """Return when each minute of traffic begins: after a pause, or where the one before has lasted."""
    begins: list[float] = []
    for before, second in pairwise([float("-inf"), *seconds]):
        if second - before > _PAUSE_SECONDS or second - begins[-1] >= _MINUTE_SECONDS:
            begins.append(second)
    return begins


def _minute(begins: Sequence[float], second: float) -> int:
    return max(0, sum(begin <= second for begin in begins) - 1)


def _states(cloudwatch: Any, name: str, start: datetime, begins: Sequence[float]) -> list[tuple[float, str]]:
    """Return the minute in which each state began; a state holds from the end of the calls that led to it."""
    pages = cloudwatch.get_paginator("describe_alarm_history").paginate(
        AlarmName=name, HistoryItemType="StateUpdate"
    )
    changes = []
    for item in (item for page in pages for item in page["AlarmHistoryItems"]):
        data = json.loads(item["HistoryData"])
        if item["Timestamp"] >= start:
            changes.append(
                (item["Timestamp"], *(data[side]["stateValue"] for side in ("oldState", "newState")))
            )
    if not changes:
        found = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
        return [(0.0, one["StateValue"]) for one in found]
    changes.sort()
    after = [(float(sum(begin <= when.timestamp() for begin in begins)), new) for when, _, new in changes]
    return [(0.0, changes[0][1]), *after]


def _shares(axes: Axes, release: Release, colours: Mapping[str, str]) -> None:
    floor = [0.0] * len(release.calls)
    middles = [minute + 0.5 for minute in range(len(release.calls))]
    for version, colour in colours.items():
        shares = [100 * minute.get(version, 0) / sum(minute.values()) for minute in release.calls]
        axes.bar(middles, shares, 0.92, bottom=floor, color=colour, edgecolor=style.PAPER, linewidth=0.6)
        floor = [below + share for below, share in zip(floor, shares, strict=True)]
    axes.set_xlim(0, len(release.calls))
    axes.set_ylim(0, 100)
    axes.set_yticks([0, 50, 100], ["0 %", "50 %", "100 %"])
    axes.set_ylabel("share of calls")
    axes.set_xticks([])


def _errors(axes: Axes, release: Release) -> None:
    below = axes.inset_axes((0, -_ERRORS - 0.1, 1, _ERRORS))
    below.bar([minute + 0.5 for minute in range(len(release.errors))], release.errors, 0.5, color=style.RED)
    below.set_xlim(0, len(release.errors))
    below.set_ylim(0, max([4, *release.errors]) * 1.15)
    below.set_ylabel("errors", color=style.QUIET, fontsize=9.5)
    below.set_xlabel("minutes of traffic", color=style.QUIET, fontsize=9.5, labelpad=7)
    below.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
    below.set_xticks(range(0, len(release.errors) + 1, max(1, len(release.errors) // 8)))
    below.grid(axis="y", color=style.LINE)
    below.set_axisbelow(True)
    below.tick_params(length=0, pad=6, labelsize=9.5, labelcolor=style.QUIET)
    for edge, spine in below.spines.items():
        spine.set(visible=edge in ("left", "bottom"), color=style.STONE, linewidth=0.8)


def _strip(axes: Axes, place: int, name: str, states: Sequence[tuple[float, str]], end: int) -> None:
    """Draw one alarm's states, ``place`` strips above the lowest one."""
    strip = axes.inset_axes((0, 1.05 + place * (_STRIP + 0.03), 1, _STRIP))
    strip.set_xlim(0, end)
    strip.set_ylim(0, 1)
    strip.axis("off")
    style.label(strip, -0.012 * end, 0.47, name, ha="right", fontsize=8.5)
    for (start, state), (stop, _) in pairwise([*states, (float(end), "")]):
        if stop <= start:
            continue
        looks: dict[str, Any] = {"edgecolor": style.QUIET, "linewidth": 0.8} | STATES[state]
        strip.axvspan(start, stop, **looks)
        if (stop - start) / end > 0.02 * len(WORDS[state]):
            paper = {"facecolor": style.PAPER, "linewidth": 0, "pad": 1.0}
            box = {"bbox": paper} if "hatch" in STATES[state] else {}
            colour = style.PAPER if state == "ALARM" else style.INK
            style.label(
                strip, (start + stop) / 2, 0.45, WORDS[state], ha="center", fontsize=8, color=colour, **box
            )


def _finding(release: Release, versions: Sequence[str]) -> str:
    """Say which versions ended with all of the calls, and which were taken back."""
    last = release.calls[-1]
    gone = [
        version
        for version in versions
        if version not in last and not any(set(minute) == {version} for minute in release.calls)
    ]
    stays = " and ".join(f"version {version}" for version in sorted(last, key=_number))
    if not gone:
        return f"{release.name} ends with {stays}"
    back = " and ".join(gone)
    return f"Version {back} was rolled back; {release.name} ends with {stays}"


def _told(release: Release) -> str:
    """Say in words what the bars and strips show."""
    shares: dict[str, list[int]] = defaultdict(list)
    for minute in release.calls:
        for version, count in minute.items():
            shares[version].append(round(100 * count / sum(minute.values())))
    parts = [
        f"Version {version} got {_span(found)} of the calls in {len(found)} of {len(release.calls)} minutes."
        for version, found in sorted(shares.items(), key=lambda one: _number(one[0]))
    ]
    parts.append(f"Errors: {sum(release.errors)}.")
    for name, states in release.states.items():
        parts.append(f"{name}: {' → '.join(WORDS[state] for _, state in states)}.")
    return " ".join(parts)


def _span(shares: Sequence[int]) -> str:
    least, most = min(shares), max(shares)
    return f"{most} %" if least == most else f"{least} to {most} %"


def _number(version: str) -> tuple[int, str]:
    return (int(version) if version.isdecimal() else 0, version)


def main() -> None:
    """Draw made-up figures: a release that is rolled back, and one that is not."""
    calls = [{"4": 30}, {"4": 30}, {"4": 27, "5": 3}, {"4": 26, "5": 4}, {"4": 30}]
    calls += [{"4": 28, "6": 2}, {"4": 26, "6": 4}, {"4": 14, "6": 16}, {"6": 30}]
    states = {
        "everything": [(0.0, "INSUFFICIENT_DATA"), (1.0, "OK")],
        "canary-5": [(0.0, "INSUFFICIENT_DATA"), (3.0, "OK"), (4.0, "ALARM"), (6.0, "OK")],
    }
    style.show_alone(draw(Release("checkout:live", calls, [0, 0, 0, 2, 0, 0, 0, 0, 0], states)))


if __name__ == "__main__":
    main()
