"""Groups follow their capacity, keep to their bounds, replace what fails, and say what they did and why."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from ec2_testing import described, refusal
from engine_testing import Account, wait_for
from lambdalab_engine.fidelity.auto_scaling_steps import adjusted, step_adjustment

GROUP = "fleet"


@pytest.fixture
def account(endpoint: str) -> Account:
    """Give each test an empty account of its own."""
    return Account(endpoint)


def create(account: Account, least: int = 1, most: int = 4, wanted: int = 1, **settings: Any) -> Any:
    """Create a launch template and a group; return the client."""
    ec2, scaling = account.client("ec2"), account.client("autoscaling")
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    data = {"ImageId": image, "InstanceType": "t3.micro"}
    ec2.create_launch_template(LaunchTemplateName=GROUP, LaunchTemplateData=data)
    settings = {"AvailabilityZones": ["us-east-1a", "us-east-1b"]} | settings
    scaling.create_auto_scaling_group(
        AutoScalingGroupName=GROUP,
        LaunchTemplate={"LaunchTemplateName": GROUP, "Version": "$Latest"},
        MinSize=least,
        MaxSize=most,
        DesiredCapacity=wanted,
        **settings,
    )
    return scaling


def group(scaling: Any) -> dict[str, Any]:
    """Return the group as it is described."""
    (found,) = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[GROUP])["AutoScalingGroups"]
    answer: dict[str, Any] = found
    return answer


def in_service(scaling: Any, count: int) -> list[str]:
    """Wait until so many instances are in service and no others are there; return their ids."""

    def settled() -> list[str] | None:
        members = group(scaling)["Instances"]
        serve = [m["InstanceId"] for m in members if m["LifecycleState"] == "InService"]
        return serve if len(serve) == len(members) == count else None

    return wait_for(settled) or []


def test_instances_follow_the_capacity(account: Account) -> None:
    """A group launches, spread over its zones and tagged, and terminates the oldest."""
    tag = {"Key": "Name", "Value": "web", "PropagateAtLaunch": True}
    scaling = create(account, wanted=2, Tags=[tag])
    assert {m["LifecycleState"] for m in group(scaling)["Instances"]} == {"Pending"}
    old = in_service(scaling, 2)
    instances = described(account.client("ec2"), InstanceIds=old)
    assert {i["Placement"]["AvailabilityZone"] for i in instances} == {"us-east-1a", "us-east-1b"}
    tags = {tag["Key"]: tag["Value"] for tag in instances[0]["Tags"]}
    assert (tags["Name"], tags["aws:autoscaling:groupName"]) == ("web", GROUP)
    scaling.set_desired_capacity(AutoScalingGroupName=GROUP, DesiredCapacity=4)
    new = set(in_service(scaling, 4)) - set(old)
    scaling.set_desired_capacity(AutoScalingGroupName=GROUP, DesiredCapacity=2)
    assert set(in_service(scaling, 2)) == new


def test_a_launch_configuration_and_a_subnet(account: Account) -> None:
    """A group may launch by a launch configuration, into the subnets that it is given."""
    scaling, ec2 = account.client("autoscaling"), account.client("ec2")
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    make = {"AutoScalingGroupName": GROUP, "LaunchConfigurationName": "old", "MinSize": 1, "MaxSize": 1}
    code, message = refusal(scaling.create_auto_scaling_group, VPCZoneIdentifier=subnet, **make)
    assert code == "ValidationError"
    assert message.startswith("Launch configuration name not found")
    scaling.create_launch_configuration(LaunchConfigurationName="old", ImageId=image, InstanceType="t3.nano")
    scaling.create_auto_scaling_group(VPCZoneIdentifier=subnet, **make)
    (instance,) = described(ec2, InstanceIds=in_service(scaling, 1))
    assert (instance["SubnetId"], instance["InstanceType"]) == (subnet, "t3.nano")


def test_bounds_are_kept(account: Account) -> None:
    """A capacity beyond the bounds is refused in AWS's words."""
    scaling = create(account)
    capacity = scaling.set_desired_capacity
    end = "for the AutoScalingGroup."
    assert refusal(capacity, AutoScalingGroupName=GROUP, DesiredCapacity=9) == (
        "ValidationError",
        f"New SetDesiredCapacity value 9 is above max value 4 {end}",
    )
    assert refusal(capacity, AutoScalingGroupName=GROUP, DesiredCapacity=0) == (
        "ValidationError",
        f"New SetDesiredCapacity value 0 is below min value 1 {end}",
    )
    assert refusal(scaling.update_auto_scaling_group, AutoScalingGroupName=GROUP, MinSize=5) == (
        "ValidationError",
        "Max bound, 4, must be greater than or equal to min bound, 5",
    )
    scaling.update_auto_scaling_group(AutoScalingGroupName=GROUP, MinSize=3)
    assert group(scaling)["DesiredCapacity"] == 3
    in_service(scaling, 3)


