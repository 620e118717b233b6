"""A running runtime: the process and its runtime API, followed until it answers or has to be ended."""

import signal
import threading
import time
from collections.abc import Sequence

from lambdalab_engine import family, limits, report, tree
from lambdalab_engine.freezer import FREEZER
from lambdalab_engine.housing import Housing
from lambdalab_engine.output import Output
from lambdalab_engine.process import MIB, RuntimeProcess, wait_readable
from lambdalab_engine.report import Failure
from lambdalab_engine.runtime_api import Answer, Request, RuntimeApi

_LOOK_SECONDS = 0.02
_COUNT_CHILDREN_SECONDS = 0.2


class Ended(Exception):
    """The runtime ended, or had to be ended, before it answered."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        super().__init__(failure.message)


class Runtime:
    """One runtime process; ``memory_size`` is the function's, in MB."""

    def __init__(self, api: RuntimeApi, process: RuntimeProcess, housing: Housing, memory_size: int) -> None:
        self._api = api
        self._housing = housing
        self._process = process
        self._memory_size = memory_size
        self._reading = threading.Lock()
        self._closed = False
        self._next_look = self._next_count = 0.0

    @classmethod
    def launch(
        cls, command: Sequence[str], env: dict[str, str], housing: Housing, memory_size: int
    ) -> "Runtime":
        """Start the process; it finds its runtime API in ``AWS_LAMBDA_RUNTIME_API``."""
        api = RuntimeApi()
        try:
            env = housing.variables(env) | {family.ADDRESS_VARIABLE: api.address}
            inside = housing.command(command)
            process = RuntimeProcess(inside, env, housing.folder, is_sandbox=housing.is_sandbox)
        except OSError:
            api.close()
            raise
        api.admit_only(process.members)
        return cls(api, process, housing, memory_size)

    def wait_until_ready(self, deadline: float, late: Failure, output: Output) -> Answer:
        """Wait for the end of the init phase: an answer "ready" or "init error". A ready one is frozen.

        ``deadline`` is a time of ``time.monotonic``. Raises ``Ended``, at the deadline with ``late``.
        """
        with self._reading:
            FREEZER.forget(self)
            if self._api.is_waiting:
                return Answer("ready")
            answer = self._follow(("ready", "init error"), deadline, late, output)
            if answer.kind == "ready":
                self._process.freeze()
                for pid in self._process.members()[:1]:
                    self._housing.keep_tmp(pid)
            return answer

    def ask(self, request: Request, late: Failure, deadline: float, output: Output) -> Answer:
        """Send an invocation and wait for its result or error. Raises ``Ended`` like ``wait_until_ready``."""
        with self._reading:
            FREEZER.forget(self)
            if not self._closed:
                self._process.thaw()
                self._api.send(request)
            answer = self._follow(("response", "error"), deadline, late, output)
            if not self._closed:
                FREEZER.watch(self)
            return answer

    def filenos(self) -> list[int]:
        """Return the descriptors on which the runtime says that it wants its next invocation."""
        return self._api.filenos()

    def rest(self) -> None:
        """Freeze the runtime if it wants its next invocation; be watched further where it does not yet."""
        if not self._reading.acquire(blocking=False):
            return  # the next invocation has begun
        try:
            if self._closed or self._api.is_busy:
                return
            list(self._api.serve(wait_readable(self._api.filenos(), 0)))
            if self._api.is_waiting:
                self._process.freeze()
            else:
                FREEZER.watch(self)
        finally:
            self._reading.release()

    def memory_used(self) -> int:
        """Return the peak of its memory, in bytes."""
        return self._process.memory_used()

    def end(self) -> None:
        """Kill the runtime with all that it started; whoever follows it meanwhile sees it exit."""
        self._process.kill()
        with self._reading:
            if not self._closed:
                self._closed = True
                FREEZER.forget(self)
                self._process.close()
                self._api.close()

    def _follow(self, kinds: tuple[str, ...], deadline: float, late: Failure, output: Output) -> Answer:
        """Serve the runtime and read its output until it answers; the caller holds the lock."""
        pipe = [self._process.fileno()]
        while not self._closed:
            wait = min(_LOOK_SECONDS, deadline - time.monotonic())
            readable = wait_readable([*self._api.filenos(), *pipe], wait)
            answers = list(self._api.serve(readable))
            if pipe and not self._process.read_into(output):
                pipe = []  # it closed its output: only an answer or its exit can follow
            for answer in answers:
                if answer.kind in kinds:
                    self._limit(self._process.memory_used())
                    return answer
            self._look(time.monotonic(), output)
            if time.monotonic() >= deadline:
                raise Ended(late)
        raise Ended(report.exited(self._process.exit_code() or 0))

    def _look(self, now: float, output: Output) -> None:
        """Now and then, raise ``Ended`` where the runtime is over, or over its memory size."""
        if now < self._next_look:
            return
        self._next_look = now + _LOOK_SECONDS
        code = self._process.exit_code()
        if code is not None:
            self._process.read_into(output)
            raise Ended(report.exited(code))
        if tree.threads(self._process.members()) > limits.PROCESSES:
            raise Ended(report.exited(-signal.SIGKILL))
        if now < self._next_count:
            self._limit(self._process.memory_used())
        else:
            self._next_count = now + _COUNT_CHILDREN_SECONDS
            self._limit(self._process.memory_with_children())

    def _limit(self, memory_used: int) -> None:
        if memory_used > self._memory_size * MIB:
            raise Ended(report.out_of_memory())
