"""Lab 08, its second half: a canary, its verdict, the people told, and packages released through it all."""

import json
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.delivery_pipeline import LAB, ROLE_TASK
from lambdalab.checks.registry import task
from lambdalab.checks.releases import in_words, require_releases
from lambdalab.checks.results import Unmet
from lambdalab.checks.stage_setup import stage
from lambdalab.checks.stages import DECIDED, LIVE, Alias, Stage, program

CANARY = 0.1
FEW, ENOUGH = 2, 5

_BREAKS = 'if event["count"] > 5:\n    raise KeyError("discount")'


@task(
    "traffic-shifted",
    lab=LAB,
    points=15,
    needs=(ROLE_TASK,),
    hints=(
        "The check begins, rolls back, begins and finishes with a version of its own, and looks at the alias "
        "each time. An alias has two things to say: a version, and weights of another one.",
        "See update_alias in boto3's reference: FunctionVersion and RoutingConfig. What it is not told, it "
        "leaves as it was.",
        'update_alias(<function>, <alias>, RoutingConfig={"AdditionalVersionWeights": {<version>: <share '
        "from 0 to 1>}}); and to end a trial: the same with nothing in the inner braces.",
    ),
)
def traffic_shifted(cloud: Cloud) -> None:
    """Pass where a trial begins with a tenth, and ends at the new version or at the one before."""
    with stage(cloud) as ours:
        broken, version = ours.publish(program("", "0")), ours.publish(program(""))
        moves: tuple[tuple[str, tuple[str, ...], Alias], ...] = (
            ("begin", (version,), ("1", {version: CANARY})),
            ("roll_back", (), ("1", {})),
            ("begin", (version,), ("1", {version: CANARY})),
            ("finish", (version,), (version, {})),
            ("begin", (broken,), (version, {broken: CANARY})),
            ("roll_back", (), (version, {})),
        )
        for name, values, wanted in moves:
            ours.step(f"traffic.{name}", *values)
            _require_alias(ours, name, wanted)


def _require_alias(ours: Stage, name: str, wanted: Alias) -> None:
    found = ours.alias()
    if found == wanted:
        return
    version = found[0]
    advice = "update_alias(FunctionVersion=...): the version that everybody else gets"
    if version == wanted[0]:
        advice = "RoutingConfig: the weights of another version; empty ones end the trial"
    if version == "$LATEST":
        advice = "FunctionVersion: what $LATEST is, the next package changes"
    elif name == "roll_back" and version != wanted[0]:
        advice = (
            "FunctionVersion: the alias still names the version that was good; the one before may be broken"
        )
    raise Unmet(
        "mismatch",
        expected=f"after traffic.{name}, live at {in_words(wanted)}",
        found=f"it is at {in_words(found)}",
        look_at=advice,
    )


@task(
    "canary-judged",
    lab=LAB,
    points=10,
    needs=(ROLE_TASK,),
    hints=(
        "The check lets customers order from three versions: one of them fails, one is young. Whose errors "
        "did yours count, and how many orders were enough?",
        "See 'View metrics for functions' in Lambda's guide: which dimensions have the metrics of a version "
        "behind an alias?",
        'of = {"FunctionName": SHOP, "Resource": "<function>:<alias>", "ExecutedVersion": <number>}; '
        'total("Errors", of) and total("Invocations", of) give two numbers to decide by.',
    ),
)
def canary_judged(cloud: Cloud) -> None:
    """Pass where a version is judged by its own errors behind the alias, and only after enough orders."""
    with stage(cloud, first=program(_BREAKS)) as ours:
        good, bad, worse = (ours.publish(program(body)) for body in ("", _BREAKS, _BREAKS))
        ours.trade("1", 2, count=9)
        ours.point("1", {good: CANARY})
        _require_verdict(ours, good, "wait", "nobody has ordered from it")
        ours.trade(good, FEW)
        _require_verdict(ours, good, "wait", f"it has had {FEW} orders")
        ours.trade(good, ENOUGH - FEW)
        _require_verdict(ours, good, "finish", f"it did {ENOUGH} orders well, while version 1 failed")
        ours.point("1", {bad: CANARY})
        ours.trade(bad, ENOUGH)
        ours.trade(bad, 1, count=9)
        _require_verdict(ours, bad, "roll back", f"it failed at one of {ENOUGH + 1} orders")
        ours.point("1", {worse: CANARY})
        ours.trade(worse, 1, count=9)
        _require_verdict(ours, worse, "roll back", "it failed at its first order, and one error is enough")


