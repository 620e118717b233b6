"""Addresses by which a lab steers what it cannot wait for, or launch: a snapshot's age, load, long lists.

They are the engine's own, not AWS's, and are served on loopback only:

- ``POST /_lambdalab/age-snapshot`` with ``account``, ``region``, ``snapshot`` and ``days`` or ``start_time``;
- ``POST /_lambdalab/load`` with ``account``, ``region`` and ``instances``: percents by the instances' ids;
- ``POST /_lambdalab/page-size`` with ``account``, ``region`` and ``size``: so many instances or snapshots at
  the most are in an answer, as if there were more than AWS puts into one; null for AWS's own 1,000.

What is wrong is answered with 400, what does not exist with 404, and a ``message`` that says it.
"""

import json
import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from localstack.http import Request, Response
from localstack.services.plugins import SERVICE_PLUGINS

AGE_PATH = "/_lambdalab/age-snapshot"
LOAD_PATH = "/_lambdalab/load"
PAGE_PATH = "/_lambdalab/page-size"

_ACCOUNT = re.compile(r"\d{12}")
_HUNDRED_YEARS = 36525


class Refusal(Exception):
    """A request that is not done, with the status to answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def install() -> None:
    """Serve the addresses."""
    from localstack.services.edge import ROUTER

    ROUTER.add(AGE_PATH, _answering(_age), methods=["POST"])
    ROUTER.add(LOAD_PATH, _answering(_load), methods=["POST"])
    ROUTER.add(PAGE_PATH, _answering(_page_size), methods=["POST"])


def _answering(do: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[..., Response]:
    def answer(request: Request, **_: Any) -> Response:
        try:
            told, status = do(_read(request)), 200
        except Refusal as refusal:
            told, status = {"message": str(refusal)}, refusal.status
        return Response(json.dumps(told), status=status, mimetype="application/json")

    return answer


def _age(asked: dict[str, Any]) -> dict[str, Any]:
    from lambdalab_engine.fidelity import ec2_snapshots

    snapshot = str(asked.get("snapshot"))
    try:
        if "start_time" in asked:
            start = _time(asked["start_time"])
            told = ec2_snapshots.set_start_time(asked["account"], asked["region"], snapshot, start)
        else:
            days = _number("days", asked.get("days"), _HUNDRED_YEARS)
            told = ec2_snapshots.age(asked["account"], asked["region"], snapshot, days)
    except KeyError:
        raise Refusal(404, f"The snapshot '{snapshot}' does not exist.") from None
    return {"snapshot": snapshot, "start_time": told}


def _load(asked: dict[str, Any]) -> dict[str, Any]:
    from moto.ec2.models import ec2_backends

    from lambdalab_engine.fidelity.ec2_metrics import LOADS

    instances = asked.get("instances")
    if not isinstance(instances, dict):
        raise Refusal(400, "instances must be an object: a percent for each instance's id")
    percents = {name: _number(f"the load of {name}", value, 100) for name, value in instances.items()}
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


def _read(request: Request) -> dict[str, Any]:
    try:
        asked = json.loads(request.get_data())
    except ValueError:
        raise Refusal(400, "the body must be JSON") from None
    if not isinstance(asked, dict) or not _ACCOUNT.fullmatch(str(asked.get("account"))):
        raise Refusal(400, "account must be a string of 12 digits")
    SERVICE_PLUGINS.require("ec2")
    from moto.ec2.models import ec2_backends

    if str(asked.get("region")) not in ec2_backends[str(asked["account"])]:
        raise Refusal(400, f"there is no region {asked.get('region')!r}")
    return asked | {"account": str(asked["account"])}


def _number(name: str, value: object, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Refusal(400, f"{name} must be a number")
    if not 0 <= value <= most:
        raise Refusal(400, f"{name} must be between 0 and {most}")
    return value


def _time(value: object) -> datetime:
    try:
        told = datetime.fromisoformat(str(value))
    except ValueError:
        raise Refusal(400, "start_time must be a time like 2026-03-01T12:00:00Z") from None
    return told if told.tzinfo else told.replace(tzinfo=UTC)
