"""Keeps few idle execution environments: beyond a limit, the one that was used longest ago is ended.

LocalStack keeps each for ten minutes after its last invocation, as AWS keeps them for a while; but AWS has
more than one machine, and a thousand idle processes would fill this one.
Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from localstack.services.lambda_.invocation.execution_environment import ExecutionEnvironment

VARIABLE = "LAMBDALAB_WARM_ENVIRONMENTS"
"""How many idle environments are kept."""

MOST = 24


class Idle[T]:
    """Things that are idle, the one that was used longest ago first, and what to do with too many of them."""

    def __init__(self, most: int, end: Callable[[T], object]) -> None:
        self._most = most
        self._end = end
        self._lock = threading.Lock()
        self._idle: dict[T, None] = {}

    def add(self, thing: T) -> None:
        """Take one that has become idle, and end those that are too many."""
        with self._lock:
            self._idle[thing] = None
            surplus = list(self._idle)[: max(0, len(self._idle) - self._most)]
            for old in surplus:
                del self._idle[old]
        for old in surplus:
            self._end(old)

    def remove(self, thing: T) -> None:
        """Forget one that is used again, or has ended."""
        with self._lock:
            self._idle.pop(thing, None)


def install() -> None:
    """Watch which of LocalStack's environments are idle."""
    from localstack.services.lambda_.invocation.execution_environment import ExecutionEnvironment
    from localstack.services.lambda_.invocation.lambda_models import InitializationType
    from localstack.utils.patch import patch

    pool = ThreadPoolExecutor(1, thread_name_prefix="ends-idle-environments")
    # It looks under the environment's own lock whether that is idle still, and leaves it alone otherwise.
    idle: Idle[ExecutionEnvironment] = Idle(
        int(os.environ.get(VARIABLE, MOST)), lambda old: pool.submit(old.keepalive_passed)
    )

    def release(fn: Any, environment: "ExecutionEnvironment") -> None:
        fn(environment)
        if environment.initialization_type == InitializationType.on_demand:
            idle.add(environment)

    def leave(fn: Any, environment: "ExecutionEnvironment") -> None:
        fn(environment)
        idle.remove(environment)

    patch(ExecutionEnvironment.release)(release)  # type: ignore[no-untyped-call] # LocalStack's
    for ends_idleness in (ExecutionEnvironment.reserve, ExecutionEnvironment.stop):
        patch(ends_idleness)(leave)  # type: ignore[no-untyped-call] # LocalStack's
