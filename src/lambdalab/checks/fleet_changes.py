"""Compares a fleet before and after a run with what a schedule by tag may do to it."""

import secrets
from collections.abc import Collection, Mapping
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.fleets import Fleet, Kind
from lambdalab.checks.functions import error_of, invoke
from lambdalab.checks.results import Unmet
from lambdalab.fleet import short_pages

TAG = "Schedule"
SCHEDULED = {TAG: "office-hours"}
BEFORE = {"stop": "running", "start": "stopped"}
DONE = {"stop": "stopped", "start": "started"}

PAGE = 2
_SCHEDULED_RUNNING = 2 * PAGE + 1
"""They take three pages."""

_EACH = "try and except: around each instance, not around all of them"
_REFUSED = f"one refuses, and what becomes of the others? {_EACH}"


def mixed_kinds() -> list[Kind]:
    """Return kinds of which one is scheduled and all others look like it, in an order by chance."""
    other = secrets.choice(["always", "weekends", "office-hours-late", "night"])
    kinds = [
        Kind(SCHEDULED, running=_SCHEDULED_RUNNING, stopped=1 + secrets.randbelow(3), terminated=1),
        Kind({TAG: other}, running=1, stopped=1),
        Kind({TAG: "Office-Hours"}, running=1, stopped=1),
        Kind({TAG.lower(): "office-hours"}, running=1, stopped=1),
        Kind({"Team": "office-hours"}, running=1, stopped=1),
        Kind({}, running=1, stopped=1),
    ]
    secrets.SystemRandom().shuffle(kinds)
    return kinds


def run(cloud: Cloud, function: str, action: str) -> dict[str, Any]:
    """Invoke the function as a rule would, while EC2's pages are short; return its result.

    Raises Unmet where it ends with an error, or the result has no list of ids.
    """
    with short_pages(cloud, PAGE):
        answer = invoke(cloud, function, {"action": action})
    expected = f'{function} to handle {{"action": "{action}"}}'
    if answer.error:
        raise Unmet(
            "failed",
            expected=expected,
            found=f"it ended with {error_of(answer)}",
            look_at=_why_refused(error_of(answer)),
        )
    result = answer.payload
    if not isinstance(result, dict) or not is_list_of_ids(result.get("instances")):
        raise Unmet(
            "mismatch",
            expected=f"{expected} and to return its instances as a list of ids",
            found=f"it returned {str(result)[:200]}",
            look_at="the handler's last line, and what the list holds: each instance's \"InstanceId\"",
        )
    return result


def is_list_of_ids(told: Any) -> bool:
    """Tell whether something is a list of texts."""
    return isinstance(told, list) and all(isinstance(one, str) for one in told)


def _why_refused(error: str) -> str:
    """Return where to look for an error; without an id, a call is denied before AWS sees that it has none."""
    is_denied_at_large = "UnauthorizedOperation" in error and " on resource: " not in error
    if "No instances specified" in error or is_denied_at_large:
        return "what the call gets when there is nothing to do"
    reasons = {
        "not in a state": "the state: a terminated instance keeps its tags for about an hour",
        "UnauthorizedOperation": "the role's policy: check the first task again",
        "timed out": "the loop over the pages: does each call get the NextToken of the one before?",
        "may not be stopped": _EACH,
    }
    told = (advice for words, advice in reasons.items() if words in error)
    return next(told, "the function's files, at the line that the error names; update() after each change")


def scheduled(fleet: Fleet, states: Mapping[str, str], action: str) -> set[str]:
    """Return the instances that a run with this action is meant for."""
    return {
        instance
        for instance, kind in fleet.kinds.items()
        if kind.tags == SCHEDULED and states[instance] == BEFORE[action]
    }


def require_listed(fleet: Fleet, states: Mapping[str, str], action: str, listed: Collection[str]) -> None:
    """Raise Unmet unless the ids listed are those of the instances to change; other people's are left out."""
    wanted = scheduled(fleet, states, action)
    named = set(listed) & fleet.kinds.keys()
    expected = f"for {action}, the {counted(wanted, 'instance')} tagged {in_words()} and {BEFORE[action]}"
    if wrong := named - wanted:
        one = _most_wrong(fleet, wrong)
        kind, state = fleet.kinds[one], states[one]
        found = f"one that is {kind.words} and {state} was among them"
        raise Unmet("mismatch", expected=expected, found=found, look_at=_why_wrong(kind, state))
    if len(listed) != len(set(listed)):
        raise Unmet(
            "mismatch",
            expected=f"{expected}, each once",
            found=f"some are listed twice: {len(listed)} ids of {len(set(listed))} instances",
            look_at="the loop over the pages: which page is read again?",
        )
    if named != wanted:
        found = f"{len(named)} of them were found"
        raise Unmet("mismatch", expected=expected, found=found, look_at=_why_missed(named))


def require_changed(
    fleet: Fleet,
    before: Mapping[str, str],
    after: Mapping[str, str],
    action: str,
    listed: Collection[str] = (),
) -> None:
    """Raise Unmet unless a run with this action changed the instances that it is meant for, and no others.

    ``listed`` are the ids that the run returned: with them, found and left alone can be told from not found.
    """
    wanted = scheduled(fleet, before, action)
    if action == "stop":
        wanted -= fleet.protected
    changed = {instance for instance in before if after[instance] != before[instance]}
    expected = (
        f"the {counted(wanted, 'instance')} tagged {in_words()} and {BEFORE[action]} to be {DONE[action]}"
    )
    if wrong := changed - wanted:
        one = _most_wrong(fleet, wrong)
        kind, state = fleet.kinds[one], before[one]
        found = f"one that is {kind.words} was {state} and is {after[one]} now"
        raise Unmet(
            "mismatch", expected=f"only {expected}", found=found, look_at=_why_wrong(kind, state, action)
        )
    if missed := wanted - changed:
        found = f"{len(missed)} of them are still {BEFORE[action]}"
        why = _REFUSED if action == "stop" and fleet.protected else _why_missed(wanted - missed)
        if not fleet.protected and missed <= set(listed):
            why = f'the handler returns their ids: which call does "{action}" lead to, and with which ids?'
        raise Unmet("mismatch", expected=expected, found=found, look_at=why)


def counted(ids: Collection[str], noun: str) -> str:
    """Return how many there are in words, as "1 instance" or "3 instances"."""
    return f"1 {noun}" if len(ids) == 1 else f"{len(ids)} {noun}s"


def in_words() -> str:
    """Return the tag that puts an instance on the schedule."""
    return "=".join(*SCHEDULED.items())


def _most_wrong(fleet: Fleet, instances: Collection[str]) -> str:
    """Return the one that has least in common with those on the schedule."""

    def likeness(instance: str) -> tuple[bool, bool, bool]:
        tags = fleet.kinds[instance].tags
        return tags == SCHEDULED, TAG in tags, bool(tags)

    return min(sorted(instances), key=likeness)


def _why_wrong(kind: Kind, state: str, action: str = "") -> str:
    if kind.tags == SCHEDULED:
        return f"the state: what is there to {action or 'do'} where an instance is {state}?"
    if kind.tags.get(TAG):
        return "the tag's value: is it asked for, and letter by letter?"
    if not kind.tags:
        return "the filter: which instances does the code ask for?"
    return "the tag's key: keys and values must match together, and case counts"


def _why_missed(found: Collection[str]) -> str:
    if not found:
        return f"the filters: tag:{TAG}, and the state's name for the action"
    return "the rest of the pages (NextToken), and every instance of each reservation"
