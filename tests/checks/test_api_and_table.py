"""Lab 09's checks, as far as the answers beside its master cannot show them (./lab author check)."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from lambdalab import replay
from lambdalab.aws import Cloud
from lambdalab.checks.api_and_table import LAB
from lambdalab.checks.deployments import CHANNEL, TABLE
from lambdalab.checks.registry import judge_lab
from lambdalab.checks.stream_news import FAILED


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    """Build the system with the master's own cells, in an account that no other test uses."""
    environment, home = dict(os.environ), Path.cwd()
    os.chdir(tmp_path)
    shell = InteractiveShell.instance()
    shell.reset(new_session=False)
    for cell in replay.cells_until(replay.master_of(LAB), "deployment-announced"):
        replay.run_cell(shell, cell, cell.source)
    yield Cloud.of_environment()
    os.chdir(home)
    os.environ.clear()
    os.environ.update(environment)


def items_of(cloud: Cloud) -> set[str]:
    """Return the ids in the table."""
    return {item["id"]["S"] for item in cloud.client("dynamodb").scan(TableName=TABLE)["Items"]}


def messages_in(cloud: Cloud, queue: str) -> list[str]:
    """Return the messages that are in a queue, or come within a poll of the stream."""
    sqs = cloud.client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=2)
    return [message["Body"] for message in answer.get("Messages", [])]


def test_the_checks_leave_table_and_queues_as_they_found_them(cloud: Cloud) -> None:
    """All of them pass; what they registered is gone, and the channel hears nothing of it."""
    before = items_of(cloud)
    assert {verdict.status for verdict in judge_lab(LAB, cloud)} == {"passed"}
    assert items_of(cloud) == before
    assert messages_in(cloud, CHANNEL) == []
    assert messages_in(cloud, FAILED) == []
