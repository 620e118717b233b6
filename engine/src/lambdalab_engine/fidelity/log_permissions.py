"""A function writes logs only where its execution role lets it; without, it runs and leaves no trace.

Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

from typing import Any

from localstack.aws.connect import connect_to
from localstack.services.lambda_.invocation.logs import LogItem
from localstack.utils.patch import patch

from lambdalab_engine.fidelity import execution_roles, roles
from lambdalab_engine.log_handler import TimedLogHandler


def install() -> None:
    """Ask the role before a log is written."""
    if execution_roles.is_on():
        patch(TimedLogHandler._write)(_write_if_allowed)


def _write_if_allowed(fn: Any, self: TimedLogHandler, item: LogItem) -> None:
    if _may_write(self.role_arn, self.region, item):
        fn(self, item)


def _may_write(role: str, region: str, item: LogItem) -> bool:
    account = role.split(":")[4]
    group = f"arn:aws:logs:{region}:{account}:log-group:{item.log_group}"
    stream = f"{group}:log-stream:{item.log_stream}"
    return (
        roles.may(role, "logs:CreateLogStream", stream)
        and roles.may(role, "logs:PutLogEvents", stream)
        and (
            roles.may(role, "logs:CreateLogGroup", f"{group}:log-stream:")
            or _is_there(account, region, item.log_group)
        )
    )


def _is_there(account: str, region: str, group: str) -> bool:
    logs = connect_to(aws_access_key_id=account, region_name=region).logs
    found = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    return group in [told["logGroupName"] for told in found]
