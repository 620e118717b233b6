"""Lab 06, what is asked and what is reported: a saved query, and the function that tells of guesses.

How the log reaches that function is judged in ``log_analysis_wiring``.
"""

import secrets
from collections.abc import Sequence

from lambdalab.aws import Cloud
from lambdalab.checks import chain, report_batches, saved_queries, sign_ins
from lambdalab.checks.functions import get_function
from lambdalab.checks.log_analysis import LAB, REPORTER
from lambdalab.checks.policies import allows, statements_of_role
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet

TOPIC = "guesses"
ROLE = "report-role"
QUERY = "guessers"
SHOWN = 3


@task(
    "guessers-found",
    lab=LAB,
    points=10,
    hints=(
        "The check runs your query over a night of its own. The card shows the rows that it found, and those "
        "that it should have.",
        "See the syntax of Logs Insights: filter, stats with its functions, by, sort, limit. Which function "
        "counts each different value once?",
        "filter <what a guess is> | stats <function>(<field>) as <name> by <field> | sort <name> <which way> "
        "| limit <number>",
    ),
)
def guessers_found(cloud: Cloud) -> None:
    """Pass where the query names the three addresses that tried the most users, in a night of the check's."""
    query = saved_queries.get_query(cloud, QUERY)
    night, wanted = _night()
    rows = saved_queries.ask(cloud, query["queryString"], night)
    found = [(row.get("ip"), row.get("users")) for row in rows]
    if found == wanted:
        return
    names = list(rows[0]) if rows else []
    raise Unmet(
        "mismatch",
        expected=f"{SHOWN} rows of ip and users: {', '.join(f'{ip} {users}' for ip, users in wanted)}",
        found="; ".join(" ".join(row.values()) for row in rows[: SHOWN + 1]) or "no row",
        look_at=_where_rows_err(found, wanted, names),
    )


def _night() -> tuple[list[str], list[tuple[str, str]]]:
    """Return a night's lines, and the rows that they should give."""
    office, phone = sign_ins.address(), sign_ins.address()
    lines = [sign_ins.line("ok", f"user-{number}", ip=office) for number in range(40)]
    lines += [sign_ins.line("wrong-password", "ann", ip=phone) for _ in range(50)]
    wanted = []
    for users in (23 + secrets.randbelow(9), 9 + secrets.randbelow(9), 4):
        ip = sign_ins.address()
        wanted.append((ip, str(users)))
        for number in range(users):
            outcome = "unknown-user" if number % 3 else "wrong-password"
            lines += [sign_ins.line(outcome, f"user-{number}", ip=ip)] * (1 + number % 2)
    for number in range(5):
        ip = sign_ins.address()
        lines += [sign_ins.line(outcome, f"user-{number}", ip=ip) for outcome in ("wrong-password", "ok")]
    secrets.SystemRandom().shuffle(lines)
    return lines, wanted


def _where_rows_err(found: Sequence[object], wanted: Sequence[object], names: Sequence[str]) -> str:
    if not {"ip", "users"} <= set(names):
        return f"the columns: they should be called ip and users, and are called {', '.join(names) or '-'}"
    if found[: len(wanted)] == wanted:
        return "how many rows there are: limit"
    if sorted(map(str, found)) == sorted(map(str, wanted)) or set(wanted) <= set(found):
        return "the order, and whether it is made before the rows are limited: sort, limit"
    return "what is counted: different users (stats), of guesses alone (filter), the most first (sort)"


@task(
    "reporter-is-narrow",
    lab=LAB,
    points=10,
    hints=(
        "A role's statements say what the function may do, and on what. The card names what is missing, or "
        "what is allowed beyond that.",
        "See the actions of CloudWatch Logs in the Service Authorization Reference: which two does a "
        "function need to write lines into a group that is there?",
        '[{"Effect": ..., "Action": [<two of logs>], "Resource": <the log group\'s ARN>}, {"Effect": ..., '
        '"Action": <one of sns>, "Resource": <the topic\'s ARN>}].',
    ),
)
def reporter_is_narrow(cloud: Cloud) -> None:
    """Pass where the role may write its own log and publish to the topic, and nothing else."""
    statements, topic = statements_of_role(cloud, ROLE), chain.require_topic(cloud, TOPIC)
    own, of_door = (_stream(cloud, name) for name in (REPORTER, sign_ins.FUNCTION))
    for action, resource in (
        ("logs:CreateLogStream", own),
        ("logs:PutLogEvents", own),
        ("sns:Publish", topic),
    ):
        if not allows(statements, action, resource):
            raise Unmet(
                "missing",
                expected=f"{ROLE} to allow {action} on {resource}",
                found="it does not",
                look_at="the statements: Effect, Action, Resource; the log group's ARN ends in :*",
            )
    for action, resource, why in (
        ("logs:PutLogEvents", of_door, "it could write into the log that it reports on"),
        ("logs:CreateLogStream", of_door, "it could write into the log that it reports on"),
        ("logs:DeleteLogStream", own, "it could wipe its traces"),
        ("logs:CreateLogGroup", own.removesuffix("check"), "a group of its making keeps lines for ever"),
        ("sns:Publish", f"{topic}-of-another", "it could tell others"),
        ("sns:Subscribe", topic, "it could let others listen"),
        ("s3:GetObject", "arn:aws:s3:::any/key", "it reads no bucket"),
    ):
        if allows(statements, action, resource):
            raise Unmet(
                "mismatch",
                expected=f"{ROLE} to allow what {REPORTER} does, and no more",
                found=f"it also allows {action} on {resource}: {why}",
                look_at="Action and Resource: no * but that behind the log group; policies attached before",
            )


def _stream(cloud: Cloud, function: str) -> str:
    return cloud.arn("logs", f"log-group:/aws/lambda/{function}:log-stream:check")


@task(
    "batch-unpacked",
    lab=LAB,
    points=15,
    needs=("reporter-is-narrow",),
    hints=(
        "The data is packed three times: as JSON, compressed, and written in letters. Undo it from the "
        "outside in. Then it is a dictionary with a list of log events.",
        "See b64decode, gzip.decompress and json.loads in Python's reference. What is a log event's message, "
        "and what does messageType tell?",
        "sent = json.loads(<unzipped>(<decoded>(event[...][...]))); if sent[<type>] == <data>: a loop over "
        "sent[<list>], json.loads of each message, append one f-string; after the loop one publish.",
    ),
)
def batch_unpacked(cloud: Cloud) -> None:
    """Pass where each batch gives one message with a line for each log event, and a control message none."""
    get_function(cloud, REPORTER)
    report_batches.require_reports(cloud, REPORTER)
