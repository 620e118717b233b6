"""Instances have the CPU load that a lab gives them; nobody else writes to the namespaces of AWS.

Instances here are records, not machines: without a lab they publish nothing. LocalStack takes anybody's
metrics into AWS/EC2, where AWS refuses them.
Sources: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html and
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-call"
# LocalStack's ``patch`` has no annotations.

import threading
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from localstack.aws.api.cloudwatch import InvalidParameterValueException
from localstack.aws.connect import connect_to
from localstack.utils.patch import patch

from lambdalab_engine.fidelity.account_closing import dropped_from
from lambdalab_engine.fidelity.ec2_clock import CLOCK

EVERY_SECONDS = 10
"""The shortest period of an alarm. On AWS an instance publishes every 300 seconds, or 60."""

LASTS_SECONDS = 900
"""A load that nobody renews ends after this time, so that a lab that is left does not publish for ever."""

GROUP_TAG = "aws:autoscaling:groupName"

type Place = tuple[str, str]
"""An account and a region."""


class Load(NamedTuple):
    """The load of an instance, until a time of ``time.monotonic``."""

    percent: float
    until: float


class Loads:
    """The loads that labs have given to instances; they are published while there are any."""

    def __init__(self) -> None:
        self._loads: dict[Place, dict[str, Load]] = {}
        self._lock = threading.Lock()
        self._ticking = False
        dropped_from(self._loads)

    def set(self, place: Place, percents: Mapping[str, float]) -> list[str]:
        """Give instances their load and publish it at once; return those that run, and so published it."""
        until = time.monotonic() + LASTS_SECONDS
        with self._lock:
            loads = self._loads.setdefault(place, {})
            loads.update({instance: Load(percent, until) for instance, percent in percents.items()})
            if not self._ticking:
                self._ticking = True
                CLOCK.after(EVERY_SECONDS, self._tick)
        return _publish(place, percents)

    def _tick(self) -> None:
        for place, percents in self._current().items():
            _publish(place, percents)

    def _current(self) -> dict[Place, dict[str, float]]:
        with self._lock:
            now = time.monotonic()
            for place, loads in list(self._loads.items()):
                kept = {i: load for i, load in loads.items() if load.until > now}
                self._loads[place] = kept
                if not kept:
                    del self._loads[place]
            self._ticking = bool(self._loads)
            if self._ticking:
                CLOCK.after(EVERY_SECONDS, self._tick)
            return {place: {i: load.percent for i, load in x.items()} for place, x in self._loads.items()}


LOADS = Loads()
"""The loads of this engine's instances."""


def install() -> None:
    """Keep everybody but the engine itself out of the namespaces of AWS."""
    from localstack.services.cloudwatch.provider_v2 import CloudwatchProvider

    @patch(CloudwatchProvider.put_metric_data)
    def put_metric_data(fn: Any, self: Any, context: Any, namespace: str, *args: Any, **kwargs: Any) -> None:
        if namespace.startswith("AWS/") and not context.is_internal_call:
            raise InvalidParameterValueException("The value AWS/ for parameter Namespace is invalid.")
        fn(self, context, namespace, *args, **kwargs)


def _publish(place: Place, percents: Mapping[str, float]) -> list[str]:
    """Write CPUUtilization of those instances that run, each for itself and for its Auto Scaling group."""
    from moto.ec2.models import ec2_backends

    account, region = place
    backend = ec2_backends[account][region]
    running = [i.id for i in backend.all_running_instances() if i.id in percents]
    data = []
    for instance in running:
        data.append(_datum("InstanceId", instance, percents[instance]))
        if group := backend.tags.get(instance, {}).get(GROUP_TAG):
            data.append(_datum("AutoScalingGroupName", group, percents[instance]))
    if data:
        client = connect_to(aws_access_key_id=account, region_name=region).cloudwatch
        client.put_metric_data(Namespace="AWS/EC2", MetricData=data)
    return running


def _datum(dimension: str, name: str, percent: float) -> dict[str, Any]:
    return {
        "MetricName": "CPUUtilization",
        "Dimensions": [{"Name": dimension, "Value": name}],
        "Unit": "Percent",
        "Value": percent,
    }
