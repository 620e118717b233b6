"""Lab 09, step 5: a role that keeps to the table, and a write whose repetition does no harm."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.api_and_table import LAB, table_of
from lambdalab.checks.deployments import FIELDS, TABLE, Reply, Visit, visiting
from lambdalab.checks.policies import allows, in_words, require_no_more, statements_of_role
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet

ROLE = "register-role"

_NEEDED = ("dynamodb:PutItem", "dynamodb:GetItem")
_AT_ONCE, _WAVES = 3, 6
"""Calls at one moment, and how often: two that look before they write see the same in one of them."""


@task(
    "role-keeps-to-table",
    lab=LAB,
    points=10,
    needs=("table-streams-new-items",),
    hints=(
        "A statement allows actions on a resource. One is missing, or one of the two says more than "
        "it needs to.",
        "See the actions of Amazon DynamoDB in the Service Authorization Reference, and there the form "
        "of a table's ARN.",
        '{"Effect": <allow or deny>, "Action": [<two of them>], "Resource": f"arn:aws:<service>:{place}:'
        '<kind>/<name>"}. No * anywhere.',
    ),
)
def role_keeps_to_table(cloud: Cloud) -> None:
    """Pass where the role may put and get items of the table, and nothing else."""
    table_of(cloud)
    statements = statements_of_role(cloud, ROLE)
    table = cloud.arn("dynamodb", f"table/{TABLE}")
    expected = f"{ROLE} to allow {' and '.join(_NEEDED)} on {table}"
    for action in _NEEDED:
        if not allows(statements, action, table):
            raise Unmet(
                "missing",
                expected=expected,
                found=f"{action} is not; its statements are: {in_words(statements) or 'only about logs'}",
                look_at="Effect, Action and Resource of the statement",
            )
    too_much = [(action, f"{table}-of-another") for action in _NEEDED]
    too_much += [(f"dynamodb:{name}", table) for name in ("DeleteItem", "Scan", "UpdateItem", "DeleteTable")]
    require_no_more(
        statements,
        too_much,
        expected=f"{expected}, and no more",
        look_at="the statement's Action and Resource: no * where one name will do",
    )


@task(
    "repeats-register-once",
    lab=LAB,
    points=15,
    needs=("bad-requests-refused", "role-keeps-to-table"),
    hints=(
        "The card says which call it was: the first, the same again, another with the same id, or "
        "several at one moment. Each has its own answer.",
        "See put_item in boto3's reference of DynamoDB, ConditionExpression, and the condition "
        "attribute_not_exists. What is held, find() returns.",
        "try: table.put_item(Item=..., ConditionExpression=<its id is not there>), return <it>; except "
        "<that exception>: held = <what is there>; where service or version differ: raise Conflict(<why>); "
        "return <what is there>.",
    ),
)
def repeats_register_once(cloud: Cloud) -> None:
    """Pass where a repetition gets the first answer, a conflict 409, and of calls at once one is held."""
    with visiting(cloud) as visit:
        _require_repetition(visit)
        _require_lookup(visit)
        for wave in range(_WAVES):
            _require_one_of_many(visit, f"wave-{wave}")


def _require_repetition(visit: Visit) -> None:
    report = visit.new("first")
    first = visit.post(report)
    _require_status(first, 201, "a new deployment", visit, report)
    if "registered" not in (first.content or {}):
        raise _another("a new deployment to be answered with the item, and its time", first, "return item")
    again = visit.post(report)
    _require_status(again, 201, "the same deployment again", visit, report)
    if again.content != first.content:
        expected = f"the same deployment again to get the first answer: {first}"
        raise _another(expected, again, "what is returned where the id is there: what the table holds")
    for field in ("version", "service"):
        other = visit.post(report | {field: "another"})
        _require_status(other, 409, f"the same id with another {field}", visit, report | {field: "another"})
    held = visit.get(report["id"])
    if held.status != 200 or held.content != first.content:
        raise _another(
            f"GET of that id to get {first.text}", held, "put_item: what is in the table, stays as it is"
        )


def _require_lookup(visit: Visit) -> None:
    unknown = visit.get(visit.new("unknown")["id"])
    if unknown.status != 404:
        raise _another(
            "GET of an id that is not there to get 404", unknown, "find, and build/register/app.py"
        )


def _require_one_of_many(visit: Visit, name: str) -> None:
    """Raise Unmet where more than one of several calls at a moment is held, or the others are not told.

    A call that fails says nothing: on a busy machine an environment may start for longer than a time-out.
    """
    reports = [visit.new(name, version=f"1.{number}") for number in range(_AT_ONCE)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        replies = list(pool.map(visit.post, reports))
    statuses = sorted(reply.status for reply in replies)
    if statuses.count(201) > 1 or any(status not in (201, 409) for status in statuses if status < 500):
        raise Unmet(
            "failed",
            expected=f"one of {_AT_ONCE} calls at one moment with the same id to get 201, the others 409",
            found=f"they get {', '.join(map(str, statuses))}: more than one found the id free",
            look_at="ConditionExpression: whoever looks first and then writes, writes too late",
        )


def _require_status(reply: Reply, status: int, words: str, visit: Visit, report: dict[str, Any]) -> None:
    if reply.status == status:
        return
    raise Unmet(
        "failed" if reply.status >= 500 else "mismatch",
        expected=f"{words} to get {status}",
        found=f"it gets {reply}" + (f"; {visit.why(report)}" if reply.status >= 500 else ""),
        look_at=f"register: what it returns or raises where {' or '.join(FIELDS[1:])} is the same, or not",
    )


def _another(expected: str, reply: Reply, look_at: str) -> Unmet:
    return Unmet("mismatch", expected=expected, found=f"it gets {reply}", look_at=look_at)
