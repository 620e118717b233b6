"""Instances pass through AWS's states, refuse what AWS refuses, and tell EventBridge."""

import json
from typing import Any

import boto3
import pytest
from ec2_testing import described, launch, post, refusal, states
from engine_testing import Account, policy, wait_for

UNKNOWN = "i-0123456789abcdef0"
HOLD = "/_lambdalab/hold-instances"


@pytest.fixture
def account(endpoint: str) -> Account:
    """Give each test an empty account of its own."""
    return Account(endpoint)


def test_launch_is_pending_then_runs(account: Account) -> None:
    """RunInstances launches as many as it may, and describes them as pending until they run."""
    ec2 = account.client("ec2")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    post(account, HOLD, held=True)
    launched = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=3)["Instances"]
    ids = [instance["InstanceId"] for instance in launched]
    assert len(ids) == 3
    assert states(ec2, ids) == ["pending"] * 3
    post(account, HOLD, held=False)
    ec2.get_waiter("instance_running").wait(InstanceIds=ids)
    running = described(ec2, InstanceIds=ids)
    assert [i["State"] for i in running] == [{"Code": 16, "Name": "running"}] * 3
    assert not any("StateReason" in i for i in running)


def test_stop_and_start_tell_both_states(account: Account) -> None:
    """StopInstances and StartInstances answer with the state in between and the one before."""
    ec2 = account.client("ec2")
    ids = launch(ec2)
    (change,) = ec2.stop_instances(InstanceIds=ids)["StoppingInstances"]
    assert change["CurrentState"] == {"Code": 64, "Name": "stopping"}
    assert change["PreviousState"] == {"Code": 16, "Name": "running"}
    ec2.get_waiter("instance_stopped").wait(InstanceIds=ids)
    (stopped,) = described(ec2, InstanceIds=ids)
    assert stopped["StateReason"]["Code"] == "Client.UserInitiatedShutdown"
    assert stopped["StateTransitionReason"].startswith("User initiated (")
    assert stopped["StateTransitionReason"].endswith(" GMT)")
    (change,) = ec2.start_instances(InstanceIds=ids)["StartingInstances"]
    assert (change["PreviousState"]["Name"], change["CurrentState"]["Name"]) == ("stopped", "pending")


def test_doing_it_again_changes_nothing(account: Account) -> None:
    """To start what runs and to stop what is stopped succeeds, and says that nothing changes."""
    ec2 = account.client("ec2")
    ids = launch(ec2)
    (change,) = ec2.start_instances(InstanceIds=ids)["StartingInstances"]
    assert (change["PreviousState"]["Name"], change["CurrentState"]["Name"]) == ("running", "running")
    ec2.stop_instances(InstanceIds=ids)
    ec2.get_waiter("instance_stopped").wait(InstanceIds=ids)
    (change,) = ec2.stop_instances(InstanceIds=ids)["StoppingInstances"]
    assert (change["PreviousState"]["Name"], change["CurrentState"]["Name"]) == ("stopped", "stopped")


def test_wrong_states_are_refused_in_aws_words(account: Account) -> None:
    """An instance on its way, or at its end, is neither started nor stopped."""
    ec2 = account.client("ec2")
    (instance,) = launch(ec2)
    post(account, HOLD, held=True)
    ec2.stop_instances(InstanceIds=[instance])
    cannot_start = f"The instance '{instance}' is not in a state from which it can be started."
    cannot_stop = f"This instance '{instance}' is not in a state from which it can be stopped."
    assert refusal(ec2.start_instances, InstanceIds=[instance]) == ("IncorrectInstanceState", cannot_start)
    ec2.terminate_instances(InstanceIds=[instance])
    post(account, HOLD, held=False)
    ec2.get_waiter("instance_terminated").wait(InstanceIds=[instance])
    assert refusal(ec2.start_instances, InstanceIds=[instance]) == ("IncorrectInstanceState", cannot_start)
    assert refusal(ec2.stop_instances, InstanceIds=[instance]) == ("IncorrectInstanceState", cannot_stop)
    assert states(ec2, [instance]) == ["terminated"]


def test_pending_cannot_be_stopped(account: Account) -> None:
    """An instance that is still being launched cannot be stopped."""
    ec2 = account.client("ec2")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    post(account, HOLD, held=True)
    instance = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    message = f"Instance '{instance}' cannot be stopped as it has never reached the 'running' state."
    assert refusal(ec2.stop_instances, InstanceIds=[instance]) == ("IncorrectInstanceState", message)


