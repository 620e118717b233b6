# %% wrong: nothing is found
# refused: 0 of them were found (yours have no such tag while the check looks)
%%writefile build/backup/volumes.py
import boto3

ec2 = boto3.client("ec2")


def find():
    return []

# %% wrong: every volume
# refused: which volumes does the code ask for?
%%writefile build/backup/volumes.py
import boto3

ec2 = boto3.client("ec2")


def find():
    pages = ec2.get_paginator("describe_volumes").paginate()
    return [one["VolumeId"] for page in pages for one in page["Volumes"]]

# %% wrong: the first page alone
# refused: 2 of them were found
%%writefile build/backup/volumes.py
import boto3

ec2 = boto3.client("ec2")


def find():
    filters = [{"Name": "tag:Backup", "Values": ["daily"]}]
    found = ec2.describe_volumes(Filters=filters)["Volumes"]
    return [one["VolumeId"] for one in found]

# %% wrong: a page of a hundred, and its token forgotten
# refused: the rest of the pages (NextToken)
%%writefile build/backup/volumes.py
import boto3

ec2 = boto3.client("ec2")


def find():
    filters = [{"Name": "tag:Backup", "Values": ["daily"]}]
    found = ec2.describe_volumes(Filters=filters, MaxResults=100)["Volumes"]
    return [one["VolumeId"] for one in found]

# %% wrong: the tag's key alone
# refused: one that is tagged Backup=weekly was among them
%%writefile build/backup/volumes.py
import boto3

ec2 = boto3.client("ec2")


def find():
    filters = [{"Name": "tag-key", "Values": ["Backup"]}]
    pages = ec2.get_paginator("describe_volumes").paginate(Filters=filters)
    return [one["VolumeId"] for page in pages for one in page["Volumes"]]

# %% wrong: the key in small letters
# refused: one that is tagged backup=daily was among them
%%writefile build/backup/volumes.py
import boto3

ec2 = boto3.client("ec2")


def find():
    filters = [{"Name": "tag:backup", "Values": ["daily"]}]
    pages = ec2.get_paginator("describe_volumes").paginate(Filters=filters)
    return [one["VolumeId"] for page in pages for one in page["Volumes"]]

# %% wrong: case is ignored
# refused: key and value must match together, letter by letter
%%writefile build/backup/volumes.py
import boto3

ec2 = boto3.client("ec2")


def find():
    found = []
    for page in ec2.get_paginator("describe_volumes").paginate():
        for one in page["Volumes"]:
            tags = {tag["Key"].lower(): tag["Value"].lower() for tag in one.get("Tags", [])}
            if tags.get("backup") == "daily":
                found.append(one["VolumeId"])
    return found

# %% wrong: case is ignored, on the first page alone
# refused: or the pages, each of two (NextToken)
%%writefile build/backup/volumes.py
import boto3

ec2 = boto3.client("ec2")


def find():
    found = []
    for one in ec2.describe_volumes()["Volumes"]:
        tags = {tag["Key"].lower(): tag["Value"].lower() for tag in one.get("Tags", [])}
        if tags.get("backup") == "daily":
            found.append(one["VolumeId"])
    return found

# %% wrong: those in use alone
# refused: whether it is in use or not
%%writefile build/backup/volumes.py
import boto3

ec2 = boto3.client("ec2")


def find():
    filters = [{"Name": "tag:Backup", "Values": ["daily"]}]
    filters.append({"Name": "status", "Values": ["in-use"]})
    pages = ec2.get_paginator("describe_volumes").paginate(Filters=filters)
    return [one["VolumeId"] for page in pages for one in page["Volumes"]]

# %% wrong: by way of the instances, terminated ones too
# refused: what they are attached to does not matter
%%writefile build/backup/volumes.py
import boto3

ec2 = boto3.client("ec2")


def find():
    found = []
    for page in ec2.get_paginator("describe_instances").paginate():
        for group in page["Reservations"]:
            for instance in group["Instances"]:
                for disk in instance["BlockDeviceMappings"]:
                    found.append(disk["Ebs"]["VolumeId"])
    return found

# %% right: NextToken by hand, sorted out in Python
%%writefile build/backup/volumes.py
import boto3

ec2 = boto3.client("ec2")


def find():
    question, found = {}, []
    while True:
        answer = ec2.describe_volumes(**question)
        for one in answer["Volumes"]:
            if {"Key": "Backup", "Value": "daily"} in one.get("Tags", []):
                found.append(one["VolumeId"])
        if not answer.get("NextToken"):
            return found
        question = {"NextToken": answer["NextToken"]}

# %% right: the resource, which reads all pages
%%writefile build/backup/volumes.py
import boto3

ec2 = boto3.client("ec2")


def find():
    filters = [{"Name": "tag:Backup", "Values": ["daily"]}]
    volumes = boto3.resource("ec2").volumes.filter(Filters=filters)
    return [volume.id for volume in volumes]

# %% right: JMESPath
%%writefile build/backup/volumes.py
import boto3

ec2 = boto3.client("ec2")


def find():
    filters = [{"Name": "tag:Backup", "Values": ["daily"]}]
    pages = ec2.get_paginator("describe_volumes").paginate(Filters=filters)
    return list(pages.search("Volumes[].VolumeId"))
