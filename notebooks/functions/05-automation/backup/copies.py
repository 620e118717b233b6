import boto3

ec2 = boto3.client("ec2")


def make():
    filters = [{"Name": "tag:Night", "Values": ["copy"]}]
    pages = ec2.get_paginator("describe_volumes").paginate(Filters=filters)
    volumes = list(pages.search("Volumes[].VolumeId"))
    tags = [{"Key": "MadeBy", "Value": "backup"}]
    for volume in volumes:
        marked = [{"ResourceType": "snapshot", "Tags": tags}]
        ec2.create_snapshot(VolumeId=volume, TagSpecifications=marked)
    return volumes


def completed():
    filters = [{"Name": "tag:MadeBy", "Values": ["backup"]}]
    filters.append({"Name": "status", "Values": ["completed"]})
    pages = ec2.get_paginator("describe_snapshots")
    pages = pages.paginate(OwnerIds=["self"], Filters=filters)
    return list(pages.search("Snapshots[]"))
