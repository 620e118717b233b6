"""Lab 06, the way from the log to people: who may invoke the function, and what is sent to it."""

import secrets
from collections.abc import Sequence

from lambdalab.aws import Cloud
from lambdalab.checks import chain, desks, log_lines, sign_ins
from lambdalab.checks.alarm_drives import muted
from lambdalab.checks.functions import get_function
from lambdalab.checks.invokers import require_invoker
from lambdalab.checks.log_analysis import GUESSES, LAB, NAMESPACE, REPORTER
from lambdalab.checks.log_analysis_report import TOPIC
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet
from lambdalab.checks.sign_ins import GROUP
from lambdalab.checks.subscriptions import require_subscription


@task(
    "logs-may-invoke",
    lab=LAB,
    points=5,
    hints=(
        "A function lets in only whom its resource policy names. Which service holds the lines and sends "
        "them: CloudWatch, or CloudWatch Logs?",
        "See add_permission in boto3's reference, and notebook 07 under Send what matches to a function: "
        "principal, and the end of the log group's ARN.",
        'add_permission(FunctionName=..., StatementId=<any word>, Action="lambda:<Operation>", '
        'Principal="<service>.amazonaws.com", SourceArn=<the log group\'s ARN, with its streams>).',
    ),
)
def logs_may_invoke(cloud: Cloud) -> None:
    """Pass where CloudWatch Logs may invoke the function for the one log group, and for no other."""
    get_function(cloud, REPORTER)
    source = cloud.arn("logs", f"log-group:{GROUP}:*")
    another = cloud.arn("logs", f"log-group:{GROUP}-of-another:*")
    look_at = "SourceArn, to its end: the ARN of the log group, and of the streams in it"
    require_invoker(cloud, REPORTER, "logs.amazonaws.com", source, another, look_at=look_at)


@task(
    "guesses-reported",
    lab=LAB,
    points=10,
    needs=("guesses-counted", "batch-unpacked", "logs-may-invoke"),
    hints=(
        "All parts work alone. The card names what is still missing between the log and the desk, or which "
        "line goes there and should not.",
        "See put_subscription_filter in boto3's reference: which log group, which pattern, which function? A "
        "function is named by its ARN.",
        "put_subscription_filter(logGroupName=..., filterName=<any word>, filterPattern=<a variable of "
        "yours>, destinationArn=<the function's>). Then attempt(...) with a wrong password, and read().",
    ),
)
def guesses_reported(cloud: Cloud) -> None:
    """Pass where sign-ins through the door are told and counted exactly: each guess once, nothing else."""
    one = require_subscription(cloud, GROUP, REPORTER)
    lines = sign_ins.lines(secrets.token_hex(4))
    log_lines.require_pattern(cloud, one["filterPattern"], lines, "guesses alone to be sent on")
    chain.require_subscription(cloud, chain.require_topic(cloud, TOPIC), desks.DESK)
    sent = sign_ins.attempts()
    guesses = [attempt for attempt in sent if attempt.is_guess]
    with muted(cloud):
        try:
            for attempt in sent:
                sign_ins.sign_in(cloud, attempt)
        finally:
            told = _collect(cloud, [attempt.event["ip"] for attempt in sent], len(guesses))
        log_lines.wait_for_total(cloud, NAMESPACE, GUESSES, len(guesses))
        _, total = log_lines.metric_of(cloud, NAMESPACE, GUESSES)
    wanted = sorted(attempt.report for attempt in guesses)
    if sorted(line for message in told for line in message.split("\n")) != wanted:
        raise Unmet(
            "failed",
            expected=f"{len(sent)} sign-ins to make {len(wanted)} lines on the desk: {wanted[0]!r}, …",
            found=f"these arrived: {told}" if told else "nothing arrived",
            look_at=f"/aws/lambda/{REPORTER}, from its last START on; TOPIC_ARN; the queue's subscription",
        )
    if total != len(guesses):
        raise Unmet(
            "failed",
            expected=f"{NAMESPACE}/{GUESSES} to have counted the same {len(guesses)}",
            found=f"its sum is {total:g}",
            look_at='check("guesses-counted")',
        )


def _collect(cloud: Cloud, marks: Sequence[str], lines: int) -> list[str]:
    """Take what was told of sign-ins from the desk; where less came than there should, look once more."""
    told = desks.collect(cloud, marks, lines)
    if sum(len(message.split("\n")) for message in told) < lines:
        told += desks.collect(cloud, marks, lines - len(told), and_duplicates=False)
    return told
