"""What a lab cannot wait for, or launch: a snapshot of ten days ago, instances under load, 1,001 of them.

On AWS time and work do this. The engine has addresses of its own for it, which AWS does not have.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from lambdalab.aws import Cloud
from lambdalab.steering import post

AGE_PATH = "/_lambdalab/age-snapshot"
LOAD_PATH = "/_lambdalab/load"
PAGE_PATH = "/_lambdalab/page-size"
HOLD_PATH = "/_lambdalab/hold-snapshots"
HOLD_INSTANCES_PATH = "/_lambdalab/hold-instances"
FORGET_PATH = "/_lambdalab/forget-instances"


def age_snapshot(cloud: Cloud, snapshot: str, days: float) -> None:
    """Let a snapshot of this account have been started so many days ago.

    Raises SteeringError where there is no such snapshot, NotReady where no engine of the course answers.
    """
    post(cloud, AGE_PATH, {"snapshot": snapshot, "days": days})


def set_load(cloud: Cloud, percents: Mapping[str, float]) -> list[str]:
    """Give instances their CPU load, in percent; return those that run, and so publish it to CloudWatch.

    It is published at once and every ten seconds, for a quarter of an hour or until it is set again.
    Raises SteeringError where an instance does not exist, NotReady where no engine of the course answers.
    """
    published: list[str] = post(cloud, LOAD_PATH, {"instances": dict(percents)})["published"]
    return published


def forget_instances(cloud: Cloud, instances: Iterable[str]) -> None:
    """Let instances that were terminated be described no more; AWS does so after about an hour.

    Raises SteeringError where one was not terminated or does not exist, NotReady where no engine of the
    course answers.
    """
    post(cloud, FORGET_PATH, {"instances": list(instances)})


@contextmanager
def short_pages(cloud: Cloud, size: int) -> Iterator[None]:
    """Let EC2 put no more than ``size`` instances, volumes or snapshots into an answer, for a while.

    AWS puts up to 1,000 into one: whoever does not go on with NextToken misses the rest, and nothing tells.
    Those that are asked for by their ids come all at once.
    Raises NotReady where no engine of the course answers.
    """
    post(cloud, PAGE_PATH, {"size": size})
    try:
        yield
    finally:
        post(cloud, PAGE_PATH, {"size": None})


@contextmanager
def slow_snapshots(cloud: Cloud) -> Iterator[None]:
    """Let this account's snapshots stay pending for a while, as those of large volumes do for hours on AWS.

    Raises NotReady where no engine of the course answers.
    """
    with _held(cloud, HOLD_PATH):
        yield


@contextmanager
def slow_instances(cloud: Cloud) -> Iterator[None]:
    """Let this account's instances stay on their way for a while: pending, stopping or shutting down.

    Afterwards they arrive. Raises NotReady where no engine of the course answers.
    """
    with _held(cloud, HOLD_INSTANCES_PATH):
        yield


@contextmanager
def _held(cloud: Cloud, path: str) -> Iterator[None]:
    post(cloud, path, {"held": True})
    try:
        yield
    finally:
        post(cloud, path, {"held": False})
