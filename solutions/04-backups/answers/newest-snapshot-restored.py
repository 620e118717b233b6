# %% wrong: nothing is created
# refused: there is none
lost = [one for one in snapshots() if one["VolumeId"] == volumes["db-1"]]
restored = None

# %% wrong: an empty volume
# refused: its SnapshotId is empty
lost = [one for one in snapshots() if one["VolumeId"] == volumes["db-1"]]
restored = ec2.create_volume(
    Size=8,
    AvailabilityZone=ZONE,
    TagSpecifications=tagged("volume", {"Name": "db-1", "Backup": "daily"}),
)
volumes["db-1"], names[restored["VolumeId"]] = restored["VolumeId"], "db-1"

# %% wrong: the newest, whoever made it
# refused: is it tagged CreatedBy=backup?
lost = [one for one in snapshots() if one["VolumeId"] == volumes["db-1"]]
restored = ec2.create_volume(
    SnapshotId=max(lost, key=lambda one: one["StartTime"])["SnapshotId"],
    AvailabilityZone=ZONE,
    TagSpecifications=tagged("volume", {"Name": "db-1", "Backup": "daily"}),
)
volumes["db-1"], names[restored["VolumeId"]] = restored["VolumeId"], "db-1"

# %% wrong: the oldest
# refused: there are 2 newer ones of that volume
lost = [one for one in snapshots() if one["VolumeId"] == volumes["db-1"]]
mark = {"Key": "CreatedBy", "Value": "backup"}
own = [one for one in lost if mark in one["Tags"]]
restored = ec2.create_volume(
    SnapshotId=min(own, key=lambda one: one["StartTime"])["SnapshotId"],
    AvailabilityZone=ZONE,
    TagSpecifications=tagged("volume", {"Name": "db-1", "Backup": "daily"}),
)
volumes["db-1"], names[restored["VolumeId"]] = restored["VolumeId"], "db-1"

# %% wrong: another volume's snapshot
# refused: whose volume was it
lost = [one for one in snapshots() if one["VolumeId"] == volumes["db-1"]]
mark = {"Key": "CreatedBy", "Value": "backup"}
own = [one for one in snapshots() if mark in one["Tags"] and one not in lost]
restored = ec2.create_volume(
    SnapshotId=max(own, key=lambda one: one["StartTime"])["SnapshotId"],
    AvailabilityZone=ZONE,
    TagSpecifications=tagged("volume", {"Name": "db-1", "Backup": "daily"}),
)
volumes["db-1"], names[restored["VolumeId"]] = restored["VolumeId"], "db-1"

# %% wrong: another zone
# refused: it is in us-east-1a
lost = [one for one in snapshots() if one["VolumeId"] == volumes["db-1"]]
mark = {"Key": "CreatedBy", "Value": "backup"}
own = [one for one in lost if mark in one["Tags"]]
restored = ec2.create_volume(
    SnapshotId=max(own, key=lambda one: one["StartTime"])["SnapshotId"],
    AvailabilityZone="us-east-1a",
    TagSpecifications=tagged("volume", {"Name": "db-1", "Backup": "daily"}),
)
volumes["db-1"], names[restored["VolumeId"]] = restored["VolumeId"], "db-1"

# %% wrong: the name alone
# refused: its tags are Name=db-1
lost = [one for one in snapshots() if one["VolumeId"] == volumes["db-1"]]
mark = {"Key": "CreatedBy", "Value": "backup"}
own = [one for one in lost if mark in one["Tags"]]
restored = ec2.create_volume(
    SnapshotId=max(own, key=lambda one: one["StartTime"])["SnapshotId"],
    AvailabilityZone=ZONE,
    TagSpecifications=tagged("volume", {"Name": "db-1"}),
)
volumes["db-1"], names[restored["VolumeId"]] = restored["VolumeId"], "db-1"

# %% wrong: the backup's tag, not the volumes'
# refused: CreatedBy=backup
lost = [one for one in snapshots() if one["VolumeId"] == volumes["db-1"]]
mark = {"Key": "CreatedBy", "Value": "backup"}
own = [one for one in lost if mark in one["Tags"]]
restored = ec2.create_volume(
    SnapshotId=max(own, key=lambda one: one["StartTime"])["SnapshotId"],
    AvailabilityZone=ZONE,
    TagSpecifications=tagged("volume", {"Name": "db-1", "CreatedBy": "backup"}),
)
volumes["db-1"], names[restored["VolumeId"]] = restored["VolumeId"], "db-1"

# %% right: filters of EC2, sorted, tagged afterwards
answer = ec2.describe_snapshots(
    Filters=[
        {"Name": "volume-id", "Values": [volumes["db-1"]]},
        {"Name": "tag:CreatedBy", "Values": ["backup"]},
        {"Name": "status", "Values": ["completed"]},
    ]
)
newest = sorted(answer["Snapshots"], key=lambda one: one["StartTime"])[-1]
restored = ec2.create_volume(
    SnapshotId=newest["SnapshotId"], AvailabilityZone="us-east-1b", VolumeType="gp3"
)
pairs = [{"Key": "Name", "Value": "db-1"}, {"Key": "Backup", "Value": "daily"}]
ec2.create_tags(Resources=[restored["VolumeId"]], Tags=pairs)
volumes["db-1"], names[restored["VolumeId"]] = restored["VolumeId"], "db-1"

# %% right: a larger volume, encrypted
lost = [one for one in snapshots() if one["VolumeId"] == volumes["db-1"]]
mark = {"Key": "CreatedBy", "Value": "backup"}
own = [one for one in lost if mark in one["Tags"]]
restored = ec2.create_volume(
    SnapshotId=max(own, key=lambda one: one["StartTime"])["SnapshotId"],
    Size=16,
    Encrypted=True,
    AvailabilityZone=ZONE,
    TagSpecifications=tagged("volume", {"Name": "db-1", "Backup": "daily"}),
)
volumes["db-1"], names[restored["VolumeId"]] = restored["VolumeId"], "db-1"
