# %% wrong: only those that run
# refused: of those missed, the first is pending
%%writefile build/scale/fleet.py
from clients import ec2


def members():
    filters = [{"Name": "tag:Fleet", "Values": ["web"]}, {"Name": "instance-state-name", "Values": ["running"]}]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    groups = [group for page in pages for group in page["Reservations"]]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]

# %% wrong: in every state
# refused: one that is tagged Fleet=web and
%%writefile build/scale/fleet.py
from clients import ec2


def members():
    filters = [{"Name": "tag:Fleet", "Values": ["web"]}]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    groups = [group for page in pages for group in page["Reservations"]]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]

# %% wrong: all but the terminated
# refused: one that is tagged Fleet=web and s
%%writefile build/scale/fleet.py
from clients import ec2


def members():
    filters = [{"Name": "tag:Fleet", "Values": ["web"]}, {"Name": "instance-state-name", "Values": ["pending", "running", "stopping", "stopped", "shutting-down"]}]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    groups = [group for page in pages for group in page["Reservations"]]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]

# %% wrong: everybody's
# refused: one that is tagged Fleet=
%%writefile build/scale/fleet.py
from clients import ec2


def members():
    filters = [{"Name": "instance-state-name", "Values": ["pending", "running"]}]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    groups = [group for page in pages for group in page["Reservations"]]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]

# %% wrong: any fleet
# refused: one that is tagged Fleet=
%%writefile build/scale/fleet.py
from clients import ec2


def members():
    filters = [{"Name": "tag-key", "Values": ["Fleet"]}, {"Name": "instance-state-name", "Values": ["pending", "running"]}]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    groups = [group for page in pages for group in page["Reservations"]]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]

# %% wrong: the first page
# refused: of those missed, the first is
%%writefile build/scale/fleet.py
from clients import ec2


def members():
    filters = [{"Name": "tag:Fleet", "Values": ["web"]}, {"Name": "instance-state-name", "Values": ["pending", "running"]}]
    pages = [ec2.describe_instances(Filters=filters)]
    groups = [group for page in pages for group in page["Reservations"]]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]

# %% wrong: the first instance of each reservation
# refused: of those missed, the first is
%%writefile build/scale/fleet.py
from clients import ec2


def members():
    filters = [{"Name": "tag:Fleet", "Values": ["web"]}, {"Name": "instance-state-name", "Values": ["pending", "running"]}]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    groups = [group for page in pages for group in page["Reservations"]]
    return [group["Instances"][0]["InstanceId"] for group in groups]

# %% wrong: how many, not which
# refused: it is 4
%%writefile build/scale/fleet.py
from clients import ec2


def members():
    filters = [{"Name": "tag:Fleet", "Values": ["web"]}, {"Name": "instance-state-name", "Values": ["pending", "running"]}]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    groups = [group for page in pages for group in page["Reservations"]]
    return sum(len(group["Instances"]) for group in groups)

# %% wrong: a tag as if it were a filter
# refused: The filter 'Fleet' is invalid
%%writefile build/scale/fleet.py
from clients import ec2


def members():
    filters = [
        {"Name": "Fleet", "Values": ["web"]},
        {"Name": "instance-state-name", "Values": ["pending", "running"]},
    ]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    return [
        instance["InstanceId"]
        for page in pages
        for reservation in page["Reservations"]
        for instance in reservation["Instances"]
    ]

# %% wrong: all that EC2 tells of an instance
# refused: text, numbers, and lists of them
%%writefile build/scale/fleet.py
from clients import ec2


def members():
    filters = [
        {"Name": "tag:Fleet", "Values": ["web"]},
        {"Name": "instance-state-name", "Values": ["pending", "running"]},
    ]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    return [
        instance
        for page in pages
        for reservation in page["Reservations"]
        for instance in reservation["Instances"]
    ]

# %% wrong: written, and not brought to the function
# refused: was update() run since the file was written?
%%writefile build/scale/members.py
from clients import ec2


def members():
    filters = [
        {"Name": "tag:Fleet", "Values": ["web"]},
        {"Name": "instance-state-name", "Values": ["pending", "running"]},
    ]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    return [
        instance["InstanceId"]
        for page in pages
        for reservation in page["Reservations"]
        for instance in reservation["Instances"]
    ]

# %% right: the resource, which reads all pages
%%writefile build/scale/fleet.py
import boto3

FILTERS = [
    {"Name": "tag:Fleet", "Values": ["web"]},
    {"Name": "instance-state-name", "Values": ["running", "pending"]},
]


def members():
    return [one.id for one in boto3.resource("ec2").instances.filter(Filters=FILTERS)]

# %% right: sorted out in Python, page by page
%%writefile build/scale/fleet.py
from clients import ec2


def is_member(instance):
    tags = {tag["Key"]: tag["Value"] for tag in instance.get("Tags", [])}
    works = instance["State"]["Name"] in ("pending", "running")
    return tags.get("Fleet") == "web" and works


def members():
    found, more = [], {}
    while True:
        answer = ec2.describe_instances(**more)
        for group in answer["Reservations"]:
            found += filter(is_member, group["Instances"])
        if "NextToken" not in answer:
            return [instance["InstanceId"] for instance in found]
        more = {"NextToken": answer["NextToken"]}
