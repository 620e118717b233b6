"""Addresses by which a lab steers what it cannot wait for, or launch: a snapshot's age, load, long lists.

They are the engine's own, not AWS's, and are served on loopback only:

- ``POST /_lambdalab/age-snapshot`` with ``account``, ``region``, ``snapshot`` and ``days`` or ``start_time``;
- ``POST /_lambdalab/load`` with ``account``, ``region`` and ``instances``: percents by the instances' ids;
- ``POST /_lambdalab/page-size`` with ``account``, ``region`` and ``size``: so many instances, volumes or
  snapshots at the most are in an answer, as if there were more than AWS puts into one; null for AWS's 1,000;
- ``POST /_lambdalab/hold-snapshots`` with ``account``, ``region`` and ``held``: snapshots stay pending, as
  large ones do for hours, until they are held no more;
- ``POST /_lambdalab/hold-instances`` takes the same: instances stay pending, stopping or shutting down;
- ``POST /_lambdalab/forget-instances`` with ``account``, ``region`` and ``instances``, ids of what was
  terminated: it is described no more, as if its hour had passed.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from localstack.services.plugins import SERVICE_PLUGINS

from lambdalab_engine.fidelity.steering import Refusal, number, serve

AGE_PATH = "/_lambdalab/age-snapshot"
LOAD_PATH = "/_lambdalab/load"
PAGE_PATH = "/_lambdalab/page-size"
HOLD_PATH = "/_lambdalab/hold-snapshots"
HOLD_INSTANCES_PATH = "/_lambdalab/hold-instances"
FORGET_PATH = "/_lambdalab/forget-instances"

_HUNDRED_YEARS = 36525

type Steer = Callable[[dict[str, Any]], dict[str, Any]]


def install() -> None:
    """Serve the addresses."""
    serve(AGE_PATH, _of_a_region(_age))
    serve(LOAD_PATH, _of_a_region(_load))
    serve(PAGE_PATH, _of_a_region(_page_size))
    serve(HOLD_PATH, _of_a_region(_hold_snapshots))
    serve(HOLD_INSTANCES_PATH, _of_a_region(_hold_instances))
    serve(FORGET_PATH, _of_a_region(_forget))


def _of_a_region(do: Steer) -> Steer:
    """Refuse what names no region of EC2."""

    def steer(asked: dict[str, Any]) -> dict[str, Any]:
        SERVICE_PLUGINS.require("ec2")
        from moto.ec2.models import ec2_backends

        if str(asked.get("region")) not in ec2_backends[asked["account"]]:
            raise Refusal(400, f"there is no region {asked.get('region')!r}")
        return do(asked)

    return steer


def _age(asked: dict[str, Any]) -> dict[str, Any]:
    from lambdalab_engine.fidelity import ec2_snapshots

    snapshot = str(asked.get("snapshot"))
    try:
        if "start_time" in asked:
            start = _time(asked["start_time"])
            told = ec2_snapshots.set_start_time(asked["account"], asked["region"], snapshot, start)
        else:
            days = number("days", asked.get("days"), _HUNDRED_YEARS)
            told = ec2_snapshots.age(asked["account"], asked["region"], snapshot, days)
    except KeyError:
        raise Refusal(404, f"The snapshot '{snapshot}' does not exist.") from None
    return {"snapshot": snapshot, "start_time": told}


def _hold_snapshots(asked: dict[str, Any]) -> dict[str, Any]:
    from lambdalab_engine.fidelity import ec2_snapshots

    return _hold(asked, ec2_snapshots.hold)


def _hold_instances(asked: dict[str, Any]) -> dict[str, Any]:
    from lambdalab_engine.fidelity import ec2_states

    return _hold(asked, ec2_states.hold)


def _hold(asked: dict[str, Any], hold: Callable[[str, str, bool], None]) -> dict[str, Any]:
    if not isinstance(held := asked.get("held"), bool):
        raise Refusal(400, "held must be true or false")
    hold(asked["account"], asked["region"], held)
    return {"held": held}


def _load(asked: dict[str, Any]) -> dict[str, Any]:
    from moto.ec2.models import ec2_backends

    from lambdalab_engine.fidelity.ec2_metrics import LOADS

    instances = asked.get("instances")
    if not isinstance(instances, dict):
        raise Refusal(400, "instances must be an object: a percent for each instance's id")
    percents = {name: number(f"the load of {name}", value, 100) for name, value in instances.items()}
    backend = ec2_backends[asked["account"]][asked["region"]]
    known = {instance.id for instance in backend.all_instances()}
    for name in percents:
        if name not in known:
            raise Refusal(404, f"The instance ID '{name}' does not exist")
    return {"published": LOADS.set((asked["account"], asked["region"]), percents)}


def _page_size(asked: dict[str, Any]) -> dict[str, Any]:
    from lambdalab_engine.fidelity.ec2_answers import MOST_RESULTS, PAGE_SIZES

    size = MOST_RESULTS if asked.get("size") is None else asked["size"]
    if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= MOST_RESULTS:
        raise Refusal(400, f"size must be a whole number between 1 and {MOST_RESULTS}")
    PAGE_SIZES[asked["account"], asked["region"]] = size
    return {"size": size}


def _forget(asked: dict[str, Any]) -> dict[str, Any]:
    from moto.ec2.models import ec2_backends

    from lambdalab_engine.fidelity import ec2_states

    wanted = asked.get("instances")
    if not isinstance(wanted, list):
        raise Refusal(400, "instances must be a list of ids")
    backend = ec2_backends[asked["account"]][asked["region"]]
    known = {instance.id: instance for instance in backend.all_instances()}
    for name in wanted:
        if name not in known:
            raise Refusal(404, f"The instance ID '{name}' does not exist")
        if known[name].state not in ec2_states.ENDED:
            raise Refusal(400, f"The instance '{name}' is {known[name].state}: terminate it first")
    for name in wanted:
        ec2_states.forget(known[name])
    return {"forgotten": wanted}


def _time(value: object) -> datetime:
    try:
        told = datetime.fromisoformat(str(value))
    except ValueError:
        raise Refusal(400, "start_time must be a time like 2026-03-01T12:00:00Z") from None
    return told if told.tzinfo else told.replace(tzinfo=UTC)
