"""Lab 10, the nights: the report that the office waits for, and the page when orders are lost."""

import json
import secrets
from datetime import UTC, datetime, time, timedelta
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks import alarm_messages, chain, mailbox
from lambdalab.checks.alarm_drives import Drive, drive
from lambdalab.checks.alarms import Watch, get_alarm, require_metric
from lambdalab.checks.functions import invoke
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet
from lambdalab.checks.rule_runs import fire
from lambdalab.checks.rules import require_times
from lambdalab.checks.s3_events import object_created
from lambdalab.outage.names import (
    ALARM,
    INTAKE,
    LAB,
    LIVE,
    OFFICE,
    PAGER,
    REPORT,
    RULE,
    SUFFIX,
    bucket_of,
)

_DAYS = 7
_HOUR = time(3, 0, tzinfo=UTC)
_TOLD = ["ALARM", "OK"]
_MISSING = "what it takes minutes without an invocation for: TreatMissingData; and who else is subscribed"


@task(
    "report-runs-nightly",
    lab=LAB,
    points=15,
    hints=(
        "Rule, function, topic, queue: where does it end? No run: the rule sleeps, or is not let in. A run "
        "with an error: the log's last lines name it.",
        "See describe_rule, get_policy and get_function_configuration of report. What a role may not do, and "
        "is asked to: is the role wrong, or what is asked?",
        "One of enable_rule, add_permission(Principal=<who calls>, SourceArn=<the rule's>), "
        "update_function_configuration with the one setting that differs. Environment replaces all "
        "variables.",
    ),
)
def report_runs_nightly(cloud: Cloud) -> None:
    """Pass where the rule runs each night at three, and the office then gets the day and its orders."""
    today = datetime.now(UTC).date()
    nights = [datetime.combine(today + timedelta(days), _HOUR) for days in range(1, _DAYS + 1)]
    window = (nights[0] - timedelta(hours=1), nights[-1] + timedelta(hours=1))
    require_times(cloud, RULE, nights, UTC, "each night at 03:00 UTC", between=window)
    night = nights[0] + timedelta(days=secrets.randbelow(9000) + 30)
    why = f"the rule's target, and whom the policy of {REPORT} lets in"
    fire(cloud, RULE, REPORT, time=night, look_at=why)
    _require_report(cloud, f"{night:%Y-%m-%d}")


def _require_report(cloud: Cloud, day: str) -> None:
    orders = sum(key.endswith(SUFFIX) for key in chain.objects_of(cloud, bucket_of(cloud)))
    wanted = {"day": day, "orders": orders}
    messages = mailbox.collect(cloud, OFFICE, day, at_least=1, and_duplicates=True)
    if not messages:
        mailbox.discard(cloud, PAGER, day)
        raise Unmet(
            "failed",
            expected=f"the report {wanted} in {OFFICE}",
            found=f"{REPORT} ran without an error, and nothing arrived",
            look_at=f"the variables of {REPORT}: which topic does it tell?",
        )
    if list(map(_read, messages)) != [wanted]:
        raise Unmet(
            "mismatch",
            expected=f"one report: {wanted}",
            found=f"these arrived: {', '.join(messages)}",
            look_at=f"the variables of {REPORT}, its code, and the targets of the rule",
        )


def _read(message: str) -> Any:
    try:
        return json.loads(message)
    except ValueError:
        return message


@task(
    "errors-page-someone",
    lab=LAB,
    points=15,
    hints=(
        "An alarm that stays calm watches something else, or asks something else. One that goes off, and "
        "nobody hears it, tells nobody, or somebody who does not listen.",
        "See describe_alarms, field by field, beside the runbook; list_metrics; get_subscription_attributes "
        "of the pager. Dimensions: who sends under that name?",
        "put_metric_alarm replaces all settings: give the whole runbook. enable_alarm_actions turns actions "
        'on; set_subscription_attributes(AttributeName="FilterPolicy", AttributeValue=<JSON>).',
    ),
)
def errors_page_someone(cloud: Cloud) -> None:
    """Pass where a failed order among good ones pages people, its end does too, and good minutes do not."""
    alarm = get_alarm(cloud, ALARM)
    began = datetime.now(UTC)
    with drive(cloud, alarm, lambda: _send_good(cloud), aloud=alarm["ActionsEnabled"]) as driven:
        driven.require_good("without an error")
        _require_alarm(cloud, driven)
        driven.require_recovery()
    require_metric(alarm, Watch(ALARM, "Errors", INTAKE))
    told = alarm_messages.collect(cloud, PAGER, ALARM, began)
    states = [message["NewStateValue"] for message in told]
    if states != _TOLD:
        mailbox.discard(cloud, OFFICE, ALARM)
        heard = f"these arrived: {', '.join(states)}" if states else "no message arrived"
        raise Unmet(
            "failed",
            expected=f"one message in {PAGER} when {ALARM} goes off, and one when it is OK again",
            found=f"it went off and came back, and {heard}",
            look_at=_MISSING
            if len(states) > len(_TOLD)
            else "its actions, and whether they are on; then what the subscription of the pager takes",
        )


def _require_alarm(cloud: Cloud, driven: Drive) -> None:
    state = driven.minute(lambda: _send_bad(cloud))
    if state != "ALARM":
        raise Unmet(
            "failed",
            expected=f"{ALARM} to go off after a minute in which {INTAKE} failed once",
            found=f"after one error and two good runs it is {state}",
            look_at="describe_alarms: what does it watch, under which dimension, and what does it ask?",
        )


def _send_good(cloud: Cloud) -> None:
    invoke(cloud, LIVE, {"Records": []})


def _send_bad(cloud: Cloud) -> None:
    """Let the function look for an object that is not there."""
    invoke(cloud, LIVE, object_created(bucket_of(cloud), [f"{secrets.token_hex(4)} lost.json"]))
