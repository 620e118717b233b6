"""Rules of EventBridge: a disabled one matches nothing, and what of a rule or target cannot be is refused.

Sources: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-disable-rule.html
and https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
and https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

import json
from collections.abc import Callable
from typing import Any

from localstack.aws.api.events import RuleState, TargetList
from localstack.services.events.event_rule_engine import EventPatternCompiler
from localstack.services.events.models import Rule, ValidationException
from localstack.services.events.provider import EventsProvider
from localstack.services.events.rule import RuleService
from localstack.services.events.target import TargetSenderFactory
from localstack.utils.patch import Patch, patch

_COLONS_OF_AN_ARN = 5


def install() -> None:
    """Put all three in force."""
    patch(EventsProvider._process_rules)(_only_enabled)
    patch(RuleService.validate_targets_input)(_read_targets)
    Patch.function(RuleService.__init__, _read_pattern).apply()


def _only_enabled(process: Callable[..., None], self: EventsProvider, rule: Rule, *rest: Any) -> None:
    if rule.state != RuleState.DISABLED:
        process(self, rule, *rest)


def _read_pattern(init: Callable[..., None], self: RuleService, rule: Rule) -> None:
    """Make the rule. Raises InvalidEventPatternException where its pattern is wrong."""
    if rule.event_pattern:
        EventPatternCompiler().compile_event_pattern(rule.event_pattern)
    init(self, rule)


def _read_targets(validate: Callable[..., Any], self: RuleService, targets: TargetList) -> Any:
    """Raise ValidationException where a target's ARN is none for a target, or its Input is no JSON."""
    for target in targets:
        arn = target["Arn"]
        if arn.count(":") < _COLONS_OF_AN_ARN or arn.split(":")[2] not in TargetSenderFactory.target_map:
            reason = "Provided Arn is not in correct format."
            raise ValidationException(f"Parameter {arn} is not valid. Reason: {reason}")
        try:
            json.loads(target.get("Input") or "null")
        except ValueError as error:
            where = f'[Source: (String)"{target["Input"]}"; {error}]'
            message = f"JSON syntax error in input for target {target['Id']}: {where}"
            raise ValidationException(message) from None
    return validate(self, targets)
