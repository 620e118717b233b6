"""Lab 10, the rights: who may do what, after a night in which somebody was in a hurry."""

import json
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks import chain
from lambdalab.checks.chain import conditions_of, policy_of, principal_of
from lambdalab.checks.invokers import require_invoker
from lambdalab.checks.policies import require_no_more, statements_of_role
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet
from lambdalab.outage.names import (
    INTAKE,
    LAB,
    LIVE,
    ORDERS,
    PAGES,
    REPORT,
    RULE,
    SUBSCRIBED,
    bucket_of,
    rights,
)


@task(
    "rights-stay-narrow",
    lab=LAB,
    points=10,
    needs=("bad-parcels-set-aside", "report-runs-nightly", "errors-page-someone"),
    hints=(
        "The system works, and somebody may do more than the runbook says. The card names who, and what.",
        "There are two kinds of policies: of roles (list_role_policies, list_attached_role_policies) and of "
        "what is called (get_policy of a function or alias, Policy of a queue).",
        "Put the policy again with the runbook's Action and Resource; remove_permission takes a statement "
        "away, detach_role_policy a managed policy. No * where one name will do.",
    ),
)
def rights_stay_narrow(cloud: Cloud) -> None:
    """Pass where roles, functions and queues let nobody do more than the system needs."""
    for role, allowed in rights(cloud).items():
        _require_narrow_role(cloud, role, allowed)
    chain.require_permission(cloud, LIVE, bucket_of(cloud))
    _require_no_other_caller(cloud, LIVE, "s3.amazonaws.com")
    _require_no_other_caller(cloud, INTAKE, "")
    require_invoker(cloud, REPORT, "events.amazonaws.com", cloud.arn("events", f"rule/{RULE}"))
    _require_no_other_caller(cloud, REPORT, "events.amazonaws.com")
    for queue, topic in SUBSCRIBED.items():
        _require_one_sender(cloud, queue, topic)


def _require_narrow_role(cloud: Cloud, role: str, allowed: dict[str, str]) -> None:
    statements = statements_of_role(cloud, role)
    told = " and ".join(f"{action} on {resource}" for action, resource in allowed.items())
    require_no_more(
        statements,
        _too_much(cloud, allowed),
        expected=f"{role} to allow {told}, its log, and no more",
        look_at="list_role_policies and list_attached_role_policies: Action and Resource",
    )


def _too_much(cloud: Cloud, allowed: dict[str, str]) -> list[tuple[str, str]]:
    """Return what a role must not allow: more of what it needs, and what somebody in a hurry would add."""
    bucket = f"arn:aws:s3:::{bucket_of(cloud)}"
    asked = [
        ("s3:GetObject", f"{bucket}/any.json"),
        ("s3:GetObject", f"{bucket}-of-another/any.json"),
        ("s3:ListBucket", bucket),
        ("s3:ListBucket", f"{bucket}-of-another"),
        ("s3:DeleteObject", f"{bucket}/any.json"),
        *(
            ("sns:Publish", cloud.arn("sns", topic))
            for topic in (*SUBSCRIBED.values(), f"{ORDERS}-of-another")
        ),
        ("sns:Subscribe", cloud.arn("sns", ORDERS)),
        ("sns:Subscribe", cloud.arn("sns", PAGES)),
        ("sqs:SendMessage", cloud.arn("sqs", "parcels")),
        ("lambda:UpdateFunctionCode", cloud.arn("lambda", f"function:{INTAKE}")),
    ]
    needed = {(action, resource.removesuffix("*")) for action, resource in allowed.items()}
    return [(action, on) for action, on in asked if (action, on.removesuffix("any.json")) not in needed]


def _require_no_other_caller(cloud: Cloud, function: str, service: str) -> None:
    for statement in policy_of(cloud, function):
        if principal_of(statement) != service:
            raise Unmet(
                "mismatch",
                expected=f"only {service or 'the policy of its alias'} to let anybody run {function}",
                found=f"the statement {statement['Sid']} of its policy lets {principal_of(statement)} run it",
                look_at=f'get_policy of {function}; remove_permission(StatementId="{statement["Sid"]}")',
            )


def _require_one_sender(cloud: Cloud, queue: str, topic: str) -> None:
    sqs, arn = cloud.client("sqs"), cloud.arn("sns", topic)
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])
    document: dict[str, Any] = json.loads(asked.get("Attributes", {}).get("Policy") or "{}")
    statements = document.get("Statement", [])
    for statement in statements if isinstance(statements, list) else [statements]:
        source = conditions_of(statement).get("aws:sourcearn", "any")
        if statement["Effect"] == "Allow" and source != arn:
            raise Unmet(
                "mismatch",
                expected=f"the policy of {queue} to let the topic {topic} send, and nobody else",
                found=f"it lets {principal_of(statement)} in, for {source} source",
                look_at=f"the Policy of {queue}: its principal, and aws:SourceArn in its condition",
            )
