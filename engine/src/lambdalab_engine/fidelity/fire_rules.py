"""Runs a rule or a schedule now, as its schedule would, and tells when it would: nobody waits for 19:00.

``POST /_lambdalab/fire-rule`` takes JSON: ``account``, ``region``, ``rule`` (and ``bus``) or ``schedule``
(and ``group``), and ``time``, which the event carries. ``GET /_lambdalab/fire-times`` takes the same names as
a query, with ``after``, ``until`` and ``count``. A name that is not known is 404, a rule without a schedule
409.
"""

from datetime import UTC, datetime
from itertools import islice, takewhile
from typing import Any

from localstack.services.events.models import events_stores
from moto.scheduler.models import scheduler_backends

from lambdalab_engine.fidelity import rule_schedules, scheduler_targets
from lambdalab_engine.fidelity.schedules import Scheduled, stamp
from lambdalab_engine.fidelity.steering import Refusal, of_region, serve

FIRE_PATH = "/_lambdalab/fire-rule"
TIMES_PATH = "/_lambdalab/fire-times"

_MOST_TIMES = 10_000


def install() -> None:
    """Serve the two addresses."""
    serve(FIRE_PATH, fire)
    serve(TIMES_PATH, times, "GET")


def fire(asked: dict[str, Any]) -> dict[str, Any]:
    """Run a rule or a schedule, unless it is disabled, and tell what was done."""
    found = _find(asked)
    time = _time(asked, "time") or datetime.now(UTC)
    sent = found.fire(time) if found.is_enabled else 0
    return _about(found) | {"fired": found.is_enabled, "targets": sent, "time": stamp(time)}


def times(asked: dict[str, Any]) -> dict[str, Any]:
    """Tell the next times of a rule or a schedule, whether it is enabled or not."""
    found = _find(asked)
    until = _time(asked, "until")
    upcoming = found.times(_time(asked, "after") or datetime.now(UTC))
    if until is not None:
        upcoming = takewhile(lambda time: time <= until, upcoming)
    count = _count(asked, _MOST_TIMES if until else 1)
    return _about(found) | {"times": [stamp(time) for time in islice(upcoming, count)]}


def _about(found: Scheduled) -> dict[str, Any]:
    return {
        "arn": found.name,
        "expression": found.expression,
        "state": found.state,
        "enabled": found.is_enabled,
    }


def _find(asked: dict[str, Any]) -> Scheduled:
    if name := asked.get("rule"):
        return _rule(of_region(events_stores, asked), asked.get("bus") or "default", name)
    if name := asked.get("schedule"):
        return _schedule(of_region(scheduler_backends, asked), asked.get("group") or "default", name)
    raise Refusal(400, "a rule or a schedule must be given")


def _rule(store: Any, bus: str, name: str) -> Scheduled:
    found = store.event_buses.get(bus)
    rules = found.rules if found else {}
    if name not in rules:
        known = ", ".join(sorted(rules)) or "none"
        raise Refusal(404, f"Rule {name} does not exist on EventBus {bus}; there are: {known}")
    if not rules[name].schedule_expression:
        raise Refusal(409, f"Rule {name} has an event pattern and no schedule")
    return rule_schedules.scheduled(rules[name])


def _schedule(backend: Any, group: str, name: str) -> Scheduled:
    found = backend.schedule_groups.get(group)
    schedules = found.schedules if found else {}
    if name not in schedules:
        known = ", ".join(sorted(schedules)) or "none"
        raise Refusal(404, f"Schedule {name} does not exist in group {group}; there are: {known}")
    return scheduler_targets.scheduled(backend, schedules[name])


def _count(asked: dict[str, Any], unless_asked: int) -> int:
    try:
        return min(int(asked.get("count", unless_asked)), _MOST_TIMES)
    except (TypeError, ValueError):
        raise Refusal(400, f"count is no whole number: {asked['count']}") from None


def _time(asked: dict[str, Any], name: str) -> datetime | None:
    text = asked.get(name)
    if not text:
        return None
    try:
        time = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise Refusal(400, f"{name} is no ISO time: {text}") from None
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