def _require_verdict(ours: Stage, version: str, wanted: str, why: str) -> None:
    verdict = ours.step("judge.verdict", version)
    if verdict == wanted:
        return
    advice = "judge.py: how many invocations are enough, and what no datapoint at all means"
    if (wanted, verdict) == ("roll back", "wait"):
        advice = "judge.py: what comes first, the errors or the number of orders"
    elif verdict == "roll back":
        advice = "judge.py: the dimensions: whose errors are these?"
    elif wanted == "roll back" or (wanted, verdict) == ("finish", "wait"):
        advice = "judge.py: the dimensions, name by name; and is the least already enough?"
    raise Unmet(
        "mismatch",
        expected=f"judge.verdict({version!r}) to be {wanted!r}: {why}",
        found=f"it is {verdict!r}",
        look_at=advice,
    )


@task(
    "people-told",
    lab=LAB,
    points=10,
    needs=(ROLE_TASK,),
    hints=(
        "The check has four outcomes told, and after each looks at both parameters and at the team's queue.",
        "See put_parameter in boto3's reference of SSM: what does it do where a parameter is there already? "
        "And which outcome changes what is live?",
        'ssm.put_parameter(Name=..., Value=version, Type="String", <one more>=True): one always, one under '
        "an if; sns.publish(TopicArn=<from os.environ>, Message=json.dumps(<a dictionary of three>)).",
    ),
)
def people_told(cloud: Cloud) -> None:
    """Pass where each outcome is noted and told once, and only a release changes what is said to be live."""
    with stage(cloud) as ours:
        live = None
        outcomes = (
            ("rejected", "2", "total is 5"),
            ("released", "3", None),
            ("rolled back", "4", "errors"),
            ("released", "5", None),
        )
        for outcome, version, problem in outcomes:
            live = version if outcome == "released" else live
            ours.step("outcome.tell", outcome, version, *([problem] if problem else []))
            _require_noted(ours, outcome, LIVE, live)
            _require_noted(ours, outcome, DECIDED, version)
        wanted = [dict(zip(("outcome", "version", "problem"), told, strict=True)) for told in outcomes]
        require_messages(ours.messages(len(outcomes)), wanted)
        _require_order(ours)


def _require_order(ours: Stage) -> None:
    """Raise Unmet unless both parameters are kept before the message: where it is refused, they are there."""
    ours.close_topic()
    ours.attempt({"step": "outcome.tell", "with": ["released", "6"]})
    for name in (DECIDED, LIVE):
        if ours.parameter(name) != "6":
            raise Unmet(
                "mismatch",
                expected=f"{name} to be 6 although the topic was gone and nothing could be published",
                found=f"it is {ours.parameter(name)}: people would be told before it holds",
                look_at="outcome.py: first put_parameter, for both, then publish",
            )


def _require_noted(ours: Stage, outcome: str, name: str, wanted: str | None) -> None:
    found = ours.parameter(name)
    if found != wanted:
        raise Unmet(
            "mismatch" if found else "missing",
            expected=f"{name} to be {wanted or 'not there'} after {outcome!r} was told",
            found=f"it is {found or 'not there'}",
            look_at=f"outcome.py: put_parameter, and when {name} changes",
        )


def require_messages(messages: list[str], wanted: list[dict[str, Any]]) -> None:
    """Raise Unmet unless each outcome was told once, as JSON."""
    expected = "one message for each outcome: JSON with outcome, version and problem"
    if len(messages) != len(wanted):
        found = f"{len(messages)} messages for {len(wanted)} outcomes"
        raise Unmet(
            "mismatch", expected=expected, found=found, look_at="outcome.py: publish, each time, once"
        )
    try:
        told = [json.loads(message) for message in messages]
    except ValueError:
        found = f"this one arrived: {messages[0][:200]}"
        raise Unmet("mismatch", expected=expected, found=found, look_at="outcome.py: json.dumps") from None
    for message in wanted:
        if message not in told:
            found = f"these arrived: {'; '.join(sorted(messages))[:300]}"
            raise Unmet(
                "mismatch",
                expected=f"a message {json.dumps(message)}",
                found=found,
                look_at="outcome.py: what is put into the message, and under which names",
            )


@task(
    "packages-released",
    lab=LAB,
    points=15,
    needs=(ROLE_TASK,),
    hints=(
        "The check uploads packages to a second copy of your pipeline: a good one, the same again, one that "
        "fails with customers, one that fails at once. The card names the first step that went another way.",
        "Walk through the text's two lists for that package: which function of which file does each line "
        "call, and with what?",
        "release: version = deploy.publish(...); stop if it is decided or on trial; then validate.problem, "
        "and one of two. decide: version = state.on_trial(); stop if None; then judge.verdict, one of two.",
    ),
)
def packages_released(cloud: Cloud) -> None:
    """Pass where a good package goes live by a canary, bad ones do not, and nothing happens twice."""
    with stage(cloud) as ours:
        require_releases(cloud, ours, _BREAKS)