def test_wrong_groups_are_refused(account: Account) -> None:
    """What does not exist, exists already or contradicts itself is refused."""
    scaling = create(account)
    template = {"LaunchTemplate": {"LaunchTemplateName": GROUP}, "AvailabilityZones": ["us-east-1a"]}
    make = scaling.create_auto_scaling_group
    assert refusal(make, AutoScalingGroupName=GROUP, MinSize=1, MaxSize=1, **template)[0] == "AlreadyExists"
    assert refusal(make, AutoScalingGroupName="b", MinSize=1, MaxSize=2, DesiredCapacity=3, **template) == (
        "ValidationError",
        "Desired capacity:3 must be between the specified min size:1 and max size:2",
    )
    unknown = template | {"LaunchTemplate": {"LaunchTemplateName": "none"}}
    code, message = refusal(make, AutoScalingGroupName="b", MinSize=1, MaxSize=2, **unknown)
    assert code == "ValidationError"
    assert message.startswith("You must use a valid fully-formed launch template.")
    code, message = refusal(scaling.set_desired_capacity, AutoScalingGroupName="none", DesiredCapacity=1)
    assert code == "ValidationError"
    assert message.startswith("AutoScalingGroup name not found")


def test_two_calls_at_once_launch_once(account: Account) -> None:
    """A message that is delivered twice does not launch twice."""
    scaling = create(account)
    in_service(scaling, 1)
    with ThreadPoolExecutor(4) as threads:
        calls = [
            threads.submit(scaling.set_desired_capacity, AutoScalingGroupName=GROUP, DesiredCapacity=3)
            for _ in range(4)
        ]
    for call in calls:
        call.result()
    in_service(scaling, 3)


def test_cooldown_is_honoured_when_asked(account: Account) -> None:
    """With HonorCooldown a second change has to wait; without, or without a cooldown, it has not."""
    scaling = create(account)
    in_service(scaling, 1)
    change = {"AutoScalingGroupName": GROUP, "HonorCooldown": True}
    scaling.set_desired_capacity(DesiredCapacity=2, **change)
    assert (
        refusal(scaling.set_desired_capacity, DesiredCapacity=3, **change)[0] == "ScalingActivityInProgress"
    )
    assert group(scaling)["DesiredCapacity"] == 2
    scaling.set_desired_capacity(AutoScalingGroupName=GROUP, DesiredCapacity=3)
    scaling.update_auto_scaling_group(AutoScalingGroupName=GROUP, DefaultCooldown=0)
    scaling.set_desired_capacity(DesiredCapacity=2, **change)
    assert group(scaling)["DesiredCapacity"] == 2


def test_what_ends_or_stops_is_replaced(account: Account) -> None:
    """An instance that is terminated or stopped behind the group's back is replaced."""
    scaling, ec2 = create(account), account.client("ec2")
    (first,) = in_service(scaling, 1)
    ec2.terminate_instances(InstanceIds=[first])
    (second,) = in_service(scaling, 1)
    ec2.stop_instances(InstanceIds=[second])
    wait_for(lambda: second not in str(group(scaling)["Instances"]))
    (third,) = in_service(scaling, 1)
    assert len({first, second, third}) == 3


def test_one_instance_is_terminated(account: Account) -> None:
    """With a lower capacity it is not replaced, and not below the group's least size."""
    scaling = create(account, wanted=2)
    first, second = in_service(scaling, 2)
    end = scaling.terminate_instance_in_auto_scaling_group
    activity = end(InstanceId=first, ShouldDecrementDesiredCapacity=True)["Activity"]
    assert activity["Description"] == f"Terminating EC2 instance: {first}"
    assert "shrinking the capacity from 2 to 1" in activity["Cause"]
    assert in_service(scaling, 1) == [second]
    code, message = refusal(end, InstanceId=second, ShouldDecrementDesiredCapacity=True)
    assert code == "ValidationError"
    assert message.startswith("Currently, desiredSize equals minSize (1).")
    assert refusal(end, InstanceId=first, ShouldDecrementDesiredCapacity=True)[0] == "ValidationError"


def test_activities_and_events_tell_why(account: Account) -> None:
    """Each launch is an activity with its cause, and an event on EventBridge."""
    events, sqs = account.client("events"), account.client("sqs")
    allow = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [allow | {"Action": "sqs:SendMessage"}]}
    queue = sqs.create_queue(QueueName="events", Attributes={"Policy": json.dumps(policy)})["QueueUrl"]
    events.put_rule(Name="scaling", EventPattern=json.dumps({"source": ["aws.autoscaling"]}))
    arn = f"arn:aws:sqs:us-east-1:{account.number}:events"
    events.put_targets(Rule="scaling", Targets=[{"Id": "1", "Arn": arn}])
    scaling = create(account)
    (instance,) = in_service(scaling, 1)
    (message,) = wait_for(lambda: sqs.receive_message(QueueUrl=queue).get("Messages"))
    event = json.loads(message["Body"])
    assert event["detail-type"] == "EC2 Instance Launch Successful"
    assert event["detail"]["EC2InstanceId"] == instance
    (activity,) = scaling.describe_scaling_activities(AutoScalingGroupName=GROUP)["Activities"]
    assert (activity["StatusCode"], activity["Progress"]) == ("Successful", 100)
    assert activity["Description"] == f"Launching a new EC2 instance: {instance}"
    assert "a user request created an AutoScalingGroup" in activity["Cause"]


