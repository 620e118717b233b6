import boto3

ec2 = boto3.client("ec2")


def find():
    filters = [{"Name": "tag:Backup", "Values": ["daily"]}]
    pages = ec2.get_paginator("describe_volumes").paginate(Filters=filters)
    return [one["VolumeId"] for page in pages for one in page["Volumes"]]
