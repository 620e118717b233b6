"""The picture of an upload's way: whose run it shows."""

import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import pytest

from lambdalab.pictures import timeline

if TYPE_CHECKING:
    from tests.pictures.conftest import System


def moment(milliseconds: float) -> str:
    """Return a time as S3 and SNS write it."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()


def test_a_run_that_ended_before_its_message_got_its_time_is_found(
    system: "System", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the run before the upload is taken for it, nor one that began after the message."""
    session = boto3.Session(system.cloud.account, "x", region_name=system.cloud.region)
    monkeypatch.setattr(boto3, "client", session.client)
    uploaded = int(time.time() * 1000)
    group = {"logGroupName": "/aws/lambda/notify", "logStreamName": "one"}
    system.logs.create_log_group(logGroupName=group["logGroupName"])
    system.logs.create_log_stream(**group)
    runs = {"before": (-90, -80), "ours": (20, 60), "after": (100, 120)}
    lines = [
        {"timestamp": uploaded + at, "message": f"{word} RequestId: {name}"}
        for name, run in runs.items()
        for word, at in zip(("START", "END"), run, strict=True)
    ]
    system.logs.put_log_events(**group, logEvents=lines)
    told = json.dumps({"uploaded": moment(uploaded)})
    message = {
        "Body": json.dumps({"Message": told, "Timestamp": moment(uploaded + 70)}),
        "Attributes": {
            "SentTimestamp": str(uploaded + 80),
            "ApproximateFirstReceiveTimestamp": str(uploaded + 95),
        },
    }
    assert timeline.read(message, "notify") == timeline.Timeline(20.0, 70.0, 60.0, 80.0, 95.0)
