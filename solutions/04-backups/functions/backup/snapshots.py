from volumes import ec2


def find():
    filters = [
        {"Name": "tag:CreatedBy", "Values": ["backup"]},
        {"Name": "status", "Values": ["completed"]},
    ]
    pages = ec2.get_paginator("describe_snapshots")
    pages = pages.paginate(OwnerIds=["self"], Filters=filters)
    return [one for page in pages for one in page["Snapshots"]]
