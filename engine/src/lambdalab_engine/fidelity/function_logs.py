"""Writes a function's log to the log group that its logging configuration names.

In a group of its own choice a stream's name begins with the function's: others may write there too.
Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
"""

from datetime import UTC, datetime

from localstack.services.lambda_.invocation.execution_environment import ExecutionEnvironment


def install() -> None:
    """Name groups and streams as AWS does."""
    setattr(ExecutionEnvironment, "get_log_group_name", _group)  # noqa: B010 (mypy forbids the other)
    setattr(ExecutionEnvironment, "get_log_stream_name", _stream)  # noqa: B010


def _default_group(environment: ExecutionEnvironment) -> str:
    return f"/aws/lambda/{environment.function_version.id.function_name}"


def _group(environment: ExecutionEnvironment) -> str:
    config = environment.function_version.config.logging_config
    return config.get("LogGroup") or _default_group(environment)


def _stream(environment: ExecutionEnvironment) -> str:
    function = environment.function_version.id
    is_shared = _group(environment) != _default_group(environment)
    name = function.function_name if is_shared else ""
    return f"{datetime.now(UTC):%Y/%m/%d}/{name}[{function.qualifier}]{environment.id}"
