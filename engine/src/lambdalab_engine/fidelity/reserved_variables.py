"""Refuses environment variables that only the runtime may set.

Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html (reserved variables)
"""

from collections.abc import Callable
from functools import partial

from localstack.aws.api.lambda_ import InvalidParameterValueException
from localstack.services.lambda_.provider import LambdaProvider

RESERVED = frozenset(
    {
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
    }
)


def install() -> None:
    """Look at the variables where LocalStack looks at their size."""
    verify = staticmethod(partial(_verify, LambdaProvider._verify_env_variables))
    setattr(LambdaProvider, "_verify_env_variables", verify)  # noqa: B010 (mypy forbids the other)


def _verify(verify: Callable[[dict[str, str]], None], variables: dict[str, str]) -> None:
    verify(variables)
    used = sorted(RESERVED & variables.keys())
    if used:
        raise InvalidParameterValueException(
            "Lambda was unable to configure your environment variables because the environment variables you "
            "have provided contains reserved keys that are currently not supported for modification. "
            f"Reserved keys used in this request: {', '.join(used)}",
            Type="User",
        )
