"""Runs a rule or a schedule now, as its schedule would, and tells when it would: nobody waits for 19:00."""

from dataclasses import dataclass
from datetime import UTC, datetime

from lambdalab.aws import Cloud
from lambdalab.errors import NotScheduled, UnknownName
from lambdalab.steering import get, post

_FIRE = "/_lambdalab/fire-rule"
_TIMES = "/_lambdalab/fire-times"
_REFUSALS = {
    404: (UnknownName, "Create it first, or correct the name."),
    409: (NotScheduled, "Give it one: put_rule(Name=…, ScheduleExpression=…)."),
}


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
    asked = _named(name, group) | ({"time": time.isoformat()} if time else {})
    answer = post(where, _FIRE, asked, refusals=_REFUSALS)
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
    asked = _named(name, group) | {"after": after.isoformat()}
    asked |= {"until": until.isoformat()} if until else {}
    asked |= {"count": str(count)} if count is not None else {}
    return [_moment(text) for text in get(where, _TIMES, asked, refusals=_REFUSALS)["times"]]


def _named(name: str, group: str | None) -> dict[str, str]:
    return {"rule": name} if group is None else {"schedule": name, "group": group}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
