"""Runs a rule or a schedule now, as its schedule would, and tells when it would: nobody waits for 19:00.

``POST /_lambdalab/fire-rule`` takes JSON: ``account``, ``region``, ``rule`` (and ``bus``) or ``schedule``
(and ``group``), and ``time``, which the event carries. ``GET /_lambdalab/fire-times`` takes the same names as
a query, with ``after``, ``until`` and ``count``. A name that is not known is 404, a rule without a schedule
409.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import islice, takewhile
from typing import Any

from localstack.http import Request, Response
from localstack.services.edge import ROUTER
from localstack.services.events.models import events_stores
from moto.scheduler.models import scheduler_backends

from lambdalab_engine.fidelity import rule_schedules, scheduler_targets
from lambdalab_engine.fidelity.schedules import Scheduled, stamp

FIRE_PATH = "/_lambdalab/fire-rule"
TIMES_PATH = "/_lambdalab/fire-times"

_MOST_TIMES = 10_000


class RefusedError(Exception):
    """A request that cannot be served; ``status`` is HTTP's."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


def install() -> None:
    """Serve the two addresses."""
    ROUTER.add(FIRE_PATH, _answering(lambda request: fire(_body(request))), methods=["POST"])
    ROUTER.add(TIMES_PATH, _answering(lambda request: times(request.args)), methods=["GET"])


def fire(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Run a rule or a schedule, unless it is disabled, and tell what was done."""
    found = _find(asked)
    time = _time(asked, "time") or datetime.now(UTC)
    sent = found.fire(time) if found.is_enabled else 0
    return _about(found) | {"fired": found.is_enabled, "targets": sent, "time": stamp(time)}


def times(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Tell the next times of a rule or a schedule, whether it is enabled or not."""
    found = _find(asked)
    until = _time(asked, "until")
    upcoming = found.times(_time(asked, "after") or datetime.now(UTC))
    if until is not None:
        upcoming = takewhile(lambda time: time <= until, upcoming)
    count = min(int(asked.get("count", _MOST_TIMES if until else 1)), _MOST_TIMES)
    return _about(found) | {"times": [stamp(time) for time in islice(upcoming, count)]}


def _answering(serve: Callable[[Request], dict[str, Any]]) -> Callable[..., Response]:
    def answer(request: Request, **_: Any) -> Response:
        try:
            told, status = serve(request), 200
        except RefusedError as refused:
            told, status = {"error": str(refused)}, refused.status
        except (KeyError, ValueError) as error:  # no account, no region or no number
            told, status = {"error": str(error)}, 400
        return Response(json.dumps(told), status=status, mimetype="application/json")

    return answer


def _body(request: Request) -> dict[str, Any]:
    asked = json.loads(request.get_data())
    if not isinstance(asked, dict):
        raise RefusedError(400, "the body must be a JSON object")
    return asked


def _about(found: Scheduled) -> dict[str, Any]:
    return {
        "arn": found.name,
        "expression": found.expression,
        "state": found.state,
        "enabled": found.is_enabled,
    }


def _find(asked: Mapping[str, Any]) -> Scheduled:
    if not all(asked.get(name) for name in ("account", "region")):
        raise RefusedError(400, "account and region must be given")
    if asked.get("rule"):
        return _rule(asked["account"], asked["region"], asked.get("bus") or "default", asked["rule"])
    if asked.get("schedule"):
        group = asked.get("group") or "default"
        return _schedule(asked["account"], asked["region"], group, asked["schedule"])
    raise RefusedError(400, "a rule or a schedule must be given")


def _rule(account: str, region: str, bus: str, name: str) -> Scheduled:
    found = events_stores[account][region].event_buses.get(bus)
    rules = found.rules if found else {}
    if name not in rules:
        known = ", ".join(sorted(rules)) or "none"
        raise RefusedError(404, f"Rule {name} does not exist on EventBus {bus}; there are: {known}")
    if not rules[name].schedule_expression:
        raise RefusedError(409, f"Rule {name} has an event pattern and no schedule")
    return rule_schedules.scheduled(rules[name])


def _schedule(account: str, region: str, group: str, name: str) -> Scheduled:
    backend = scheduler_backends[account][region]
    found = backend.schedule_groups.get(group)
    schedules = found.schedules if found else {}
    if name not in schedules:
        known = ", ".join(sorted(schedules)) or "none"
        raise RefusedError(404, f"Schedule {name} does not exist in group {group}; there are: {known}")
    return scheduler_targets.scheduled(backend, schedules[name])


def _time(asked: Mapping[str, Any], name: str) -> datetime | None:
    text = asked.get(name)
    if not text:
        return None
    try:
        time = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise RefusedError(400, f"{name} is no ISO time: {text}") from None
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
