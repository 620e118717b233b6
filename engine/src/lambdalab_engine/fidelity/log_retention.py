"""How long a log group keeps its events: one of the numbers of days that AWS lists.

Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

from collections.abc import Callable
from typing import Any

from localstack.aws.api.logs import InvalidParameterException
from localstack.utils.patch import patch
from moto.logs.models import LogsBackend

_SHORT = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731)
_YEARS = (1096, 1827, 2192, 2557, 2922, 3288, 3653)
DAYS = (*_SHORT, *_YEARS)


def install() -> None:
    """Put it in force."""
    patch(LogsBackend.put_retention_policy)(_take_known_days)


def _take_known_days(put: Callable[..., Any], self: LogsBackend, name: str, days: Any) -> Any:
    if int(days) not in DAYS:
        allowed = ", ".join(map(str, DAYS))
        raise InvalidParameterException(
            f"1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy constraint:"
            f" Member must satisfy enum value set: [{allowed}]"
        )
    return put(self, name, days)
