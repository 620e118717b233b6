"""Snapshots are pending for a moment, belong to someone, and can be aged for a lab.

LocalStack completes a snapshot at once, shows Amazon's to whoever asks for "self", and knows no pages.
Sources: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSnapshot.html,
API_DescribeSnapshots.html and API_DeleteSnapshot.html there.
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-call"
# LocalStack's ``patch`` has no annotations.

import copy
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from localstack.utils.patch import patch
from moto.ec2.exceptions import InvalidParameterCombination
from moto.ec2.models import ec2_backends
from moto.ec2.models.elastic_block_store import EBSBackend
from moto.ec2.responses import elastic_block_store
from moto.ec2.responses.elastic_block_store import ElasticBlockStore
from moto.ec2.utils import generic_filter

from lambdalab_engine.fidelity import ec2_errors as errors
from lambdalab_engine.fidelity.ec2_answers import is_waiter, page
from lambdalab_engine.fidelity.ec2_clock import CLOCK, MOMENT

HELD: set[tuple[str, str]] = set()
"""Accounts and regions whose snapshots stay pending until a lab lets them go on: on AWS it can be hours."""


def apply() -> None:
    """Put it in force; called when EC2 is loaded."""
    _complete_later()
    _show_to_whom_they_belong()
    _delete()


def set_start_time(account: str, region: str, snapshot_id: str, start: datetime) -> str:
    """Let a snapshot have been started at another time; return that time as EC2 shows it.

    Raises KeyError where the account has no such snapshot.
    """
    snapshot = ec2_backends[account][region].snapshots[snapshot_id]
    snapshot.start_time = start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return str(snapshot.start_time)


def hold(account: str, region: str, is_held: bool) -> None:
    """Let an account's snapshots stay pending, or go on: then those that are pending are completed."""
    if is_held:
        HELD.add((account, region))
        return
    HELD.discard((account, region))
    for snapshot in list(ec2_backends[account][region].snapshots.values()):
        _complete(snapshot)


def age(account: str, region: str, snapshot_id: str, days: float) -> str:
    """Let a snapshot have been started so many days ago. Raises KeyError where there is none."""
    return set_start_time(account, region, snapshot_id, datetime.now(UTC) - timedelta(days=days))


def _complete_later() -> None:
    texts = vars(elastic_block_store)
    for name in ("CREATE_SNAPSHOT_RESPONSE", "CREATE_SNAPSHOTS_RESPONSE"):
        texts[name] = texts[name].replace("<progress>60%</progress>", "<progress></progress>")
    texts["DESCRIBE_SNAPSHOTS_RESPONSE"] = (
        texts["DESCRIBE_SNAPSHOTS_RESPONSE"]
        .replace(
            "<progress>100%</progress>",
            "<progress>{{ '100%' if snapshot.status == 'completed' else '0%' }}</progress>",
        )
        .replace(
            "</snapshotSet>",
            "</snapshotSet>{% if token %}<nextToken>{{ token }}</nextToken>{% endif %}",
        )
    )

    @patch(EBSBackend.create_snapshot)
    def create_snapshot(fn: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
        snapshot = fn(self, *args, **kwargs)
        if snapshot.from_ami is None:
            snapshot.status = "pending"
            CLOCK.after(MOMENT, partial(_complete, snapshot))
        return snapshot


def _complete(snapshot: Any) -> None:
    if (snapshot.ec2_backend.account_id, snapshot.ec2_backend.region_name) not in HELD:
        snapshot.status = "completed"


def _show_to_whom_they_belong() -> None:
    @patch(ElasticBlockStore.describe_snapshots)
    def describe_snapshots(_: Any, self: Any) -> Any:
        self.error_on_dryrun()
        size, ids = self._get_int_param("MaxResults"), self._get_param("SnapshotIds", [])
        if ids and size is not None:
            raise InvalidParameterCombination(
                "The parameter snapshotSet cannot be used with the parameter maxResults"
            )
        found = _chosen(self, ids)
        if is_waiter(self.headers):
            CLOCK.wait_until(lambda: all(s.status != "pending" for s in found), 4 * MOMENT)
        found = generic_filter(self._filters_from_querystring(), found)
        shown, token = page(self, found, [s.id for s in found], size)
        template = self.response_template(elastic_block_store.DESCRIBE_SNAPSHOTS_RESPONSE)
        return template.render(snapshots=shown, token=token)

    @patch(EBSBackend.get_snapshot)
    def get_snapshot(_: Any, self: Any, snapshot_id: str) -> Any:
        if snapshot_id not in self.snapshots:
            raise errors.unknown_snapshot(snapshot_id)
        return self.snapshots[snapshot_id]


def _delete() -> None:
    @patch(EBSBackend.delete_snapshot)
    def delete_snapshot(fn: Any, self: Any, snapshot_id: str) -> Any:
        self.get_snapshot(snapshot_id)
        return fn(self, snapshot_id)


def _chosen(request: Any, ids: list[str]) -> list[Any]:
    """Return the snapshots of a request's ids and owners, of those that its account may see."""
    account = request.current_account
    seen = _visible(account, request.region)
    if ids:
        for snapshot_id in ids:
            if snapshot_id not in seen:
                raise errors.unknown_snapshot(snapshot_id)
        seen = {snapshot_id: seen[snapshot_id] for snapshot_id in ids}
    owners = {account if owner == "self" else owner for owner in request._get_param("OwnerIds", [])}
    if "amazon" in owners:
        owners |= {ami.owner_id for ami in request.ec2_backend.amis.values() if ami.owner_alias == "amazon"}
    return [s for s in seen.values() if not owners or s.owner_id in owners]


def _visible(account: str, region: str) -> dict[str, Any]:
    """Return an account's own snapshots, the public ones, and those that others share with it."""
    seen = dict(ec2_backends[account][region].snapshots)
    for other, backends in list(ec2_backends.items()):
        if other == account or region not in backends:
            continue
        for snapshot in list(backends[region].snapshots.values()):
            everybody = "all" in snapshot.create_volume_permission_groups
            if everybody or account in snapshot.create_volume_permission_userids:
                seen[snapshot.id] = _without_tags(snapshot)
    return seen


def _without_tags(snapshot: Any) -> Any:
    """Return a snapshot as another account sees it: tags are their owner's."""
    seen = copy.copy(snapshot)
    seen.get_tags = list
    return seen