def test_one_wrong_instance_refuses_all(account: Account) -> None:
    """Where one instance is in a wrong state, none is changed."""
    ec2 = account.client("ec2")
    good, gone = launch(ec2, 2)
    ec2.terminate_instances(InstanceIds=[gone])
    assert refusal(ec2.stop_instances, InstanceIds=[good, gone])[0] == "IncorrectInstanceState"
    assert states(ec2, [good]) == ["running"]


def test_wrong_ids_are_refused(account: Account) -> None:
    """No ids, a malformed one and an unknown one are three different errors."""
    ec2 = account.client("ec2")
    assert refusal(ec2.stop_instances, InstanceIds=[]) == (
        "InvalidParameterCombination",
        "No instances specified",
    )
    assert refusal(ec2.stop_instances, InstanceIds=["web"]) == (
        "InvalidInstanceID.Malformed",
        'Invalid id: "web"',
    )
    assert refusal(ec2.stop_instances, InstanceIds=[UNKNOWN]) == (
        "InvalidInstanceID.NotFound",
        f"The instance ID '{UNKNOWN}' does not exist",
    )


def test_termination_protection(account: Account) -> None:
    """A protected instance is not terminated, whether protected at launch or later."""
    ec2 = account.client("ec2")
    ids = launch(ec2, DisableApiTermination=True)
    code, message = refusal(ec2.terminate_instances, InstanceIds=ids)
    assert code == "OperationNotPermitted"
    assert message.startswith(f"The instance '{ids[0]}' may not be terminated.")
    ec2.modify_instance_attribute(InstanceId=ids[0], DisableApiTermination={"Value": False})
    (change,) = ec2.terminate_instances(InstanceIds=ids)["TerminatingInstances"]
    assert change["CurrentState"]["Name"] == "shutting-down"


def test_stop_protection(account: Account) -> None:
    """A protected instance is neither stopped nor terminated, each refused in words of its own."""
    ec2 = account.client("ec2")
    (instance,) = launch(ec2)
    ec2.modify_instance_attribute(InstanceId=instance, DisableApiStop={"Value": True})
    advice = "Modify its 'disableApiStop' instance attribute and try again."
    assert refusal(ec2.stop_instances, InstanceIds=[instance]) == (
        "OperationNotPermitted",
        f"The instance '{instance}' may not be stopped. {advice}",
    )
    assert refusal(ec2.terminate_instances, InstanceIds=[instance]) == (
        "OperationNotPermitted",
        f"The instance '{instance}' may not be terminated. {advice}",
    )
    ec2.modify_instance_attribute(InstanceId=instance, DisableApiStop={"Value": False})
    (change,) = ec2.terminate_instances(InstanceIds=[instance])["TerminatingInstances"]
    assert change["CurrentState"]["Name"] == "shutting-down"


def test_dry_run_changes_nothing(account: Account) -> None:
    """DryRun answers with DryRunOperation and leaves the instance as it is."""
    ec2 = account.client("ec2")
    ids = launch(ec2)
    assert refusal(ec2.stop_instances, InstanceIds=ids, DryRun=True) == (
        "DryRunOperation",
        "Request would have succeeded, but DryRun flag is set.",
    )
    assert states(ec2, ids) == ["running"]


def test_type_is_changed_when_stopped_only(account: Account) -> None:
    """The type of an instance that runs cannot be changed."""
    ec2 = account.client("ec2")
    ids = launch(ec2)
    change = {"InstanceId": ids[0], "InstanceType": {"Value": "t3.large"}}
    message = f"The instance '{ids[0]}' is not in the 'stopped' state."
    assert refusal(ec2.modify_instance_attribute, **change) == ("IncorrectInstanceState", message)
    ec2.stop_instances(InstanceIds=ids)
    ec2.get_waiter("instance_stopped").wait(InstanceIds=ids)
    ec2.modify_instance_attribute(**change)
    assert described(ec2, InstanceIds=ids)[0]["InstanceType"] == "t3.large"


