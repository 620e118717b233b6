"""A running runtime: the process and its runtime API, followed until it answers or has to be ended."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path

from lambdalab_engine import report
from lambdalab_engine.output import Output
from lambdalab_engine.process import MIB, RuntimeProcess, wait_readable
from lambdalab_engine.report import Failure
from lambdalab_engine.runtime_api import Answer, Request, RuntimeApi

_TICK_SECONDS = 0.02
_TICKS_BETWEEN_FAMILY_COUNTS = 10


class Ended(Exception):
    """The runtime ended, or had to be ended, before it answered."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        super().__init__(failure.message)


class Runtime:
    """One runtime process; ``memory_size`` is the function's, in MB."""

    def __init__(self, api: RuntimeApi, process: RuntimeProcess, memory_size: int) -> None:
        self._api = api
        self._process = process
        self._memory_size = memory_size
        self._reading = threading.Lock()

    @classmethod
    def launch(cls, command: Sequence[str], env: dict[str, str], folder: Path, memory_size: int) -> "Runtime":
        """Start the process; it finds its runtime API in ``AWS_LAMBDA_RUNTIME_API``."""
        api = RuntimeApi()
        try:
            env = env | {"AWS_LAMBDA_RUNTIME_API": api.address}
            return cls(api, RuntimeProcess(command, env, folder), memory_size)
        except OSError:
            api.close()
            raise

    def wait_until_ready(self, deadline: float, late: Failure, output: Output) -> Answer:
        """Wait for the end of the init phase: an answer "ready" or "init error".

        ``deadline`` is a time of ``time.monotonic``. Raises ``Ended``, at the deadline with ``late``.
        """
        return self._follow(("ready", "init error"), deadline, late, output)

    def ask(self, request: Request, late: Failure, deadline: float, output: Output) -> Answer:
        """Send an invocation and wait for its result or error. Raises ``Ended`` like ``wait_until_ready``."""
        self._api.send(request)
        return self._follow(("response", "error"), deadline, late, output)

    def memory_used(self) -> int:
        """Return the peak of its memory, in bytes."""
        return self._process.memory_used()

    def end(self) -> None:
        """Kill the runtime with all its children; an invocation that runs meanwhile sees it exit."""
        self._process.kill()
        with self._reading:
            self._process.close()
            self._api.close()

    def _follow(self, kinds: tuple[str, ...], deadline: float, late: Failure, output: Output) -> Answer:
        with self._reading:
            ticks = 0
            pipe = [self._process.fileno()]
            while True:
                wait = min(_TICK_SECONDS, deadline - time.monotonic())
                readable = wait_readable([*self._api.filenos(), *pipe], wait)
                answers = list(self._api.serve(readable))
                if not self._process.read_into(output):
                    pipe = []  # it closed its output: only an answer or its exit can follow
                for answer in answers:
                    if answer.kind in kinds:
                        return answer
                if not readable or not pipe:
                    ticks += 1
                    self._enforce(ticks, output)
                if time.monotonic() >= deadline:
                    raise Ended(late)

    def _enforce(self, ticks: int, output: Output) -> None:
        """Raise ``Ended`` where the runtime is over, or over its memory size."""
        code = self._process.exit_code()
        if code is not None:
            self._process.read_into(output)
            raise Ended(report.exited(code))
        count_children = ticks % _TICKS_BETWEEN_FAMILY_COUNTS == 0
        if self._process.memory_used(count_children) > self._memory_size * MIB:
            raise Ended(report.out_of_memory())
