import boto3

ec2 = boto3.client("ec2")


def tagged(state):
    filters = [
        {"Name": "tag:Night", "Values": ["off"]},
        {"Name": "instance-state-name", "Values": [state]},
    ]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    return list(pages.search("Reservations[].Instances[].InstanceId"))
