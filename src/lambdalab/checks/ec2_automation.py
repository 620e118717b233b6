"""Lab 03, its role and its schedule: a role limited by tag, and rules for an office in Tokyo.

The function is judged in ``ec2_automation_fleet``.
"""

import json
import secrets
from datetime import datetime, timedelta, timezone

from lambdalab.aws import Cloud
from lambdalab.checks.fleet_roles import require_role
from lambdalab.checks.invokers import require_invoker
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet
from lambdalab.checks.rules import input_to, require_times

LAB = "03-ec2-automation"
FUNCTION = "office-hours"
ROLE = "office-hours-role"
TOKYO = timezone(timedelta(hours=9), "Tokyo")
RULES = {"office-opens": "start", "office-closes": "stop"}
HOURS = {"office-opens": (8, 30), "office-closes": (19, 0)}


@task(
    "role-limited-by-tag",
    lab=LAB,
    points=10,
    hints=(
        "The check tries the role on instances with the tag and with other values. It names the first thing "
        "that the role may not do and should, or may do and should not.",
        "See the actions of Amazon EC2 in the Service Authorization Reference: which of the three can be "
        "limited to an instance? And see aws:ResourceTag in IAM's guide.",
        'One statement for what describes, on "*". Another for two actions, on '
        'arn:aws:ec2:<region>:<account>:instance/*, with "Condition": {"StringEquals": '
        '{"aws:ResourceTag/<key>": <value>}}.',
    ),
)
def role_limited_by_tag(cloud: Cloud) -> None:
    """Pass where the role may start and stop instances that carry the tag, and no more."""
    require_role(cloud, ROLE)


@task(
    "rules-in-utc",
    lab=LAB,
    points=15,
    hints=(
        "The card says when your rule runs, in Tokyo and in UTC. Compare it with the opening hours: is it "
        "the time that is off, or the days?",
        "See the page on cron expressions in EventBridge's guide: six fields, in UTC. Tokyo is nine hours "
        "ahead all year. Which day is it in UTC when Tokyo's Monday begins?",
        "cron(<minutes> <hours> ? * <first day>-<last day> *), both in UTC. The two rules need not have the "
        "same days.",
    ),
)
def rules_in_utc(cloud: Cloud) -> None:
    """Pass where both rules are enabled and run at the office's hours on its working days."""
    monday = datetime(2027, 1, 4, tzinfo=TOKYO) + timedelta(weeks=secrets.randbelow(150))
    for rule, (hour, minute) in HOURS.items():
        days = [monday + timedelta(days=7 * week + day) for week in range(2) for day in range(5)]
        times = [day.replace(hour=hour, minute=minute) for day in days]
        in_words = f"at {hour:02}:{minute:02} in Tokyo, Monday to Friday"
        require_times(cloud, rule, times, TOKYO, in_words, (monday, monday + timedelta(weeks=2)))


@task(
    "rules-may-invoke",
    lab=LAB,
    points=5,
    needs=("rules-in-utc",),
    hints=(
        "A rule's consent stands in the function's resource policy. For one of the two rules it is missing, "
        "or it is wider than the rule.",
        "See add_permission in boto3's reference of Lambda. Whom does Principal name: the rule, or the "
        "service that runs it?",
        'add_permission(FunctionName=..., StatementId=<a word for each>, Action="lambda:<Operation>", '
        'Principal="<service>.amazonaws.com", SourceArn=<the RuleArn>), twice.',
    ),
)
def rules_may_invoke(cloud: Cloud) -> None:
    """Pass where EventBridge may invoke the function for both rules, and not for any rule."""
    for rule in RULES:
        require_invoker(
            cloud,
            FUNCTION,
            "events.amazonaws.com",
            cloud.arn("events", f"rule/{rule}"),
            look_at="SourceArn: one permission for each rule, with its own RuleArn",
        )


@task(
    "rules-send-actions",
    lab=LAB,
    points=5,
    needs=("rules-in-utc",),
    hints=(
        "Each rule must have your function as its target, and tell it what to do. The card names the rule "
        "and what it sends.",
        "See put_targets in boto3's reference of EventBridge: Arn and Input. Of what type is Input?",
        'put_targets(Rule=<name>, Targets=[{"Id": <any word>, "Arn": <the function\'s>, "Input": <JSON>}]), '
        "once for each rule.",
    ),
)
def rules_send_actions(cloud: Cloud) -> None:
    """Pass where each rule sends the function its action."""
    for rule, action in RULES.items():
        sent = input_to(cloud, rule, FUNCTION)
        if sent != {"action": action}:
            raise Unmet(
                "mismatch",
                expected=f'the rule {rule} to send {{"action": "{action}"}}',
                found=f"it sends {json.dumps(sent)}"
                if sent is not None
                else "it sends EventBridge's own event",
                look_at=f"Input in put_targets for {rule}; the same Id replaces the target of before",
            )
