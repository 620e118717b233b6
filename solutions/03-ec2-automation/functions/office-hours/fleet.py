import boto3

ec2 = boto3.client("ec2")
BEFORE = {"start": "stopped", "stop": "running"}


def find(action):
    filters = [
        {"Name": "tag:Schedule", "Values": ["office-hours"]},
        {"Name": "instance-state-name", "Values": [BEFORE[action]]},
    ]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    groups = [group for page in pages for group in page["Reservations"]]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]
