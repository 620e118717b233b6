"""Lab 04, its first half: a role that spares others' snapshots, volumes, a nightly rule, new snapshots.

What becomes of the snapshots is judged in ``backups_kept``.
"""

import secrets
from datetime import UTC, datetime, timedelta

from lambdalab.aws import Cloud
from lambdalab.checks.backup_findings import require_created, require_own, require_volumes
from lambdalab.checks.backup_retention import plant
from lambdalab.checks.backup_roles import require_role
from lambdalab.checks.backup_runs import DAILY, FUNCTION, RULE, ids_in, run
from lambdalab.checks.functions import get_function
from lambdalab.checks.invokers import require_invoker
from lambdalab.checks.registry import task
from lambdalab.checks.rules import input_to, require_times
from lambdalab.checks.vaults import Vault, vault

LAB = "04-backups"
ROLE = "backup-role"
ROLE_TASK = "role-spares-other-snapshots"

_AROUND_DAYS = 7


@task(
    ROLE_TASK,
    lab=LAB,
    points=10,
    hints=(
        "The check tries the role on a daily volume, and on snapshots of the backup and of others. It names"
        " the first thing that the role may not do and should, or may do and should not.",
        "See 'Grant permission to tag Amazon EC2 resources on creation' in EC2's guide, and aws:ResourceTag"
        " in IAM's. A snapshot's ARN names no account.",
        '{"Effect": "Allow", "Action": "ec2:<Operation>", "Resource": any_snapshot, "Condition": '
        '{"StringEquals": {<key>: <value>}}}, twice: with the key that the text names for each.',
    ),
)
def role_spares_other_snapshots(cloud: Cloud) -> None:
    """Pass where the role may delete what the backup created, tag what it creates, and no more."""
    require_role(cloud, ROLE)


@task(
    "daily-volumes-found",
    lab=LAB,
    points=10,
    needs=(ROLE_TASK,),
    hints=(
        "The check has volumes of its own, with tags that look alike; one is in use, the others are not. "
        "Were too many found, or too few?",
        "See describe_volumes in boto3's reference: Filters and NextToken. get_paginator asks again for you.",
        'A filter {"Name": "tag:<key>", "Values": [...]}; for page in '
        'ec2.get_paginator("describe_volumes").paginate(Filters=...): the VolumeId of each in its Volumes.',
    ),
)
def daily_volumes_found(cloud: Cloud) -> None:
    """Pass where the function finds the daily volumes among lookalikes, on every page, in use or not."""
    get_function(cloud, FUNCTION)
    with vault(cloud) as ours:
        ours.attached_volume(DAILY)
        _plant_lookalikes(ours)
        for _ in range(4):
            ours.volume(DAILY)
        require_volumes(ours, ids_in(run(ours), "volumes", "volumes.py"))


@task(
    "backup-runs-nightly",
    lab=LAB,
    points=10,
    hints=(
        "Three things make a rule run a function: a schedule, the function's consent, and a target. The card "
        "names the first one that is not as it should be.",
        "See put_rule, put_targets and Lambda's add_permission in boto3's reference, and the page on cron "
        "expressions in EventBridge's guide. What stands for every day?",
        "put_rule(Name=..., ScheduleExpression='cron(<minutes> <hours> * * ? *)'); add_permission(... "
        "Principal='<service>.amazonaws.com', SourceArn=<the rule's>); put_targets(Rule=..., Targets=[{'Id': "
        "..., 'Arn': ...}]).",
    ),
)
def backup_runs_nightly(cloud: Cloud) -> None:
    """Pass where the rule runs every night at 02:30 UTC, may invoke the function, and has it as target."""
    day = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(days=secrets.randbelow(700))
    times = [day + timedelta(days=n, hours=2, minutes=30) for n in range(14)]
    require_times(cloud, RULE, times, UTC, "at 02:30 UTC every night", (day, day + timedelta(days=14)))
    require_invoker(cloud, FUNCTION, "events.amazonaws.com", cloud.arn("events", f"rule/{RULE}"))
    input_to(cloud, RULE, FUNCTION)


@task(
    "snapshots-carry-tag",
    lab=LAB,
    points=10,
    needs=(ROLE_TASK,),
    hints=(
        "The check looks at what a run created: of which volumes, how often, and with which tags. Its "
        "snapshots stay pending for as long as it looks.",
        "See TagSpecifications in boto3's reference of create_snapshot. Of which type is the resource that "
        "is tagged?",
        "for volume in volumes: answer = ec2.create_snapshot(VolumeId=..., "
        'TagSpecifications=[{"ResourceType": "<kind>", "Tags": [{"Key": ..., "Value": ...}]}]); note its '
        "SnapshotId.",
    ),
)
def snapshots_carry_tag(cloud: Cloud) -> None:
    """Pass where a run creates one snapshot of each daily volume, tagged from its first moment on."""
    with vault(cloud) as ours:
        for _ in range(3):
            ours.volume(DAILY)
        _plant_lookalikes(ours)
        result = run(ours)
        require_created(ours, {}, ids_in(result, "created", "create.py"))


@task(
    "own-snapshots-found",
    lab=LAB,
    points=10,
    needs=(ROLE_TASK,),
    hints=(
        "The check has snapshots that the backup could have created, and others that look like them. Were "
        "too many found, or too few?",
        "See describe_snapshots in boto3's reference: OwnerIds, the filters tag:<key> and status, and what "
        "it says of NextToken.",
        'Two filters, {"Name": "tag:<key>", "Values": [...]} and {"Name": "status", ...}; a paginator with '
        'OwnerIds=["self"]; all of each page\'s Snapshots in one list.',
    ),
)
def own_snapshots_found(cloud: Cloud) -> None:
    """Pass where the function finds all its own completed snapshots, and nobody else's."""
    with vault(cloud) as ours:
        plant(ours, _AROUND_DAYS)
        before = ours.described()
        require_own(ours, before, ids_in(run(ours), "snapshots", "snapshots.py"))


def _plant_lookalikes(ours: Vault) -> None:
    """Create volumes that are not daily, the least alike first: of those found, it is named."""
    for tags in ({}, {"Backup": "weekly"}, {"Team": "daily"}, {"Backup": "Daily"}, {"backup": "daily"}):
        ours.volume(tags)
