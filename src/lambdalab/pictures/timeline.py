"""The way of one upload, drawn over time from what AWS itself reports.

The stations, and where their times stand: the upload in the event's ``eventTime``, which the function passes
on as ``uploaded``; START and REPORT in the function's log, and the init phase in the latter; the publication
in the envelope that SNS puts around the message; arrival and receipt in the attributes that the queue gives
the message.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import boto3

from lambdalab.errors import LabError, NotReady
from lambdalab.pictures.style import (
    BLUE,
    INK,
    LINE,
    ORANGE,
    TEAL,
    Picture,
    canvas,
    headline,
    label,
    render,
    show_alone,
)
from lambdalab.reports import Report
from lambdalab.waiting import wait_for

_LOG_SECONDS = 20
_LOG_SLACK_MS = 2000
_QUEUE_TIMES = ("SentTimestamp", "ApproximateFirstReceiveTimestamp")


@dataclass(frozen=True)
class Timeline:
    """The stations of one upload, each in milliseconds after it; ``init`` is how long an init phase took."""

    started: float
    published: float
    finished: float
    arrived: float
    received: float
    init: float = 0.0


def event_timeline(message: Mapping[str, Any], function: str) -> Picture:
    """Draw the way of the upload that ``message`` tells of; ``function`` is the one that published it.

    The message is one of ``receive_message``, asked with ``MessageSystemAttributeNames=["All"]``.
    Raises LabError where it was asked without, NotReady where the log does not show the invocation yet.
    """
    return draw(read(message, function))


def read(message: Mapping[str, Any], function: str) -> Timeline:
    """Collect the times of the stations from the message and the function's log."""
    attributes = message.get("Attributes", {})
    if missing := [name for name in _QUEUE_TIMES if name not in attributes]:
        raise LabError(
            f"The message has no {' and no '.join(missing)}.",
            'Upload again, and call receive_message with MessageSystemAttributeNames=["All"].',
        )
    envelope = json.loads(message["Body"])
    uploaded = _milliseconds(json.loads(envelope["Message"])["uploaded"])
    published = _milliseconds(envelope["Timestamp"])
    started, finished, init = _invocation_between(uploaded, published, function)
    return Timeline(
        started=started - uploaded,
        published=published - uploaded,
        finished=finished - uploaded,
        arrived=float(attributes[_QUEUE_TIMES[0]]) - uploaded,
        received=float(attributes[_QUEUE_TIMES[1]]) - uploaded,
        init=init if init <= started - uploaded else 0.0,  # else it was over before, and nobody waited for it
    )


def _invocation_between(uploaded: float, published: float, function: str) -> tuple[float, float, float]:
    """Return START and REPORT, in ms since 1970, of the invocation that an upload began, and its init's ms.

    The log arrives a little after the run: it is asked again for a while.
    """
    found = wait_for(lambda: _look_for_invocation(uploaded, published, function), _LOG_SECONDS)
    if found is None:
        raise NotReady(
            f"The log of {function} does not show the invocation yet.", "Run this cell again in a second."
        )
    return found


def _look_for_invocation(
    uploaded: float, published: float, function: str
) -> tuple[float, float, float] | None:
    """Return the last run that began between the two; it may have ended before its message has its time."""
    lines = boto3.client("logs").filter_log_events(
        logGroupName=f"/aws/lambda/{function}",
        startTime=int(uploaded),
        endTime=int(published) + _LOG_SLACK_MS,
    )["events"]
    starts = {_request_id(line): line["timestamp"] for line in lines if line["message"].startswith("START ")}
    reports = [line for line in lines if line["message"].startswith("REPORT ")]
    runs = [
        (float(starts[request]), float(line["timestamp"]), Report.of(line["message"]).init_ms or 0.0)
        for line in reports
        if (request := _request_id(line)) in starts
    ]
    return max((run for run in runs if run[0] <= published), default=None)


def _request_id(line: Mapping[str, Any]) -> str:
    words = str(line["message"]).split()
    return words[2] if len(words) > 2 else ""


def _milliseconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp() * 1000


def draw(timeline: Timeline) -> Picture:
    """Draw the stations of one upload as bars below each other."""
    t = timeline
    begun = t.started - t.init
    init = [("init", begun, t.started, ORANGE)] if t.init else []
    rows = [
        ("S3 notifies", 0.0, begun, TEAL),
        *init,
        ("function runs", t.started, t.finished, BLUE),
        ("SNS delivers", t.published, t.arrived, ORANGE),
        ("queue holds", t.arrived, t.received, TEAL),
    ]
    end = max(t.received, t.finished)
    figure, axes = canvas(2.9 + 0.36 * len(init), left=1.35, right=0.9)
    for row, (name, begin, stop, colour) in enumerate(rows):
        axes.barh(row, max(stop - begin, end / 300), left=begin, height=0.5, color=colour)
        label(axes, -end / 60, row, name, ha="right", color=INK)
        label(axes, stop + end / 60, row, f"{stop - begin:.0f} ms", color=INK)
    axes.vlines(t.published, len(rows) - 3, len(rows) - 2, color=INK, linewidth=1)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks([])
    axes.set_xlim(0, end * 1.02)
    axes.set_xlabel("milliseconds after the upload")
    axes.grid(axis="x", color=LINE)
    axes.spines["left"].set_visible(False)
    finding = f"From upload to message in hand: {t.received:.0f} ms"
    headline(
        figure, finding, "Each bar is the time that one station took; the thin line is the publish call."
    )
    spans = "; ".join(f"{name} from {begin:.0f} to {stop:.0f} ms" for name, begin, stop, _ in rows)
    return render(figure, f"Bars over time, one below the other. {finding}. {spans}.")


if __name__ == "__main__":
    show_alone(draw(Timeline(started=4, published=13, finished=21, arrived=17, received=24)))
