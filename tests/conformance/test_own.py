"""What the engine has of its own: ways to steer what a lab cannot wait for. Nothing here is AWS's."""

import json
import urllib.request
from datetime import UTC, datetime
from typing import Any

from conformance_testing import (
    ECHO,
    L03,
    L04,
    L05,
    L07,
    L08,
    N04,
    N05,
    N06,
    TELL,
    Account,
    group,
    package,
    refused,
    wait_for,
)

capability = group("The engine's own")


def _post(cloud: Account, path: str, **told: Any) -> None:
    body = json.dumps({"account": cloud.id, "region": cloud.region} | told).encode()
    request = urllib.request.Request(f"{cloud.endpoint}/_lambdalab/{path}", body, method="POST")
    urllib.request.urlopen(request).close()


@capability("it says that it is the course's", "")
def test_ready(cloud: Account) -> None:
    """/_lambdalab/ready tells the engine's folder and the state of its services."""
    with urllib.request.urlopen(f"{cloud.endpoint}/_lambdalab/ready") as response:
        assert json.load(response)["services"]["lambda"] == "running"


@capability("a rule fires now, as its schedule would", "", L03, L04, N05)
def test_fire_rule(cloud: Account) -> None:
    """/_lambdalab/fire-rule sends a rule's targets the event of its schedule."""
    events, function = cloud.client("events"), cloud.deploy(TELL)
    rule = events.put_rule(Name="evening", ScheduleExpression="cron(0 19 ? * MON-FRI *)")["RuleArn"]
    cloud.permit(function, "events", rule)
    events.put_targets(Rule="evening", Targets=[{"Id": "f", "Arn": cloud.function_arn(function)}])
    _post(cloud, "fire-rule", rule="evening")
    (event,) = cloud.told(function)
    assert (event["detail-type"], event["resources"]) == ("Scheduled Event", [rule])


@capability("a snapshot grows old at once", "", L04, N05)
def test_age_snapshot(cloud: Account) -> None:
    """/_lambdalab/age-snapshot moves a snapshot's start by days."""
    ec2 = cloud.client("ec2")
    volume = ec2.create_volume(AvailabilityZone=f"{cloud.region}a", Size=8)["VolumeId"]
    snapshot = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
    _post(cloud, "age-snapshot", snapshot=snapshot, days=10)
    (told,) = ec2.describe_snapshots(SnapshotIds=[snapshot])["Snapshots"]
    assert (datetime.now(UTC) - told["StartTime"]).days == 10


@capability("instances get the load that a lab gives them", "", L07, N06)
def test_load(cloud: Account) -> None:
    """/_lambdalab/load makes CPUUtilization of running instances what it is told."""
    ec2 = cloud.client("ec2")
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    made = ec2.run_instances(ImageId=image, InstanceType="t3.micro", MinCount=1, MaxCount=1)
    instance = made["Instances"][0]["InstanceId"]
    ec2.get_waiter("instance_running").wait(InstanceIds=[instance], WaiterConfig={"Delay": 1})
    _post(cloud, "load", instances={instance: 90})
    metric = ("AWS/EC2", "CPUUtilization", "Maximum")
    wait_for("the load in the metric", lambda: cloud.metric(*metric, InstanceId=instance) == 90)


@capability("alarms look at once, and minutes pass at once", "", L05, N04)
def test_alarms_do_not_wait(cloud: Account) -> None:
    """/_lambdalab/evaluate-alarms changes an alarm's state, and /_lambdalab/pass-time lets it recover."""
    cloudwatch = cloud.client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName="sales", Namespace="Shop", MetricName="lost", Statistic="Sum", Period=60,
        EvaluationPeriods=1, Threshold=0, ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="notBreaching",
    )  # fmt: skip
    seen = []
    for value, seconds in ((1, 120), (0, 0)):
        cloudwatch.put_metric_data(Namespace="Shop", MetricData=[{"MetricName": "lost", "Value": value}])
        _post(cloud, "evaluate-alarms")
        seen.append(cloudwatch.describe_alarms(AlarmNames=["sales"])["MetricAlarms"][0]["StateValue"])
        _post(cloud, "pass-time", seconds=seconds)
    assert seen == ["ALARM", "OK"]


@capability("an update takes its time", "lambda/latest/dg/functions-states.html", L08)
def test_slow_updates(cloud: Account) -> None:
    """/_lambdalab/slow-updates makes updates slow; a version cannot be published meanwhile."""
    api, function = cloud.client("lambda"), cloud.deploy(ECHO)
    _post(cloud, "slow-updates", seconds=2)
    api.update_function_code(FunctionName=function, ZipFile=package(TELL))
    refused(api.publish_version, "ResourceConflictException", FunctionName=function)
    cloud.settled(function)
    _post(cloud, "slow-updates", seconds=0)
    assert api.publish_version(FunctionName=function)["Version"] == "1"
