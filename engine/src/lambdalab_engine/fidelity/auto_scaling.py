"""Auto Scaling, which LocalStack does not have: served from moto, with AWS's rules.

It is loaded by its first call, and so are its rules, ``auto_scaling_*`` beside this module: they import moto.
"""

from importlib import import_module
from typing import Any

from localstack.services.plugins import SERVICE_PLUGINS, Service, ServiceLifecycleHook

RULES = ("auto_scaling_groups", "auto_scaling_members", "auto_scaling_policies")
"""Each has an ``apply()``, which is called before Auto Scaling starts."""


class _Rules(ServiceLifecycleHook):
    def on_before_start(self) -> None:
        """Load EC2, whose instances the groups have, and put the rules in force."""
        SERVICE_PLUGINS.require("ec2")
        for name in RULES:
            import_module(f"{__package__}.{name}").apply()


def install() -> None:
    """Let alarms execute scaling policies."""
    from lambdalab_engine.fidelity import auto_scaling_alarms

    auto_scaling_alarms.install()


def service() -> Service:
    """Return the service: every operation of botocore's model, answered by moto."""
    from localstack.aws.skeleton import Skeleton
    from localstack.aws.spec import load_service
    from localstack.services.moto import call_moto

    def answer(context: Any, _request: Any) -> Any:
        return call_moto(context)

    model = load_service("autoscaling")
    skeleton = Skeleton(model, dict.fromkeys(model.operation_names, answer))
    return Service("autoscaling", skeleton=skeleton, lifecycle_hook=_Rules())
