# %% wrong: nothing is found
# refused: 0 of them were found
%%writefile build/backup/snapshots.py
from volumes import ec2


def find():
    return []

# %% wrong: everything that EC2 lists
# refused: belong to other accounts
%%writefile build/backup/snapshots.py
from volumes import ec2


def find():
    pages = ec2.get_paginator("describe_snapshots")
    pages = pages.paginate()
    return [one for page in pages for one in page["Snapshots"]]

# %% wrong: all of the account, foreign ones too
# refused: one that is without a tag was among them
%%writefile build/backup/snapshots.py
from volumes import ec2


def find():
    filters = [
        {"Name": "status", "Values": ["completed"]},
    ]
    pages = ec2.get_paginator("describe_snapshots")
    pages = pages.paginate(OwnerIds=["self"], Filters=filters)
    return [one for page in pages for one in page["Snapshots"]]

# %% wrong: the tag's key alone
# refused: one that is tagged CreatedBy=ops was among them
%%writefile build/backup/snapshots.py
from volumes import ec2


def find():
    filters = [
        {"Name": "tag-key", "Values": ["CreatedBy"]},
        {"Name": "status", "Values": ["completed"]},
    ]
    pages = ec2.get_paginator("describe_snapshots")
    pages = pages.paginate(OwnerIds=["self"], Filters=filters)
    return [one for page in pages for one in page["Snapshots"]]

# %% wrong: case is ignored
# refused: one that is tagged createdby=backup was among them
%%writefile build/backup/snapshots.py
from volumes import ec2


def find():
    filters = [
        {"Name": "status", "Values": ["completed"]},
    ]
    pages = ec2.get_paginator("describe_snapshots")
    pages = pages.paginate(OwnerIds=["self"], Filters=filters)
    found = []
    for page in pages:
        for one in page["Snapshots"]:
            tags = {tag["Key"].lower(): tag["Value"].lower() for tag in one.get("Tags", [])}
            if tags.get("createdby") == "backup":
                found.append(one)
    return found

# %% wrong: whatever its state
# refused: had just begun and that are pending were among them
%%writefile build/backup/snapshots.py
from volumes import ec2


def find():
    filters = [
        {"Name": "tag:CreatedBy", "Values": ["backup"]},
    ]
    pages = ec2.get_paginator("describe_snapshots")
    pages = pages.paginate(OwnerIds=["self"], Filters=filters)
    return [one for page in pages for one in page["Snapshots"]]

# %% wrong: the first page alone
# refused: the rest of the pages (NextToken)
%%writefile build/backup/snapshots.py
from volumes import ec2


def find():
    filters = [
        {"Name": "tag:CreatedBy", "Values": ["backup"]},
        {"Name": "status", "Values": ["completed"]},
    ]
    question = {"OwnerIds": ["self"], "Filters": filters}
    return ec2.describe_snapshots(**question)["Snapshots"]

# %% wrong: the volumes that are there, one by one
# refused: its snapshots are still there, and yours
%%writefile build/backup/snapshots.py
import volumes
from volumes import ec2


def find():
    filters = [
        {"Name": "tag:CreatedBy", "Values": ["backup"]},
        {"Name": "status", "Values": ["completed"]},
    ]
    filters.append({"Name": "volume-id", "Values": volumes.find()})
    pages = ec2.get_paginator("describe_snapshots")
    pages = pages.paginate(OwnerIds=["self"], Filters=filters)
    return [one for page in pages for one in page["Snapshots"]]

# %% wrong: ids alone
# refused: find returns what EC2 tells of each
%%writefile build/backup/snapshots.py
from volumes import ec2


def find():
    filters = [
        {"Name": "tag:CreatedBy", "Values": ["backup"]},
        {"Name": "status", "Values": ["completed"]},
    ]
    pages = ec2.get_paginator("describe_snapshots")
    pages = pages.paginate(OwnerIds=["self"], Filters=filters)
    return [one["SnapshotId"] for page in pages for one in page["Snapshots"]]

# %% right: NextToken by hand, sorted out in Python
%%writefile build/backup/snapshots.py
from volumes import ec2


def find():
    question, found = {"OwnerIds": ["self"]}, []
    while True:
        answer = ec2.describe_snapshots(**question)
        for one in answer["Snapshots"]:
            if {"Key": "CreatedBy", "Value": "backup"} in one.get("Tags", []):
                if one["State"] == "completed":
                    found.append(one)
        if not answer.get("NextToken"):
            return found
        question["NextToken"] = answer["NextToken"]

# %% right: JMESPath, and no owner: others' tags are not shown
%%writefile build/backup/snapshots.py
from volumes import ec2


def find():
    filters = [
        {"Name": "tag:CreatedBy", "Values": ["backup"]},
        {"Name": "status", "Values": ["completed"]},
    ]
    pages = ec2.get_paginator("describe_snapshots")
    pages = pages.paginate(Filters=filters)
    return list(pages.search("Snapshots[]"))
