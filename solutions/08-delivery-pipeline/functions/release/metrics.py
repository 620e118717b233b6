from datetime import UTC, datetime, timedelta

import boto3

cloudwatch = boto3.client("cloudwatch")


def total(metric, dimensions):
    now = datetime.now(UTC)
    points = cloudwatch.get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName=metric,
        Dimensions=[{"Name": name, "Value": dimensions[name]} for name in dimensions],
        StartTime=now - timedelta(hours=1),
        EndTime=now + timedelta(minutes=1),
        Period=60,
        Statistics=["Sum"],
    )["Datapoints"]
    return sum(point["Sum"] for point in points)
