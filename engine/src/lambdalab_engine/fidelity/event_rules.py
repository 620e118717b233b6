"""Rules of EventBridge: a disabled one matches nothing, and one whose pattern cannot be read is refused.

Sources: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-disable-rule.html
and https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

from collections.abc import Callable
from typing import Any

from localstack.aws.api.events import RuleState
from localstack.services.events.event_rule_engine import EventPatternCompiler
from localstack.services.events.models import Rule
from localstack.services.events.provider import EventsProvider
from localstack.services.events.rule import RuleService
from localstack.utils.patch import Patch, patch


def install() -> None:
    """Put both in force."""
    patch(EventsProvider._process_rules)(_only_enabled)
    Patch.function(RuleService.__init__, _read_pattern).apply()


def _only_enabled(process: Callable[..., None], self: EventsProvider, rule: Rule, *rest: Any) -> None:
    if rule.state != RuleState.DISABLED:
        process(self, rule, *rest)


def _read_pattern(init: Callable[..., None], self: RuleService, rule: Rule) -> None:
    """Make the rule. Raises InvalidEventPatternException where its pattern is wrong."""
    if rule.event_pattern:
        EventPatternCompiler().compile_event_pattern(rule.event_pattern)
    init(self, rule)
