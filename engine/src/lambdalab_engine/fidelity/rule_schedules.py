"""EventBridge's rules that have a schedule.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's helpers for patches have no annotations.

import logging
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from localstack.services.events import rule as rules
from localstack.services.events.models import Rule, events_stores
from localstack.services.events.scheduler import JobScheduler
from localstack.services.plugins import SERVICE_PLUGINS
from localstack.utils.patch import Patch
from localstack.utils.xray.trace_header import TraceHeader

from lambdalab_engine.fidelity.schedule_expressions import InvalidScheduleError, parse
from lambdalab_engine.fidelity.schedules import CLOCK, Scheduled, stamp

LOG = logging.getLogger(__name__)


class Expression:
    """Stands in for LocalStack's regular expression: matches what AWS takes."""

    @staticmethod
    def match(expression: str) -> bool:
        """Tell whether a rule may have this schedule."""
        try:
            parse(expression)
        except InvalidScheduleError:
            return False
        return True


def install() -> None:
    """Take the expressions that AWS takes, and let our clock run them."""
    vars(rules).update(RULE_SCHEDULE_CRON_REGEX=Expression, RULE_SCHEDULE_RATE_REGEX=Expression)
    Patch.function(rules.RuleService.__init__, _note_time).apply()
    setattr(rules.RuleService, "create_schedule_job", lambda self, sender: None)  # noqa: B010
    setattr(JobScheduler, "start", staticmethod(CLOCK.start))  # noqa: B010
    CLOCK.sources.append(all_scheduled)


def all_scheduled() -> Iterator[Scheduled]:
    """Give every rule that has a schedule, of every account."""
    for regions in list(events_stores.values()):
        for store in list(regions.values()):
            for bus in list(store.event_buses.values()):
                for rule in list(bus.rules.values()):
                    if rule.schedule_expression:
                        yield scheduled(rule)


def scheduled(rule: Rule) -> Scheduled:
    """Return what of a rule has to do with its schedule."""
    return Scheduled(
        name=rule.arn,
        expression=rule.schedule_expression or "",
        state=str(rule.state or "ENABLED"),
        since=getattr(rule, "scheduled_since", None) or datetime.now(UTC),
        fire=lambda time: fire(rule, time),
    )


def fire(rule: Rule, time: datetime) -> int:
    """Send a rule's event for a time to each of its targets, and return how many there are."""
    event = {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": rule.account_id,
        "time": stamp(time),
        "region": rule.region,
        "resources": [rule.arn],
        "detail": {},
    }
    senders = SERVICE_PLUGINS.require("events")._provider._target_sender_store
    targets = list(rule.targets.values())
    for target in targets:
        try:
            senders[f"{rule.arn}-{target['Id']}"].process_event(
                event.copy(), TraceHeader().ensure_root_exists()
            )
        except Exception as error:  # as on AWS, one target's failure is not another one's
            LOG.info("rule %s could not reach target %s: %s", rule.name, target["Arn"], error)
    return len(targets)


def _note_time(fn: Any, self: rules.RuleService, rule: Rule) -> None:
    """Remember when a rule was put: its rate counts from there."""
    fn(self, rule)
    vars(rule)["scheduled_since"] = datetime.now(UTC)
