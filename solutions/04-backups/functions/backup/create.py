from volumes import ec2


def each(volumes):
    created = []
    tags = [{"Key": "CreatedBy", "Value": "backup"}]
    marks = [{"ResourceType": "snapshot", "Tags": tags}]
    for volume in volumes:
        made = ec2.create_snapshot(VolumeId=volume, TagSpecifications=marks)
        created.append(made["SnapshotId"])
    return created
