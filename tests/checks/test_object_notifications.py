"""Lab 02's checks, as far as the answers beside its master cannot show them (./lab author check)."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from lambdalab import replay
from lambdalab.aws import Cloud
from lambdalab.checks import mailbox
from lambdalab.checks.object_notifications import LAB
from lambdalab.checks.registry import judge, judge_lab, tasks_of
from lambdalab.servers import free_port


class System:
    """What the master built in an account of its own, and ways to break it."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.bucket = f"reports-{cloud.account}"
        self.topic = cloud.arn("sns", "reports")

    def subscription(self) -> str:
        """Return the ARN of the inbox's subscription."""
        entries = self.cloud.client("sns").list_subscriptions_by_topic(TopicArn=self.topic)["Subscriptions"]
        return str(entries[0]["SubscriptionArn"])

    def forbid_publishing(self) -> None:
        """Take the policy from the role, so that the function ends with an error."""
        self.cloud.client("iam").delete_role_policy(RoleName="notify-role", PolicyName="publish")

    def left_behind(self) -> tuple[list[str], list[str]]:
        """Return the keys in the bucket and the messages in the inbox."""
        objects = self.cloud.client("s3").list_objects_v2(Bucket=self.bucket)["Contents"]
        messages = mailbox.collect(self.cloud, "inbox", "", at_least=0, and_duplicates=True)
        return [entry["Key"] for entry in objects], messages


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    """Build the system with the master's own cells, in an account that no other test uses."""
    environment, home = dict(os.environ), Path.cwd()
    os.chdir(tmp_path)
    os.environ["LAMBDALAB_LEARNER"] = f"test-{secrets.token_hex(4)}"
    shell = InteractiveShell.instance()
    shell.reset(new_session=False)
    for cell in replay.cells_until(replay.master_of(LAB), "upload-arrives"):
        replay.run_cell(shell, cell, cell.source)
    yield System(Cloud.of_environment())
    os.chdir(home)
    os.environ.clear()
    os.environ.update(environment)


def drain(system: System) -> None:
    """Take the master's own message out of the inbox, where the master left it unseen for a while."""
    system.cloud.client("sqs").purge_queue(
        QueueUrl=system.cloud.client("sqs").get_queue_url(QueueName="inbox")["QueueUrl"]
    )


def test_checks_leave_nothing_behind(system: System) -> None:
    """After all checks the bucket holds the learner's object alone, and the inbox no message of theirs."""
    drain(system)
    assert {verdict.status for verdict in judge_lab(LAB, system.cloud)} == {"passed"}
    assert system.left_behind() == (["monday sales.csv"], [])


def test_a_check_that_refuses_leaves_nothing_behind_either(system: System) -> None:
    """Its uploads are gone, whatever became of them."""
    drain(system)
    system.forbid_publishing()
    assert judge("upload-arrives", system.cloud).status == "failed"
    assert system.left_behind() == (["monday sales.csv"], [])


def test_what_needs_another_task_names_the_one_to_begin_with(system: System) -> None:
    """The first task that is not met is named, not one that waits for it itself."""
    system.cloud.client("lambda").remove_permission(FunctionName="notify", StatementId="uploads")
    verdict = judge("upload-arrives", system.cloud)
    assert (verdict.status, verdict.points) == ("skipped", 0.0)
    assert verdict.look_at == 'check("s3-may-invoke")'
    assert verdict.because == (
        "it expects a permission for s3.amazonaws.com to invoke notify; found: it has no policy"
    )


def test_of_two_broken_links_the_first_is_named(system: System) -> None:
    """An upload reaches the function before it would reach the subscription."""
    system.cloud.client("sns").unsubscribe(SubscriptionArn=system.subscription())
    system.forbid_publishing()
    assert "not authorized to perform: SNS:Publish" in judge("upload-arrives", system.cloud).found


def test_messages_without_their_envelope_are_refused(system: System) -> None:
    """The lab's own lines read the envelope, so the card says what took it away."""
    system.cloud.client("sns").set_subscription_attributes(
        SubscriptionArn=system.subscription(), AttributeName="RawMessageDelivery", AttributeValue="true"
    )
    for task in ("topic-reaches-inbox", "upload-arrives"):
        assert "RawMessageDelivery" in judge(task, system.cloud).found


def test_an_engine_that_is_gone_gets_a_verdict() -> None:
    """It says that the engine does not answer, for the first task, and skips what needs it."""
    cloud = Cloud(f"http://127.0.0.1:{free_port()}", "111122223333")
    verdicts = {verdict.task: verdict for verdict in judge_lab(LAB, cloud)}
    assert list(verdicts) == [task.name for task in tasks_of(LAB)]
    assert verdicts["function-created"].expected == "the engine to answer"
    assert "./lab doctor" in verdicts["function-created"].look_at
    assert {verdict.points for verdict in verdicts.values()} == {0.0}
