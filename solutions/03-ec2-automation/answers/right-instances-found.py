# %% wrong: nothing is found
# refused: 0 of them were found
%%writefile build/office-hours/fleet.py
import boto3

ec2 = boto3.client("ec2")
BEFORE = {"start": "stopped", "stop": "running"}


def find(action):
    return []

# %% wrong: every instance, in whatever state
# refused: one that is without a tag
%%writefile build/office-hours/fleet.py
import boto3

ec2 = boto3.client("ec2")
BEFORE = {"start": "stopped", "stop": "running"}


def find(action):
    pages = ec2.get_paginator("describe_instances").paginate()
    groups = [group for page in pages for group in page["Reservations"]]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]

# %% wrong: all that run or are stopped
# refused: which instances does the code ask for?
%%writefile build/office-hours/fleet.py
import boto3

ec2 = boto3.client("ec2")
BEFORE = {"start": "stopped", "stop": "running"}


def find(action):
    filters = [
        {"Name": "instance-state-name", "Values": [BEFORE[action]]},
    ]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    groups = [group for page in pages for group in page["Reservations"]]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]

# %% wrong: the first page alone
# refused: 2 of them were found
%%writefile build/office-hours/fleet.py
import boto3

ec2 = boto3.client("ec2")
BEFORE = {"start": "stopped", "stop": "running"}


def find(action):
    filters = [
        {"Name": "tag:Schedule", "Values": ["office-hours"]},
        {"Name": "instance-state-name", "Values": [BEFORE[action]]},
    ]
    groups = ec2.describe_instances(Filters=filters)["Reservations"]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]

# %% wrong: a page of ten, and its token forgotten
# refused: the rest of the pages (NextToken)
%%writefile build/office-hours/fleet.py
import boto3

ec2 = boto3.client("ec2")
BEFORE = {"start": "stopped", "stop": "running"}


def find(action):
    filters = [
        {"Name": "tag:Schedule", "Values": ["office-hours"]},
        {"Name": "instance-state-name", "Values": [BEFORE[action]]},
    ]
    groups = ec2.describe_instances(Filters=filters, MaxResults=10)["Reservations"]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]

# %% wrong: the first instance of each reservation
# refused: and every instance of each reservation
%%writefile build/office-hours/fleet.py
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
    return [group["Instances"][0]["InstanceId"] for group in groups]

# %% wrong: the tag's key alone
# refused: the tag's value: is it asked for, and letter by letter?
%%writefile build/office-hours/fleet.py
import boto3

ec2 = boto3.client("ec2")
BEFORE = {"start": "stopped", "stop": "running"}


def find(action):
    filters = [
        {"Name": "tag-key", "Values": ["Schedule"]},
        {"Name": "instance-state-name", "Values": [BEFORE[action]]},
    ]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    groups = [group for page in pages for group in page["Reservations"]]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]

# %% wrong: case is ignored
# refused: one that is tagged schedule=office-hours
%%writefile build/office-hours/fleet.py
import boto3

ec2 = boto3.client("ec2")
BEFORE = {"start": "stopped", "stop": "running"}


def find(action):
    found = []
    for page in ec2.get_paginator("describe_instances").paginate():
        for group in page["Reservations"]:
            for one in group["Instances"]:
                tags = {tag["Key"].lower(): tag["Value"].lower() for tag in one.get("Tags", [])}
                if tags.get("schedule") == "office-hours" and one["State"]["Name"] == BEFORE[action]:
                    found.append(one["InstanceId"])
    return found

# %% wrong: the value in another case, too
# refused: one that is tagged Schedule=Office-Hours
%%writefile build/office-hours/fleet.py
import boto3

ec2 = boto3.client("ec2")
BEFORE = {"start": "stopped", "stop": "running"}


def find(action):
    filters = [
        {"Name": "tag:Schedule", "Values": ["office-hours", "Office-Hours"]},
        {"Name": "instance-state-name", "Values": [BEFORE[action]]},
    ]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    groups = [group for page in pages for group in page["Reservations"]]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]

