"""Writes a function's log to the log group that its logging configuration names, and judges that one.

In a group of its own choice a stream's name begins with the function's: others may write there too.
Sources: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
and https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
"""

from datetime import UTC, datetime
from typing import Any

from localstack.aws.api.lambda_ import InvalidParameterValueException
from localstack.services.lambda_.invocation.execution_environment import ExecutionEnvironment

from lambdalab_engine.fidelity.before import before

_LEVELS = ("ApplicationLogLevel", "SystemLogLevel")


def install() -> None:
    """Name groups and streams as AWS does, and refuse levels that text does not have."""
    before(judge_configuration, "lambda")
    setattr(ExecutionEnvironment, "get_log_group_name", _group)  # noqa: B010 (mypy forbids the other)
    setattr(ExecutionEnvironment, "get_log_stream_name", _stream)  # noqa: B010


def judge_configuration(context: Any) -> None:
    """Raise InvalidParameterValueException for a level where the format is text."""
    told = (context.service_request or {}).get("LoggingConfig") or {}
    usual = "Text" if context.operation.name == "CreateFunction" else None
    if told.get("LogFormat", usual) == "Text" and any(level in told for level in _LEVELS):
        raise InvalidParameterValueException(
            'LogLevel is not supported when LogFormat is set to "Text". Remove LogLevel from your request or '
            'change the LogFormat to "JSON" and try again.',
            Type="User",
        )


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
