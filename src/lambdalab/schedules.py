"""Runs a rule or a schedule now, as its schedule would, and tells when it would: nobody waits for 19:00."""

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lambdalab.aws import NO_ANSWER, Cloud, open_directly
from lambdalab.errors import NotReady, NotScheduled, UnknownName

_FIRE = "/_lambdalab/fire-rule"
_TIMES = "/_lambdalab/fire-times"
_ANSWER_SECONDS = 30
_NOT_FOUND, _CONFLICT = 404, 409


@dataclass(frozen=True)
class Fired:
    """What became of a run: a disabled rule ``was_fired`` not, and one without ``targets`` reached nobody."""

    was_fired: bool
    targets: int
    time: datetime


def fire_now(
    name: str, *, cloud: Cloud | None = None, time: datetime | None = None, group: str | None = None
) -> Fired:
    """Run a rule of the default event bus as its schedule would at ``time`` (an aware one), which is now.

    With ``group`` it is a schedule of that group of EventBridge Scheduler. A disabled one does not run.
    Raises UnknownName where there is none of that name, NotScheduled where it has an event pattern instead.
    """
    where = cloud or Cloud.of_environment()
    asked = _named(where, name, group) | ({"time": time.isoformat()} if time else {})
    answer = _ask(urllib.request.Request(where.endpoint + _FIRE, json.dumps(asked).encode()))
    return Fired(answer["fired"], answer["targets"], _moment(answer["time"]))


def next_times(
    name: str,
    *,
    after: datetime,
    until: datetime | None = None,
    count: int | None = None,
    cloud: Cloud | None = None,
    group: str | None = None,
) -> list[datetime]:
    """Return when a rule, enabled or not, would run after a moment: until another one, or so many times.

    Without ``until`` and ``count`` it is the next time alone. The times are in UTC. ``group`` and what is
    raised are as for ``fire_now``.
    """
    where = cloud or Cloud.of_environment()
    asked = _named(where, name, group) | {"after": after.isoformat()}
    asked |= {"until": until.isoformat()} if until else {}
    asked |= {"count": str(count)} if count is not None else {}
    address = f"{where.endpoint}{_TIMES}?{urllib.parse.urlencode(asked)}"
    return [_moment(text) for text in _ask(urllib.request.Request(address))["times"]]


def _named(cloud: Cloud, name: str, group: str | None) -> dict[str, str]:
    kind = {"rule": name} if group is None else {"schedule": name, "group": group}
    return {"account": cloud.account, "region": cloud.region} | kind


def _ask(request: urllib.request.Request) -> Any:
    try:
        with open_directly(request, timeout=_ANSWER_SECONDS) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error.code, error.read()) from None
    except NO_ANSWER as error:
        raise NotReady(f"The engine does not answer ({error}).", "Start it in a terminal: ./lab") from None


def _refusal(status: int, body: bytes) -> Exception:
    try:
        told = json.loads(body)["error"]
    except (ValueError, KeyError, TypeError):  # another LocalStack, which does not know the address
        return NotReady(
            "This endpoint cannot fire a rule at once.", "Use the engine that ./lab starts, which can."
        )
    if status == _NOT_FOUND:
        return UnknownName(f"{told}.", "Create it first, or correct the name.")
    if status == _CONFLICT:
        return NotScheduled(f"{told}.", "Give it one: put_rule(Name=…, ScheduleExpression=…).")
    return NotReady(f"The engine refused this: {told}.", "Look at what was given.")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
