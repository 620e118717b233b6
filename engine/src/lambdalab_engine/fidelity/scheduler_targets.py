"""EventBridge Scheduler: which schedules it takes, and what it sends to their targets.

Sources: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html,
https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html and
https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's helpers for patches have no annotations.

import json
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from botocore import xform_name
from localstack.aws.api.scheduler import ValidationException
from localstack.aws.connect import connect_to
from localstack.services.scheduler import provider
from localstack.utils.aws.arns import parse_arn, sqs_queue_url_for_arn
from localstack.utils.aws.client_types import ServicePrincipal
from localstack.utils.patch import Patch
from moto.iam.models import iam_backends
from moto.scheduler.models import EventBridgeSchedulerBackend, Schedule, scheduler_backends

from lambdalab_engine.fidelity.schedule_expressions import InvalidScheduleError, parse
from lambdalab_engine.fidelity.schedules import CLOCK, Scheduled, moment, stamp

_PRINCIPAL = "scheduler.amazonaws.com"
_UNIVERSAL = ":aws-sdk:"


def install() -> None:
    """Take what AWS takes, and let our clock run it."""
    vars(provider)["_validate_schedule_expression"] = _validate_expression
    backend = EventBridgeSchedulerBackend
    Patch.function(backend.create_schedule, _validated).apply()
    Patch.function(backend.update_schedule, _validated).apply()
    CLOCK.sources.append(all_scheduled)


def all_scheduled() -> Iterator[Scheduled]:
    """Give every schedule of every account."""
    for regions in list(scheduler_backends.values()):
        for backend in list(regions.values()):
            for group in list(backend.schedule_groups.values()):
                for schedule in list(group.schedules.values()):
                    yield scheduled(backend, schedule)


def scheduled(backend: EventBridgeSchedulerBackend, schedule: Schedule) -> Scheduled:
    """Return what of a schedule has to do with time."""
    found = Scheduled(
        name=schedule.arn,
        expression=schedule.schedule_expression,
        state=schedule.state or "ENABLED",
        since=moment(schedule.start_date or schedule.creation_date) or datetime.now(UTC),
        fire=lambda time: fire(schedule, time),
        zone=_zone(schedule.schedule_expression_timezone),
        begin=moment(schedule.start_date),
        end=moment(schedule.end_date),
    )
    if schedule.action_after_completion != "DELETE":
        return found

    def fire_and_clean(time: datetime) -> int:
        sent = fire(schedule, time)
        if next(found.times(time), None) is None:
            backend.delete_schedule(schedule.group_name, schedule.name)
        return sent

    return Scheduled(**(vars(found) | {"fire": fire_and_clean}))


def fire(schedule: Schedule, time: datetime) -> int:
    """Send a schedule's input for a time to its target, with the rights of its role."""
    target = schedule.target
    parsed = parse_arn(schedule.arn)
    account, region = parsed["account"], parsed["region"]
    clients = connect_to.with_assumed_role(
        role_arn=target["RoleArn"], service_principal=ServicePrincipal("scheduler"), region_name=region
    )
    execution = str(uuid.uuid4())
    told = target.get("Input") or json.dumps(_default_event(schedule, time, account, region, execution))
    attributes = {
        "schedule-arn": schedule.arn,
        "scheduled-time": stamp(time),
        "execution-id": execution,
        "attempt-number": "1",
    }
    for name, value in attributes.items():
        told = told.replace(f"<aws.scheduler.{name}>", value)
    _send(clients, target, told)
    return 1


def _send(clients: Any, target: Mapping[str, Any], told: str) -> None:
    arn = target["Arn"]
    if _UNIVERSAL in arn:
        service, action = arn.partition(_UNIVERSAL)[2].split(":")
        getattr(clients.get_client(service), xform_name(action[0].upper() + action[1:]))(**json.loads(told))
    elif ":lambda:" in arn:
        clients.lambda_.invoke(FunctionName=arn, InvocationType="Event", Payload=told)
    elif ":sqs:" in arn:
        group = target.get("SqsParameters") or {}
        clients.sqs.send_message(QueueUrl=sqs_queue_url_for_arn(arn), MessageBody=told, **group)
    elif ":sns:" in arn:
        clients.sns.publish(TopicArn=arn, Message=told)
    elif ":events:" in arn:
        entry = {"EventBusName": arn, "Detail": told, **target["EventBridgeParameters"]}
        clients.events.put_events(Entries=[entry])
    else:
        raise NotImplementedError(f"a schedule cannot reach {arn} here")


def _default_event(
    schedule: Schedule, time: datetime, account: str, region: str, execution: str
) -> dict[str, Any]:
    """Return what a target receives from a schedule without an input."""
    return {
        "version": "0",
        "id": execution,
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": account,
        "time": stamp(time),
        "region": region,
        "resources": [schedule.arn],
        "detail": "{}",
    }


def _validated(fn: Any, backend: EventBridgeSchedulerBackend, **settings: Any) -> Any:
    """Create or change a schedule, unless AWS would refuse it."""
    _validate_expression(settings["schedule_expression"])
    zone = settings.get("schedule_expression_timezone") or "UTC"
    try:
        _zone(zone)
    except (KeyError, OSError, ValueError):  # whatever the file of that name is, it is no zone's
        raise ValidationException(f"Invalid Schedule Expression Timezone {zone}.") from None
    if not _may_assume(settings["target"]["RoleArn"]):
        raise ValidationException(
            "The execution role you provide must allow AWS EventBridge Scheduler to assume the role."
        )
    return fn(backend, **settings | {"state": settings.get("state") or "ENABLED"})


def _zone(name: str) -> tzinfo:
    """Return a time zone; UTC needs no database of zones, which a small container may lack."""
    return UTC if name == "UTC" else ZoneInfo(name)


def _validate_expression(expression: str) -> None:
    try:
        parse(expression, with_at=True)
    except InvalidScheduleError:
        raise ValidationException(f"Invalid Schedule Expression {expression}.") from None


def _may_assume(role_arn: str) -> bool:
    """Tell whether there is such a role, which trusts Scheduler."""
    parsed = parse_arn(role_arn)
    roles = iam_backends[parsed["account"]][parsed["partition"]].get_roles()
    trust = next((role.assume_role_policy_document for role in roles if role.arn == role_arn), "{}")
    statements = json.loads(trust).get("Statement", [])
    return any(_trusts(statement) for statement in _listed(statements))


def _trusts(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal")
    services = _listed(principal.get("Service", [])) if isinstance(principal, Mapping) else []
    return statement.get("Effect") == "Allow" and _PRINCIPAL in services


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