# %% wrong: the key in small letters
# refused: the tag's key: keys and values must match together
%%writefile build/office-hours/fleet.py
import boto3

ec2 = boto3.client("ec2")
BEFORE = {"start": "stopped", "stop": "running"}


def find(action):
    filters = [
        {"Name": "tag:schedule", "Values": ["office-hours"]},
        {"Name": "instance-state-name", "Values": [BEFORE[action]]},
    ]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    groups = [group for page in pages for group in page["Reservations"]]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]

# %% wrong: in every state
# refused: the state: what is there to do where an instance is
%%writefile build/office-hours/fleet.py
import boto3

ec2 = boto3.client("ec2")
BEFORE = {"start": "stopped", "stop": "running"}


def find(action):
    filters = [
        {"Name": "tag:Schedule", "Values": ["office-hours"]},
    ]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    groups = [group for page in pages for group in page["Reservations"]]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]

# %% wrong: running and stopped are mixed up
# refused: the state: what is there to do where an instance is
%%writefile build/office-hours/fleet.py
import boto3

ec2 = boto3.client("ec2")
BEFORE = {"start": "running", "stop": "stopped"}


def find(action):
    filters = [
        {"Name": "tag:Schedule", "Values": ["office-hours"]},
        {"Name": "instance-state-name", "Values": [BEFORE[action]]},
    ]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    groups = [group for page in pages for group in page["Reservations"]]
    return [one["InstanceId"] for group in groups for one in group["Instances"]]

# %% wrong: whole instances in place of ids
# refused: and to return its instances as a list of ids
%%writefile build/office-hours/fleet.py
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
    return [{"id": one["InstanceId"]} for group in groups for one in group["Instances"]]

# %% wrong: the same page again and again
# refused: the loop over the pages
%%writefile build/office-hours/fleet.py
import boto3

ec2 = boto3.client("ec2")
BEFORE = {"start": "stopped", "stop": "running"}


def find(action):
    filters = [
        {"Name": "tag:Schedule", "Values": ["office-hours"]},
        {"Name": "instance-state-name", "Values": [BEFORE[action]]},
    ]
    found = []
    token = True
    while token and len(found) < 60:
        answer = ec2.describe_instances(Filters=filters)
        for group in answer["Reservations"]:
            found += [one["InstanceId"] for one in group["Instances"]]
        token = answer.get("NextToken")
    return found + list(found)

# %% right: NextToken by hand, sorted out in Python
%%writefile build/office-hours/fleet.py
import boto3

ec2 = boto3.client("ec2")
BEFORE = {"start": "stopped", "stop": "running"}


def find(action):
    question, found = {}, []
    while True:
        answer = ec2.describe_instances(MaxResults=5, **question)
        for group in answer["Reservations"]:
            for one in group["Instances"]:
                tags = {tag["Key"]: tag["Value"] for tag in one.get("Tags", [])}
                if tags.get("Schedule") == "office-hours" and one["State"]["Name"] == BEFORE[action]:
                    found.append(one["InstanceId"])
        if "NextToken" not in answer:
            return found
        question = {"NextToken": answer["NextToken"]}

# %% right: the resource, which reads all pages
%%writefile build/office-hours/fleet.py
import boto3

ec2 = boto3.client("ec2")
BEFORE = {"start": "stopped", "stop": "running"}


def find(action):
    filters = [
        {"Name": "tag:Schedule", "Values": ["office-hours"]},
        {"Name": "instance-state-name", "Values": [BEFORE[action]]},
    ]
    instances = boto3.resource("ec2").instances.filter(Filters=filters)
    return [instance.id for instance in instances]

# %% right: JMESPath
%%writefile build/office-hours/fleet.py
import boto3

ec2 = boto3.client("ec2")
BEFORE = {"start": "stopped", "stop": "running"}


def find(action):
    filters = [
        {"Name": "tag:Schedule", "Values": ["office-hours"]},
        {"Name": "instance-state-name", "Values": [BEFORE[action]]},
    ]
    pages = ec2.get_paginator("describe_instances").paginate(Filters=filters)
    return list(pages.search("Reservations[].Instances[].InstanceId"))
