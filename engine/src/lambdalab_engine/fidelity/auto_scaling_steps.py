"""What a scaling policy makes of a capacity: the step that applies, and how a change is rounded.

Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html
"""

import math
from typing import Any


def step_adjustment(steps: list[dict[str, Any]], breach: float) -> int | None:
    """Return the adjustment of the step that a breach lies in, None where there is none.

    A lower bound belongs to its step above the threshold, an upper bound below it.
    """
    for step in steps:
        lower = float(step.get("MetricIntervalLowerBound", -math.inf))
        upper = float(step.get("MetricIntervalUpperBound", math.inf))
        if (lower <= breach < upper) if breach >= 0 else (lower < breach <= upper):
            return int(step["ScalingAdjustment"])
    return None


def adjusted(capacity: int, kind: str, adjustment: int, least: int) -> int:
    """Return a capacity after an adjustment; a percentage changes it by ``least`` at the least.

    A change by a percentage is rounded towards zero, but one that is less than an instance to one.
    """
    if kind == "ExactCapacity":
        return adjustment
    if kind == "ChangeInCapacity":
        return capacity + adjustment
    if adjustment == 0:
        return capacity
    change = max(math.floor(abs(capacity * adjustment / 100)), least, 1)
    return capacity + (change if adjustment > 0 else -change)