def test_a_policy_scales_within_bounds(account: Account) -> None:
    """A policy that is executed stops at the greatest size; an unknown one is refused."""
    scaling = create(account)
    policy = {"AutoScalingGroupName": GROUP, "PolicyName": "out"}
    scaling.put_scaling_policy(AdjustmentType="ChangeInCapacity", ScalingAdjustment=9, **policy)
    scaling.execute_policy(**policy)
    assert group(scaling)["DesiredCapacity"] == 4
    in_service(scaling, 4)
    assert refusal(scaling.execute_policy, **policy | {"PolicyName": "none"})[0] == "ValidationError"
    (kept,) = scaling.describe_policies(AutoScalingGroupName=GROUP)["ScalingPolicies"]
    assert (kept["PolicyName"], kept["PolicyType"]) == ("out", "SimpleScaling")
    scaling.delete_policy(**policy)
    assert scaling.describe_policies()["ScalingPolicies"] == []


def test_an_alarm_executes_its_policy(account: Account) -> None:
    """The action of an alarm scales the group."""
    scaling, cloudwatch = create(account), account.client("cloudwatch")
    policy = scaling.put_scaling_policy(
        AutoScalingGroupName=GROUP,
        PolicyName="out",
        AdjustmentType="ChangeInCapacity",
        ScalingAdjustment=1,
    )["PolicyARN"]
    cloudwatch.put_metric_alarm(
        AlarmName="busy",
        Namespace="Fleet",
        MetricName="Load",
        Statistic="Average",
        Period=60,
        EvaluationPeriods=1,
        Threshold=70,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[policy],
    )
    cloudwatch.set_alarm_state(AlarmName="busy", StateValue="ALARM", StateReason="a test")
    wait_for(lambda: group(scaling)["DesiredCapacity"] == 2)
    activity = scaling.describe_scaling_activities(AutoScalingGroupName=GROUP)["Activities"][0]
    assert "a monitor alarm busy in state ALARM triggered policy out" in activity["Cause"]


def test_a_group_goes_with_its_instances(account: Account) -> None:
    """A group with instances is deleted by force only, and they end with it."""
    scaling, ec2 = create(account), account.client("ec2")
    ids = in_service(scaling, 1)
    delete = scaling.delete_auto_scaling_group
    assert refusal(delete, AutoScalingGroupName=GROUP)[0] == "ResourceInUse"
    delete(AutoScalingGroupName=GROUP, ForceDelete=True)
    ec2.get_waiter("instance_terminated").wait(InstanceIds=ids)
    assert scaling.describe_auto_scaling_groups()["AutoScalingGroups"] == []


STEPS = [
    {"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 10, "ScalingAdjustment": 0},
    {"MetricIntervalLowerBound": 10, "MetricIntervalUpperBound": 20, "ScalingAdjustment": 10},
    {"MetricIntervalLowerBound": 20, "ScalingAdjustment": 30},
    {"MetricIntervalLowerBound": -10, "MetricIntervalUpperBound": 0, "ScalingAdjustment": 0},
    {"MetricIntervalLowerBound": -20, "MetricIntervalUpperBound": -10, "ScalingAdjustment": -10},
    {"MetricIntervalUpperBound": -20, "ScalingAdjustment": -30},
]
"""AWS's example: https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html"""


@pytest.mark.parametrize(
    ("metric", "percent"), [(50, 0), (59, 0), (60, 10), (69, 10), (70, 30), (41, 0), (40, -10), (30, -30)]
)
def test_the_step_that_applies(metric: int, percent: int) -> None:
    """The steps are those of AWS's example, around a threshold of 50."""
    assert step_adjustment(STEPS, metric - 50) == percent


@pytest.mark.parametrize(
    ("capacity", "kind", "adjustment", "least", "expected"),
    [
        (10, "PercentChangeInCapacity", 10, 1, 11),
        (11, "PercentChangeInCapacity", 30, 1, 14),
        (4, "PercentChangeInCapacity", 25, 2, 6),
        (4, "PercentChangeInCapacity", 10, 1, 5),
        (4, "PercentChangeInCapacity", -10, 1, 3),
        (10, "PercentChangeInCapacity", -67, 1, 4),
        (10, "PercentChangeInCapacity", 0, 1, 10),
        (3, "ChangeInCapacity", 5, 1, 8),
        (3, "ExactCapacity", 5, 1, 5),
    ],
)
def test_the_capacity_after_an_adjustment(
    capacity: int, kind: str, adjustment: int, least: int, expected: int
) -> None:
    """The adjustments are those of AWS's page, and rounded as it says."""
    assert adjusted(capacity, kind, adjustment, least) == expected
