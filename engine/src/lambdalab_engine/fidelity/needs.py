"""What a call needs to be allowed: its actions, and the ARN of the resource for each.

Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from localstack.aws.api import RequestContext

from lambdalab_engine.fidelity import ec2_needs, s3_needs


class Need(NamedTuple):
    """An action on a resource; the resource is ``*`` where the action knows none."""

    action: str
    resource: str


type Request = Mapping[str, Any]

_ACTIONS = {
    "lambda:Invoke": "lambda:InvokeFunction",
    "lambda:InvokeAsync": "lambda:InvokeFunction",
    "sns:PublishBatch": "sns:Publish",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "dynamodb:TransactGetItems": "dynamodb:GetItem",
}
"""Operations whose action has another name."""

_PREFIXES = {"dynamodbstreams": "dynamodb", "stepfunctions": "states"}


def needs_of(context: RequestContext) -> list[Need]:
    """Return all that a call needs to be allowed."""
    assert context.service is not None
    assert context.operation is not None
    service, operation = context.service.service_name, context.operation.name
    request: Request = context.service_request or {}
    place = Place(_PREFIXES.get(service, service), context.region, context.account_id)
    match service:
        case "s3":
            return [Need(*need) for need in s3_needs.needs(operation, request)]
        case "ec2":
            found = ec2_needs.needs(operation, request, context.region, context.account_id)
            return [Need(*need) for need in found]
        case "apigateway":
            return [Need(f"apigateway:{context.request.method}", place.arn(context.request.path, account=""))]
        case "dynamodb" if operation == "TransactWriteItems":
            return [
                Need(f"dynamodb:{'ConditionCheckItem' if kind == 'ConditionCheck' else kind + 'Item'}", arn)
                for item in request["TransactItems"]
                for kind, told in item.items()
                for arn in _tables(place, told)
            ]
    name = f"{place.service}:{operation}"
    find = _RESOURCES.get(place.service)
    resources = find(place, request) if find else []
    return [Need(_ACTIONS.get(name, name), resource) for resource in resources or ["*"]]


class Place(NamedTuple):
    """Where a call is made: with a resource's last section it makes the ARN."""

    service: str
    region: str
    account: str

    def arn(self, resource: str, *, region: str | None = None, account: str | None = None) -> str:
        """Return a resource's ARN; what is an ARN stays as it is."""
        if resource.startswith("arn:"):
            return resource
        region = self.region if region is None else region
        account = self.account if account is None else account
        return f"arn:aws:{self.service}:{region}:{account}:{resource}"


def function_arn(place: Place, name: str, qualifier: str | None) -> str:
    """Return the ARN of a function that is named in any of the ways that Lambda takes."""
    if name.startswith("arn:"):
        sections = name.split(":")
        place = place._replace(region=sections[3], account=sections[4])
        name = ":".join(sections[6:])
    elif ":function:" in name:
        account, _, name = name.split(":", 2)
        place = place._replace(account=account)
    name, _, own_qualifier = name.partition(":")
    qualifier = qualifier or own_qualifier
    return place.arn(f"function:{name}:{qualifier}" if qualifier else f"function:{name}")


def _functions(place: Place, request: Request) -> list[str]:
    if "FunctionName" in request:
        return [function_arn(place, request["FunctionName"], request.get("Qualifier"))]
    if "UUID" in request:
        return [place.arn(f"event-source-mapping:{request['UUID']}")]
    return [place.arn(f"layer:{request['LayerName']}")] if "LayerName" in request else []


def _queues(place: Place, request: Request) -> list[str]:
    if "QueueName" in request:
        return [place.arn(request["QueueName"])]
    if "QueueUrl" not in request:
        return []
    account, name = request["QueueUrl"].rstrip("/").rsplit("/", 2)[1:]
    return [place.arn(name, account=account)]


def _topics(place: Place, request: Request) -> list[str]:
    if "SubscriptionArn" in request:
        return [request["SubscriptionArn"].rpartition(":")[0]]
    given = _first(request, "TopicArn", "TargetArn", "ResourceArn", "Name")
    return [place.arn(given)] if given else []


