"""The account as it is being read: what was found so far, and whether a target would take what it is sent."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from botocore.exceptions import ClientError

from lambdalab.aws import Cloud
from lambdalab.pictures.wiring.model import Link, Resource, Wiring
from lambdalab.pictures.wiring.policies import Statement, allows, statements_of

_KINDS = (
    (r"arn:aws:lambda:[^:]*:\d*:function:([^:]+)", "function"),
    (r"arn:aws:sns:[^:]*:\d*:([^:]+)", "topic"),
    (r"arn:aws:sqs:[^:]*:\d*:([^:]+)", "queue"),
    (r"arn:aws:s3:::([^/]+)", "bucket"),
    (r"arn:aws:dynamodb:[^:]*:\d*:table/([^/]+)", "table"),
    (r"arn:aws:logs:[^:]*:\d*:log-group:([^:]+)", "log group"),
)
_ACTIONS = {"function": "lambda:InvokeFunction", "topic": "sns:Publish", "queue": "sqs:SendMessage"}
_SERVICES = {
    "s3.amazonaws.com": "S3",
    "sns.amazonaws.com": "SNS",
    "events.amazonaws.com": "EventBridge",
    "logs.amazonaws.com": "CloudWatch Logs",
    "apigateway.amazonaws.com": "API Gateway",
    "lambda.alarms.cloudwatch.amazonaws.com": "the alarm",
    "cloudwatch.amazonaws.com": "CloudWatch",
}


class Reading:
    """Collects the wiring of one account; what a policy says is asked once."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.wiring = Wiring()
        self.settings: dict[str, dict[str, Any]] = {}
        """What a service tells of a resource, by ARN, where links are read from it."""
        self.policy = cache(self._policy)
        self.role = cache(self._role)

    def client(self, service: str) -> Any:
        """Return a client of the account."""
        return self.cloud.client(service)

    def pages(self, service: str, operation: str, result: str, **parameters: Any) -> Iterator[Any]:
        """Yield all that a listing operation returns, page by page."""
        for page in self.client(service).get_paginator(operation).paginate(**parameters):
            yield from page.get(result, [])

    def add(self, kind: str, arn: str, name: str, **words: str) -> None:
        """Put a resource on the map."""
        self.wiring.resources[arn] = Resource(arn, kind, name, **words)

    def of_kind(self, kind: str) -> list[Resource]:
        """Return the resources of a kind that were found so far."""
        return [one for one in self.wiring.resources.values() if one.kind == kind]

    def know(self, arn: str) -> Resource:
        """Return a resource by its ARN; one that is not in the account is put on the map as missing."""
        arn = plain(arn)
        if arn not in self.wiring.resources:
            self._add_unknown(arn)
        return self.wiring.resources[arn]

    def link(
        self, source: str, target: str, label: str = "", broken: str = "", implied: bool = False
    ) -> None:
        """Draw a link; ``broken`` says why it does not hold, unless its target is broken itself."""
        chosen = f"to {qualifier_of(target)}" if qualifier_of(target) else ""
        words = ", ".join(filter(None, (label, chosen)))
        link = Link(source, self.know(target).arn, words, self._ill(target) or broken, implied)
        if link not in self.wiring.links:
            self.wiring.links.append(link)

    def send(self, source: str, target: str, principal: str, label: str = "", broken: str = "") -> None:
        """Draw a link by which a service sends from ``source`` to a target whose policy must allow that."""
        self.link(source, target, label, broken or self.refusal(source, target, principal))

    def refusal(self, source: str, target: str, principal: str) -> str:
        """Return why a target does not take what a service sends it from ``source``, or nothing."""
        resource = self.wiring.resources.get(plain(target))
        if resource is None or resource.kind not in _ACTIONS or self._ill(target):
            return ""
        is_alarm = principal.endswith("cloudwatch.amazonaws.com")
        context = {
            "aws:SourceArn": source,
            "aws:SourceAccount": self.cloud.account,
            # What a topic's default policy asks for; by it alarms may publish, and other services may not.
            "aws:SourceOwner": self.cloud.account if is_alarm else "",
        }
        if allows(self.policy(target), _ACTIONS[resource.kind], target, principal, context):
            return ""
        who = _SERVICES.get(principal, principal)
        if resource.kind == "function":
            return f"{who} has no permission to invoke it"
        return f"the {resource.kind}'s policy refuses {who}"

    def role_refusal(self, role: str, target: str, *actions: str) -> str:
        """Return why a function's role lets it do none of some actions on a target, or nothing."""
        statements = self.role(role)
        if statements is None:
            return f"its role {role.rsplit('/', 1)[-1]} does not exist"
        if any(allows(statements, action, target) for action in actions):
            return ""
        return f"its role does not allow {actions[0]}"

    def _add_unknown(self, arn: str) -> None:
        for pattern, kind in _KINDS:
            if found := re.fullmatch(pattern, arn):
                self.add(kind, arn, found[1], problem="does not exist")
                return
        service = arn.split(":")[2] if arn.startswith("arn:") else ""
        self.add("other", arn, re.split("[:/]", arn)[-1], detail=service)

    def _ill(self, target: str) -> str:
        resource = self.wiring.resources[plain(target)]
        if resource.problem:
            return f"the {resource.kind} {resource.problem}"
        qualifier = qualifier_of(target)
        if qualifier and qualifier not in self.settings[resource.arn]["Qualifiers"]:
            return f"there is no alias {qualifier}"
        return ""

    def _policy(self, arn: str) -> list[Statement]:
        """Return the statements of the resource policy of a function, topic or queue."""
        kind = self.wiring.resources[plain(arn)].kind
        return statements_of(_POLICY_READERS[kind](self, arn))

    def _role(self, arn: str) -> list[Statement] | None:
        """Return the statements of all policies of a role, or None where it does not exist."""
        iam, name = self.client("iam"), arn.rsplit("/", 1)[-1]
        try:
            documents = [
                iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
                for policy in self.pages("iam", "list_role_policies", "PolicyNames", RoleName=name)
            ]
        except iam.exceptions.NoSuchEntityException:
            return None
        for one in self.pages("iam", "list_attached_role_policies", "AttachedPolicies", RoleName=name):
            version = iam.get_policy(PolicyArn=one["PolicyArn"])["Policy"]["DefaultVersionId"]
            found = iam.get_policy_version(PolicyArn=one["PolicyArn"], VersionId=version)
            documents.append(found["PolicyVersion"]["Document"])
        return [statement for document in documents for statement in statements_of(document)]


