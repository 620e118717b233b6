"""Which notification configurations S3 takes.

Sources: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html
and https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's helpers for patches have no annotations.

import base64
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from localstack.aws.api.s3 import Event, InvalidArgument
from localstack.services.s3.notifications import NotificationDispatcher
from localstack.utils.patch import patch

_DESTINATIONS = {
    "LambdaFunctionConfigurations": "LambdaFunctionArn",
    "QueueConfigurations": "QueueArn",
    "TopicConfigurations": "TopicArn",
}
_EVENTS = {event.value for event in Event}
_OVERLAP = "Configurations overlap. Configurations on the same bucket cannot share a common event type."
_AMBIGUOUS = (
    "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules "
    "if the prefixes are overlapping for the same event type."
)


@dataclass(frozen=True)
class Rule:
    """What of a bucket's events one configuration asks for."""

    events: tuple[str, ...]
    prefix: str = ""
    suffix: str = ""

    def collides(self, other: "Rule") -> bool:
        """Tell whether one object could make both send a notification."""
        return (
            any(_share_a_type(one, another) for one in self.events for another in other.events)
            and (self.prefix.startswith(other.prefix) or other.prefix.startswith(self.prefix))
            and (self.suffix.endswith(other.suffix) or other.suffix.endswith(self.suffix))
        )


def refusal(rules: list[Rule]) -> str | None:
    """Return why AWS refuses these rules for one bucket, None where it takes them."""
    for one, other in combinations(rules, 2):
        if one.collides(other):
            is_filtered = one.prefix or one.suffix or other.prefix or other.suffix
            return _AMBIGUOUS if is_filtered else _OVERLAP
    return None


def install() -> None:
    """Refuse what AWS refuses, before any destination is asked."""
    patch(NotificationDispatcher.verify_configuration)(_verify)


def _verify(
    fn: Any, self: Any, notification_configurations: Mapping[str, Any], *args: Any, **options: Any
) -> None:
    """Look at the configurations together, then let LocalStack look at each one's destination."""
    given = [
        (configuration, configuration.get(destination, ""))
        for kind, destination in _DESTINATIONS.items()
        for configuration in notification_configurations.get(kind) or ()
    ]
    for configuration, _ in given:
        configuration.setdefault("Id", base64.b64encode(str(uuid.uuid4()).encode()).decode())
    ids = [configuration["Id"] for configuration, _ in given]
    if len(ids) > len(set(ids)):
        raise InvalidArgument("Same ID used for multiple configurations. IDs must be unique")
    rules = [_rule(configuration, arn) for configuration, arn in given]
    if message := refusal(rules):
        raise InvalidArgument(message)
    fn(self, notification_configurations, *args, **options)


def _rule(configuration: Mapping[str, Any], arn: str) -> Rule:
    for event in configuration["Events"]:
        if event not in _EVENTS:
            message = "A specified event is not supported for notifications."
            raise InvalidArgument(message, ArgumentName=arn, ArgumentValue=event)
    values = {"prefix": "", "suffix": ""}
    for name in values:
        given = [rule for rule in _filter(configuration) if rule.get("Name", "").lower() == name]
        if len(given) > 1:
            message = f"Cannot specify more than one {name} rule in a filter."
            raise InvalidArgument(message, ArgumentName="FilterRule.Name", ArgumentValue=name)
        values[name] = given[0].get("Value", "") if given else ""
    return Rule(tuple(configuration["Events"]), **values)


def _filter(configuration: Mapping[str, Any]) -> list[dict[str, str]]:
    return ((configuration.get("Filter") or {}).get("Key") or {}).get("FilterRules") or []


def _share_a_type(one: str, other: str) -> bool:
    """Tell whether two event types, of which each may end in ``*``, have an event in common."""
    shorter, longer = sorted((one.removesuffix("*"), other.removesuffix("*")), key=len)
    return one == other or (longer.startswith(shorter) and shorter.endswith(":"))
