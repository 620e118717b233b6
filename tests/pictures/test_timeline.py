"""The picture of an upload's way: whose run it shows."""

import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import pytest

from lambdalab.errors import LabError
from lambdalab.pictures import timeline

if TYPE_CHECKING:
    from tests.pictures.conftest import System


def moment(milliseconds: float) -> str:
    """Return a time as S3 and SNS write it."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()


def report(name: str, init: str = "") -> str:
    """Return a REPORT line."""
    return (
        f"REPORT RequestId: {name}\tDuration: 40.00 ms\tBilled Duration: 40 ms\tMemory Size: 128 MB\t"
        f"Max Memory Used: 36 MB\t{init}"
    )


def message(uploaded: int) -> dict[str, object]:
    """Return a message of 70 ms after its upload, as the queue hands it over."""
    told = json.dumps({"uploaded": moment(uploaded)})
    return {
        "Body": json.dumps({"Message": told, "Timestamp": moment(uploaded + 70)}),
        "Attributes": {
            "SentTimestamp": str(uploaded + 80),
            "ApproximateFirstReceiveTimestamp": str(uploaded + 95),
        },
    }


def write(system: "System", *lines: tuple[int, str]) -> None:
    """Write the log of a function."""
    group = {"logGroupName": "/aws/lambda/notify", "logStreamName": "one"}
    system.logs.create_log_group(logGroupName=group["logGroupName"])
    system.logs.create_log_stream(**group)
    events = [{"timestamp": at, "message": text} for at, text in lines]
    system.logs.put_log_events(**group, logEvents=events)


@pytest.fixture
def uploaded(system: "System", monkeypatch: pytest.MonkeyPatch) -> int:
    """Let the picture look at the test's account; return the time of an upload."""
    session = boto3.Session(system.cloud.account, "x", region_name=system.cloud.region)
    monkeypatch.setattr(boto3, "client", session.client)
    return int(time.time() * 1000)


def test_a_run_that_ended_before_its_message_got_its_time_is_found(system: "System", uploaded: int) -> None:
    """Neither the run before the upload is taken for it, nor one that began after the message."""
    runs = {"before": (-90, -80), "ours": (20, 60), "after": (100, 120)}
    lines = [
        line
        for name, (start, end) in runs.items()
        for line in ((uploaded + start, f"START RequestId: {name}"), (uploaded + end, report(name)))
    ]
    write(system, *lines)
    assert timeline.read(message(uploaded), "notify") == timeline.Timeline(20.0, 70.0, 60.0, 80.0, 95.0)


@pytest.mark.parametrize(("init", "shown"), [(30.0, 30.0), (60.0, 0.0)])
def test_an_init_phase_is_shown_where_the_upload_waited_for_it(
    system: "System", uploaded: int, init: float, shown: float
) -> None:
    """One that took longer than the time from upload to START was over before."""
    cold = report("ours", f"Init Duration: {init:.2f} ms")
    write(system, (uploaded + 50, "START RequestId: ours"), (uploaded + 75, cold))
    found = timeline.read(message(uploaded), "notify")
    assert found.init == shown
    assert ("init from 20 to 50 ms" in timeline.draw(found).alt) == bool(shown)


@pytest.mark.parametrize("asked", [{}, {"Attributes": {"SentTimestamp": "1"}}])
def test_a_message_without_its_times_names_the_parameter(asked: dict[str, object]) -> None:
    """It was received without MessageSystemAttributeNames, or not with all."""
    with pytest.raises(LabError, match="MessageSystemAttributeNames"):
        timeline.read({"Body": "{}"} | asked, "notify")