def plain(arn: str) -> str:
    """Return a function's ARN without version or alias, a table's without stream; others as they are."""
    if arn.startswith("arn:aws:lambda:"):
        return ":".join(arn.split(":")[:7])
    return arn.split("/stream/")[0] if arn.startswith("arn:aws:dynamodb:") else arn


def qualifier_of(arn: str) -> str:
    """Return the version or alias that a function's ARN names, or nothing."""
    return arn.removeprefix(plain(arn)).strip(":") if arn.startswith("arn:aws:lambda:") else ""


def _function_policy(reading: Reading, arn: str) -> str:
    try:
        chosen = {"Qualifier": qualifier_of(arn)} if qualifier_of(arn) else {}
        return str(reading.client("lambda").get_policy(FunctionName=plain(arn), **chosen)["Policy"])
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        return ""


def _topic_policy(reading: Reading, arn: str) -> str:
    return str(reading.client("sns").get_topic_attributes(TopicArn=arn)["Attributes"].get("Policy", ""))


def _queue_policy(reading: Reading, arn: str) -> str:
    return str(reading.settings[arn].get("Policy", ""))


_POLICY_READERS: dict[str, Callable[[Reading, str], str]] = {
    "function": _function_policy,
    "topic": _topic_policy,
    "queue": _queue_policy,
}
