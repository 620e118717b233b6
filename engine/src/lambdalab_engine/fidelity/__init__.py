"""Where LocalStack is more lenient than AWS, or lacks what the course uses: one small module for each rule.

A module's ``install()`` is called once, when the engine starts and before any service is loaded. It must be
quick and must not import a service that is loaded by its first call (``settings.RARE_SERVICES``).
"""

from importlib import import_module

MODULES: tuple[str, ...] = (
    "account_closing",
    "alarm_actions",
    "alarm_evaluation",
    "alarm_events",
    "alarm_history",
    "alarm_steering",
    "alarm_updates",
    "api_proxies",
    "auto_scaling",
    "dead_letter_queues",
    "ec2",
    "event_rules",
    "event_targets",
    "execution_roles",
    "fire_rules",
    "function_limits",
    "function_logs",
    "function_policies",
    "function_releases",
    "function_roles",
    "function_states",
    "identity_policies",
    "invocation_requests",
    "log_filters",
    "log_permissions",
    "log_retention",
    "logs_insights",
    "managed_policies",
    "metric_store",
    "rule_schedules",
    "reserved_variables",
    "s3_configurations",
    "s3_destinations",
    "s3_events",
    "saved_queries",
    "scheduler_targets",
    "sns_endpoints",
    "sns_subjects",
    "sns_timestamps",
    "stack_aliases",
    "stacks",
    "stream_batches",
)
"""The modules of this package that are installed, in this order."""


def install() -> None:
    """Put every rule in force."""
    for name in MODULES:
        import_module(f"{__name__}.{name}").install()
