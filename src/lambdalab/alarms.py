"""Lets alarms look at once, and minutes pass at once: nobody waits for them.

On AWS an alarm looks every minute, and time does the rest. The engine has two addresses of its own for it,
which AWS does not have.
"""

from lambdalab.aws import Cloud
from lambdalab.steering import post

EVALUATE_PATH = "/_lambdalab/evaluate-alarms"
TIME_PATH = "/_lambdalab/pass-time"


def evaluate_now(*, after: int = 0, cloud: Cloud | None = None) -> dict[str, str]:
    """Let this account's alarms look at their metrics, and act; return the state of each by its name.

    With ``after`` so many seconds pass before they look. Raises like ``pass_time``.
    """
    passing = {"seconds": after} if after else {}
    states: dict[str, str] = post(cloud or Cloud.of_environment(), EVALUATE_PATH, passing)["states"]
    return states


def pass_time(seconds: int, *, cloud: Cloud | None = None) -> None:
    """Let so many seconds pass for this account's metrics and alarms: all that they hold is older by them.

    No alarm looks meanwhile: ``evaluate_now`` lets them. Raises SteeringError for a number that cannot be,
    NotReady where no engine of the course answers.
    """
    post(cloud or Cloud.of_environment(), TIME_PATH, {"seconds": seconds})
