"""How long a function may run and how much memory it may have: LocalStack takes any number.

Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""

from typing import Any

from localstack.services.lambda_.invocation.lambda_models import ValidationException

from lambdalab_engine.fidelity.before import before

_CHANGES = ("CreateFunction", "UpdateFunctionConfiguration")
_MOST = {"Timeout": 900, "MemorySize": 10240}


def install() -> None:
    """Put it in force."""
    before(require_limits, "lambda", _CHANGES)


def require_limits(context: Any) -> None:
    """Raise ValidationException where a function would have more seconds or megabytes than Lambda gives."""
    for setting, most in _MOST.items():
        value = context.service_request.get(setting)
        if value is not None and value > most:
            name = setting[0].lower() + setting[1:]
            raise ValidationException(
                f"1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: "
                f"Member must have value less than or equal to {most}"
            )
