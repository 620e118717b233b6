# %% wrong: nothing is created
# refused: 3 of these 3 volumes got none
%%writefile build/backup/create.py
from volumes import ec2


def each(volumes):
    created = []
    return created

# %% wrong: the first volume alone
# refused: 2 of these 3 volumes got none
%%writefile build/backup/create.py
from volumes import ec2


def each(volumes):
    created = []
    tags = [{"Key": "CreatedBy", "Value": "backup"}]
    marks = [{"ResourceType": "snapshot", "Tags": tags}]
    for volume in volumes:
        made = ec2.create_snapshot(VolumeId=volume, TagSpecifications=marks)
        created.append(made["SnapshotId"])
        return created
    return created

# %% wrong: without a tag
# refused: one has no tag
%%writefile build/backup/create.py
from volumes import ec2


def each(volumes):
    created = []
    for volume in volumes:
        made = ec2.create_snapshot(VolumeId=volume)
        created.append(made["SnapshotId"])
    return created

# %% wrong: another value
# refused: the tags of one are CreatedBy=lambda
%%writefile build/backup/create.py
from volumes import ec2


def each(volumes):
    created = []
    tags = [{"Key": "CreatedBy", "Value": "lambda"}]
    marks = [{"ResourceType": "snapshot", "Tags": tags}]
    for volume in volumes:
        made = ec2.create_snapshot(VolumeId=volume, TagSpecifications=marks)
        created.append(made["SnapshotId"])
    return created

# %% wrong: tagged later, in a call of its own
# refused: the role may tag what it creates, not later
%%writefile build/backup/create.py
from volumes import ec2


def each(volumes):
    created = []
    tags = [{"Key": "CreatedBy", "Value": "backup"}]
    marks = [{"ResourceType": "snapshot", "Tags": tags}]
    for volume in volumes:
        made = ec2.create_snapshot(VolumeId=volume)
        created.append(made["SnapshotId"])
        ec2.create_tags(Resources=[made["SnapshotId"]], Tags=tags)
    return created

# %% wrong: tags for a volume
# refused: 'volume' is not a valid taggable resource type
%%writefile build/backup/create.py
from volumes import ec2


def each(volumes):
    created = []
    tags = [{"Key": "CreatedBy", "Value": "backup"}]
    marks = [{"ResourceType": "volume", "Tags": tags}]
    for volume in volumes:
        made = ec2.create_snapshot(VolumeId=volume, TagSpecifications=marks)
        created.append(made["SnapshotId"])
    return created

# %% wrong: it waits until they are completed
# refused: what the code waits for
%%writefile build/backup/create.py
from volumes import ec2


def each(volumes):
    created = []
    tags = [{"Key": "CreatedBy", "Value": "backup"}]
    marks = [{"ResourceType": "snapshot", "Tags": tags}]
    for volume in volumes:
        made = ec2.create_snapshot(VolumeId=volume, TagSpecifications=marks)
        created.append(made["SnapshotId"])
    ec2.get_waiter("snapshot_completed").wait(SnapshotIds=created)
    return created

# %% wrong: volumes are returned
# refused: it holds 0 of 3, and 3 in all
%%writefile build/backup/create.py
from volumes import ec2


def each(volumes):
    created = []
    tags = [{"Key": "CreatedBy", "Value": "backup"}]
    marks = [{"ResourceType": "snapshot", "Tags": tags}]
    for volume in volumes:
        made = ec2.create_snapshot(VolumeId=volume, TagSpecifications=marks)
        created.append(volume)
    return created

# %% wrong: two of each volume
# refused: one of these volumes got 2
%%writefile build/backup/create.py
from volumes import ec2


def each(volumes):
    created = []
    tags = [{"Key": "CreatedBy", "Value": "backup"}]
    marks = [{"ResourceType": "snapshot", "Tags": tags}]
    for volume in volumes * 2:
        made = ec2.create_snapshot(VolumeId=volume, TagSpecifications=marks)
        created.append(made["SnapshotId"])
    return created

# %% right: a list comprehension, and more tags
%%writefile build/backup/create.py
from volumes import ec2


def create(volume):
    tags = {"CreatedBy": "backup", "Of": volume}
    pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
    made = ec2.create_snapshot(
        VolumeId=volume,
        Description=f"nightly of {volume}",
        TagSpecifications=[{"ResourceType": "snapshot", "Tags": pairs}],
    )
    return made["SnapshotId"]


def each(volumes):
    return [create(volume) for volume in volumes]

# %% right: the resource
%%writefile build/backup/create.py
import boto3

ec2 = boto3.resource("ec2")


def each(volumes):
    created = []
    tags = [{"Key": "CreatedBy", "Value": "backup"}]
    marks = [{"ResourceType": "snapshot", "Tags": tags}]
    for volume in volumes:
        made = ec2.Volume(volume).create_snapshot(TagSpecifications=marks)
        created.append(made.id)
    return created
