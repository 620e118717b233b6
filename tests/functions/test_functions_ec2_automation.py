"""The function of lab 03: office-hours."""

import json
from collections.abc import Iterable
from typing import Any

import boto3
import pytest
from functions_testing import AMAZON_LINUX, Example, example

TAGS = {
    "web-1": {"Schedule": "office-hours"},
    "web-2": {"Schedule": "office-hours"},
    "shop-1": {"Schedule": "always"},
    "shop-2": {"Schedule": "Office-Hours"},
    "mail-1": {"schedule": "office-hours"},
    "vpn-1": {},
}


class Office:
    """A fleet by its names, the function, and the inbox behind its topic."""

    def __init__(self, function: Example, inbox: str) -> None:
        self.function, self.inbox = function, inbox
        self.ec2 = boto3.client("ec2")
        self.ids = {name: self._launch(tags) for name, tags in TAGS.items()}

    def _launch(self, tags: dict[str, str]) -> str:
        made = self.ec2.run_instances(ImageId=AMAZON_LINUX, MinCount=1, MaxCount=1)
        launched = made["Instances"][0]["InstanceId"]
        if tags:
            pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
            self.ec2.create_tags(Resources=[launched], Tags=pairs)
        return str(launched)

    def run(self, event: Any) -> dict[str, Any]:
        """Return the function's result, with names in place of ids."""
        result: dict[str, Any] = self.function.handler(event, None)
        return result | {name: self.named(result[name]) for name in ("instances", "failed")}

    def named(self, ids: Iterable[str]) -> list[str]:
        """Return the names of instances."""
        wanted = set(ids)
        return sorted(name for name, instance in self.ids.items() if instance in wanted)

    def running(self) -> list[str]:
        """Return the names of all that run."""
        pages = self.ec2.get_paginator("describe_instances").paginate(
            Filters=[{"Name": "instance-state-name", "Values": ["running"]}]
        )
        return self.named(pages.search("Reservations[].Instances[].InstanceId"))

    def reports(self) -> list[dict[str, Any]]:
        """Return what was published, with names in place of ids."""
        sqs = boto3.client("sqs")
        received = sqs.receive_message(QueueUrl=self.inbox, MaxNumberOfMessages=10).get("Messages", [])
        told = [json.loads(json.loads(message["Body"])["Message"]) for message in received]
        return [one | {name: self.named(one[name]) for name in ("instances", "failed")} for one in told]


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    """Return a fleet in moto's AWS, all of which runs."""
    sns, sqs = boto3.client("sns"), boto3.client("sqs")
    topic = sns.create_topic(Name="reports")["TopicArn"]
    inbox = sqs.create_queue(QueueName="inbox")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=inbox, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    monkeypatch.setenv("TOPIC_ARN", topic)
    return Office(example("03-ec2-automation/office-hours"), inbox)


def test_just_the_scheduled_ones_are_stopped_and_reported(office: Office) -> None:
    """The event beside the function gives the result beside it, which is published too."""
    assert office.run(office.function.event) == office.function.result
    assert office.running() == ["mail-1", "shop-1", "shop-2", "vpn-1"]
    assert office.reports() == [office.function.result]


def test_a_second_run_changes_nothing_and_is_silent(office: Office) -> None:
    """What is stopped is not stopped again, nor reported."""
    office.run({"action": "stop"})
    office.reports()
    assert office.run({"action": "stop"})["instances"] == []
    assert office.reports() == []


def test_what_was_stopped_is_started_again(office: Office) -> None:
    """In the morning all run."""
    office.run({"action": "stop"})
    assert office.run({"action": "start"})["instances"] == ["web-1", "web-2"]
    assert office.running() == sorted(TAGS)


def test_terminated_instances_are_left_alone(office: Office) -> None:
    """One that was terminated keeps its tags for a while, and nobody starts it."""
    office.ec2.terminate_instances(InstanceIds=[office.ids["web-2"]])
    assert office.run({"action": "start"})["instances"] == []
    assert office.run({"action": "stop"})["instances"] == ["web-1"]


def test_one_that_refuses_does_not_keep_the_others_running(office: Office) -> None:
    """A protected instance is named as failed, and the other one is stopped."""
    office.ec2.modify_instance_attribute(InstanceId=office.ids["web-1"], DisableApiStop={"Value": True})
    result = {"action": "stop", "instances": ["web-2"], "failed": ["web-1"]}
    assert office.run({"action": "stop"}) == result
    assert office.reports() == [result]
