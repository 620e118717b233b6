"""Releases packages through a whole pipeline: alias, parameters and messages must follow, step by step."""

import json
import time

from lambdalab.aws import Cloud
from lambdalab.checks import chain
from lambdalab.checks.logs import report_of, reports_of
from lambdalab.checks.results import Unmet
from lambdalab.checks.rule_runs import fire
from lambdalab.checks.stage_wiring import RULE, copy_wiring, remove_rule
from lambdalab.checks.stages import DECIDED, LIVE, RELEASE, Alias, Stage, program
from lambdalab.waiting import wait_for

_SECONDS = 20
_SLOW_SECONDS = 0.9
_ORDERS = 7


def require(
    ours: Stage, what: str, alias: Alias, told: tuple[str, str] | None, live: str | None, look_at: str
) -> None:
    """Raise Unmet unless the alias is there, this was told and nothing else, and this is said to be live."""
    if ours.alias() != alias:
        expected = f"{what}: live at {in_words(alias)}"
        raise _other(expected, f"it is at {in_words(ours.alias())}", look_at)
    if ours.parameter(LIVE) != live:
        expected = f"{what}: {LIVE} to be {live or 'not there'}"
        raise _other(expected, f"it is {ours.parameter(LIVE) or 'not there'}", look_at)
    bodies = ours.messages(1 if told else 0)
    messages = [_fields(message) for message in bodies]
    if messages != ([told] if told else []):
        expected = f"{what}: {f'one message, {told[0]} {told[1]}' if told else 'no message'}"
        said = ", ".join(" ".join(message) for message in messages)
        raise _other(expected, f"what was told is: {said or 'nothing'}", look_at)
    if told and told[0] != "released" and not json.loads(bodies[0]).get("problem"):
        look_at = "outcome.tell: its third value is the problem"
        raise _other(f"{what}: {told[0]}, and why", f"it was told without a problem: {bodies[0]}", look_at)


def _other(expected: str, found: str, look_at: str) -> Unmet:
    return Unmet("mismatch", expected=expected, found=found, look_at=look_at)


def require_releases(cloud: Cloud, ours: Stage, breaks: str) -> None:
    """Raise Unmet unless packages, good and bad, come to where they should in the stage."""
    copy_wiring(cloud, ours.cloud)
    try:
        _release_all(ours, breaks)
    finally:
        remove_rule(ours.cloud)


def _release_all(ours: Stage, breaks: str) -> None:
    good, failing = program(""), program(breaks)
    _begin(ours, good)
    _finish(ours)
    _roll_back(ours, failing)
    _arrive(ours, program("", 'event["price"] + event["count"]'), "3.zip")
    look_at = "pipeline.release: what has a problem gets no customer, and is told as rejected"
    require(ours, "a package with a wrong total", ("2", {}), ("rejected", "4"), "2", look_at)
    _move_nothing(ours, program(breaks))


def _begin(ours: Stage, good: str) -> None:
    on_trial = ("1", {"2": 0.1})
    with ours.slow_updates(_SLOW_SECONDS):
        _arrive(ours, good, "1.zip")
    look_at = "pipeline.release: a trial begins, and nothing is decided or told yet"
    require(ours, "a good package", on_trial, None, None, look_at)
    _arrive(ours, good, "1.zip")
    look_at = "pipeline.release: what is on trial (state.on_trial) stays as it is"
    require(ours, "the same package while it is on trial", on_trial, None, None, look_at)
    _decide(ours, "pipeline.decide, before anybody ordered")
    look_at = "pipeline.decide: what judge.verdict says; 'wait' means that nothing changes"
    require(ours, "a canary without orders", on_trial, None, None, look_at)


def _finish(ours: Stage) -> None:
    ours.trade("2", _ORDERS)
    fire(ours.cloud, RULE, RELEASE)
    look_at = "pipeline.decide: after 'finish', traffic.finish, and outcome.tell as released"
    require(ours, f"a canary with {_ORDERS} good orders", ("2", {}), ("released", "2"), "2", look_at)
    _decide(ours, "pipeline.decide, where nothing is on trial")
    require(ours, "nothing on trial", ("2", {}), None, "2", "pipeline.decide: state.on_trial may be None")


def _roll_back(ours: Stage, failing: str) -> None:
    _arrive(ours, failing, "2.zip")
    look_at = "pipeline.release: a version that passes its validation gets its tenth"
    require(ours, "a package that fails later", ("2", {"3": 0.1}), None, "2", look_at)
    ours.trade("3", _ORDERS)
    ours.trade("3", 1, count=9)
    _decide(ours, "pipeline.decide, after a failed order")
    look_at = "pipeline.decide: after 'roll back', traffic.roll_back, and outcome.tell as rolled back"
    require(ours, "a canary that fails", ("2", {}), ("rolled back", "3"), "2", look_at)
    _arrive(ours, failing, "2.zip")
    look_at = "pipeline.release: what was decided (state.decided) gets no second trial"
    require(ours, "a package that was rolled back, once more", ("2", {}), None, "2", look_at)


def _move_nothing(ours: Stage, failing: str) -> None:
    """Let both ends of a trial come while the alias cannot be moved: nobody may be told of either."""
    _arrive(ours, failing, "4.zip")
    ours.trade("5", _ORDERS)
    _require_silence(ours, "finish", "released")
    ours.trade("5", 1, count=9)
    _require_silence(ours, "roll_back", "rolled back")


def _require_silence(ours: Stage, move: str, outcome: str) -> None:
    with ours.denied("lambda:UpdateAlias"):
        ours.attempt({"step": "pipeline.decide"})
    report_of(ours.cloud, RELEASE, ours.last_request)
    on_trial = ("2", {"5": 0.1})
    if ours.alias() != on_trial:
        return  # roles are not enforced: it was moved
    what = f"a canary whose traffic.{move} fails, as AWS refuses it"
    look_at = f"pipeline.decide: first traffic.{move}, and only then outcome.tell"
    if ours.parameter(DECIDED) != "4":
        found = f"it is {ours.parameter(DECIDED)}: {outcome} was told, and nothing had moved"
        raise _other(f"{what}: {DECIDED} to stay 4", found, look_at)
    require(ours, what, on_trial, None, "2", look_at)


def _arrive(ours: Stage, code: str, key: str) -> None:
    """Upload a package, and wait until the pipeline has taken its event. Raises Unmet where that fails."""
    before, began = set(reports_of(ours.cloud, RELEASE)), time.time()
    ours.upload(code, f"shop +{key}")
    wait_for(lambda: set(reports_of(ours.cloud, RELEASE)) - before or None, _SECONDS)
    try:
        chain.require_invocation(ours.cloud, RELEASE, f"shop +{key}", began)
    except Unmet as unmet:
        look_at = "pipeline.release, and what it calls (the check's copy ran); update() after each change"
        raise Unmet("failed", expected=unmet.expected, found=unmet.found, look_at=look_at) from None


def _decide(ours: Stage, expected: str) -> None:
    ours.run({"step": "pipeline.decide"}, expected)
    report_of(ours.cloud, RELEASE, ours.last_request)  # so that no later look takes it for another run's


def _fields(message: str) -> tuple[str, str]:
    try:
        told = json.loads(message)
        return told["outcome"], told["version"]
    except (ValueError, KeyError, TypeError):
        return "something else:", message[:100]


def in_words(alias: Alias) -> str:
    """Return where an alias is."""
    version, weights = alias
    shares = [f"{weight:.0%} to version {other}" for other, weight in weights.items()]
    return f"version {version}, {', '.join(shares) or 'with no weights'}"
