import math
from datetime import UTC, datetime, timedelta

import boto3

autoscaling, cloudwatch = boto3.client("autoscaling"), boto3.client("cloudwatch")
METRIC = {"Namespace": "Shop", "MetricName": "Requests", "Statistics": ["Maximum"]}
EACH = 100


def handler(event, context):
    now = datetime.now(UTC)
    minute = timedelta(minutes=1)
    span = {"StartTime": now - 3 * minute, "EndTime": now + minute}
    points = cloudwatch.get_metric_statistics(**METRIC, **span, Period=1)["Datapoints"]
    load = max(points, key=lambda point: point["Timestamp"])["Maximum"]
    name = {"AutoScalingGroupNames": ["web"]}
    group = autoscaling.describe_auto_scaling_groups(**name)["AutoScalingGroups"][0]
    size = min(max(math.ceil(load / EACH), group["MinSize"]), group["MaxSize"])
    autoscaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=size)
    print(f"{load:.0f} requests a second: {size}")