def _tables(place: Place, request: Request) -> list[str]:
    if "ShardIterator" in request:
        return [request["ShardIterator"].partition("|")[0]]
    if "TransactItems" in request:
        return [
            place.arn(f"table/{told['TableName']}")
            for item in request["TransactItems"]
            for told in item.values()
        ]
    named = request.get("RequestItems") or _listed(_first(request, "StreamArn", "ResourceArn", "TableName"))
    index = f"/index/{request['IndexName']}" if request.get("IndexName") else ""
    return [place.arn(name if name.startswith("arn:") else f"table/{name}") + index for name in named]


def _parameters(place: Place, request: Request) -> list[str]:
    named = _listed(_first(request, "Name", "Names", "Path"))
    return [place.arn(f"parameter/{name.lstrip('/')}") for name in named]


def _events(place: Place, request: Request) -> list[str]:
    if "Entries" in request:
        buses = {entry.get("EventBusName") or "default" for entry in request["Entries"]}
        return [place.arn(bus if bus.startswith("arn:") else f"event-bus/{bus}") for bus in sorted(buses)]
    rule = _first(request, "Rule", "Name")
    bus = (request.get("EventBusName") or "default").rpartition("/")[2]
    return [place.arn(f"rule/{rule}" if bus == "default" else f"rule/{bus}/{rule}")] if rule else []


def _logs(place: Place, request: Request) -> list[str]:
    """Return a log group's ARN with the stream, empty where there is none: so AWS's messages have it."""
    group = request.get("logGroupName") or request.get("logGroupIdentifier")
    if not group:
        group = request.get("logGroupNamePrefix", "")
    group = group.removesuffix(":*").partition(":log-group:")[2] or group
    return [place.arn(f"log-group:{group}:log-stream:{request.get('logStreamName', '')}")]


def _alarms(place: Place, request: Request) -> list[str]:
    dashboards = _listed(_first(request, "DashboardName", "DashboardNames"))
    alarms = _listed(_first(request, "AlarmName", "AlarmNames"))
    return [place.arn(f"dashboard/{name}", region="") for name in dashboards] + [
        place.arn(f"alarm:{name}") for name in alarms
    ]


def _groups(place: Place, request: Request) -> list[str]:
    """Return an Auto Scaling group's ARN, in which a policy has ``*`` for the group's id."""
    name = request.get("AutoScalingGroupName")  # a call that describes has AutoScalingGroupNames
    return [place.arn(f"autoScalingGroup:*:autoScalingGroupName/{name}")] if name else []


def _roles(place: Place, request: Request) -> list[str]:
    given = _first(request, "RoleArn", "PolicyArn")
    if given:
        return [given]
    named = [
        (kind, request[f"{kind.title()}Name"])
        for kind in ("role", "user")
        if f"{kind.title()}Name" in request
    ]
    return [f"arn:aws:iam::{place.account}:{kind}/{name}" for kind, name in named]


def _schedules(place: Place, request: Request) -> list[str]:
    name = request.get("Name")
    return [place.arn(f"schedule/{request.get('GroupName') or 'default'}/{name}")] if name else []


_RESOURCES: dict[str, Callable[[Place, Request], list[str]]] = {
    "autoscaling": _groups,
    "cloudwatch": _alarms,
    "dynamodb": _tables,
    "events": _events,
    "iam": _roles,
    "lambda": _functions,
    "logs": _logs,
    "scheduler": _schedules,
    "sns": _topics,
    "sqs": _queues,
    "ssm": _parameters,
    "sts": _roles,
}
"""Finds the resources of a service's calls; those of any other service are judged as a call on ``*``."""


def _first(request: Request, *names: str) -> Any:
    """Return the first of these parameters that is there, None where none is."""
    return next((request[name] for name in names if request.get(name)), None)


def _listed(told: Any) -> list[Any]:
    return told if isinstance(told, list) else [] if told is None else [told]