def test_every_state_is_an_event(account: Account) -> None:
    """EventBridge hears of every state, in order, in the instance's own account."""
    events, sqs, ec2 = (account.client(service) for service in ("events", "sqs", "ec2"))
    arn = f"arn:aws:sqs:us-east-1:{account.number}:states"
    let_in = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
    }
    attributes = {"Policy": policy(let_in | {"Resource": arn})}
    queue = sqs.create_queue(QueueName="states", Attributes=attributes)["QueueUrl"]
    events.put_rule(Name="states", EventPattern=json.dumps({"source": ["aws.ec2"]}))
    events.put_targets(Rule="states", Targets=[{"Id": "1", "Arn": arn}])
    (instance,) = launch(ec2)
    ec2.stop_instances(InstanceIds=[instance])
    ec2.get_waiter("instance_stopped").wait(InstanceIds=[instance])
    ec2.terminate_instances(InstanceIds=[instance])
    heard: list[dict[str, Any]] = []

    def all_heard() -> bool:
        answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
        heard.extend(json.loads(message["Body"]) for message in answer.get("Messages", []))
        return len(heard) >= 6

    wait_for(all_heard)
    assert {event["detail"]["instance-id"] for event in heard} == {instance}
    told = [event["detail"]["state"] for event in heard]
    assert told == ["pending", "running", "stopping", "stopped", "shutting-down", "terminated"]
    assert {e["detail-type"] for e in heard} == {"EC2 Instance State-change Notification"}
    assert heard[0]["resources"] == [f"arn:aws:ec2:us-east-1:{account.number}:instance/{instance}"]
    assert heard[0]["account"] == account.number


def test_pages_and_filters(account: Account) -> None:
    """DescribeInstances keeps to MaxResults within a launch too, and filters by tag and state."""
    ec2 = account.client("ec2")
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "web-1"}]}]
    named = launch(ec2, 7, TagSpecifications=tags)
    launch(ec2)
    first = ec2.describe_instances(MaxResults=5)
    assert sum(len(group["Instances"]) for group in first["Reservations"]) == 5
    assert first["NextToken"]
    assert len(described(ec2, PaginationConfig={"PageSize": 5})) == 8
    ec2.stop_instances(InstanceIds=named[:2])
    found = described(ec2, Filters=[{"Name": "tag:Name", "Values": ["web-*"]}])
    assert {instance["InstanceId"] for instance in found} == set(named)
    assert len(described(ec2, Filters=[{"Name": "tag-key", "Values": ["Name"]}])) == 7
    assert len(described(ec2, Filters=[{"Name": "instance-state-name", "Values": ["running"]}])) == 6
    assert refusal(ec2.describe_instances, MaxResults=2)[0] == "InvalidParameterValue"


def test_unknown_image_is_refused(account: Account) -> None:
    """Only images that exist can be launched, and a refused launch leaves nothing."""
    ec2 = account.client("ec2")
    call = {"MinCount": 1, "MaxCount": 1}
    assert refusal(ec2.run_instances, ImageId="ami-0123456789abcdef0", **call) == (
        "InvalidAMIID.NotFound",
        "The image id '[ami-0123456789abcdef0]' does not exist",
    )
    assert refusal(ec2.run_instances, **call)[0] == "MissingParameter"
    assert ec2.describe_instances()["Reservations"] == []


def test_few_images_one_of_them_the_latest(account: Account) -> None:
    """The list of images is short, and Systems Manager names one of them as the latest Amazon Linux."""
    images = account.client("ec2").describe_images(Owners=["amazon"])["Images"]
    name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
    latest = account.client("ssm").get_parameter(Name=name)["Parameter"]["Value"]
    assert len(images) < 10
    assert latest in {image["ImageId"] for image in images}


def test_other_regions_offer_their_types(account: Account) -> None:
    """What a region offers is known in every region, and a zone of another one is refused."""
    session = boto3.Session(account.number, "x", region_name="eu-west-1")
    ec2 = session.client("ec2", endpoint_url=account.endpoint)
    wanted = [{"Name": "instance-type", "Values": ["t3.micro"]}]
    offers = ec2.describe_instance_type_offerings(LocationType="availability-zone", Filters=wanted)
    assert {offer["Location"] for offer in offers["InstanceTypeOfferings"]} == {
        "eu-west-1a",
        "eu-west-1b",
        "eu-west-1c",
    }
    image = ec2.describe_images()["Images"][0]["ImageId"]
    call = {"ImageId": image, "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1}
    zone = {"AvailabilityZone": "us-east-1a"}
    assert refusal(ec2.run_instances, Placement=zone, **call)[0] == "InvalidParameterValue"
    placed = ec2.run_instances(Placement={"AvailabilityZone": "eu-west-1b"}, **call)["Instances"][0]
    assert placed["Placement"]["AvailabilityZone"] == "eu-west-1b"
