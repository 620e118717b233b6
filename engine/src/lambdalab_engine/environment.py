"""One execution environment: its init phase, then one invocation after another in the same runtime.

A runtime that ended, by a crash or a time-out, is started anew by the next invocation, whose duration then
holds the init ("suppressed init"); what stands in ``/tmp`` stays.
Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

import json
import threading
import time
from collections.abc import Sequence

from localstack.services.lambda_.invocation.lambda_models import FunctionVersion

from lambdalab_engine import platform_log, report, runtimes
from lambdalab_engine.housing import Housing
from lambdalab_engine.output import FunctionLog, Output
from lambdalab_engine.packages import Package
from lambdalab_engine.report import Failure, Report
from lambdalab_engine.runtime import Ended, Runtime
from lambdalab_engine.runtime_api import Answer, Request

INIT_SECONDS = 10


class Environment:
    """Made for a function version, with the variables that LocalStack proposes; ``end`` may come any time."""

    def __init__(self, function_version: FunctionVersion, variables: dict[str, str]) -> None:
        config = function_version.config
        self._version = function_version.id.qualifier
        self._variables = variables
        self._timeout = int(config.timeout)
        self._package = Package.of(config)
        self._kind = runtimes.of(config.runtime)
        self._housing = Housing(
            self._package.task_root,
            self._package.layers,
            int(config.ephemeral_storage.size),
            self._kind.folders(),
        )
        self._log = platform_log.of(config.logging_config)
        self._lock = threading.Lock()
        self._runtime: Runtime | None = None
        self._memory_used = 0
        self._init_duration: float | None = None
        self._output = Output()

    def init(self) -> None:
        """Run the init phase. Its failure is no error here: the invocation that follows tries once more."""
        began = time.monotonic()
        try:
            failure = _init_failure(self._start(began + INIT_SECONDS, Failure("", "", "timeout")))
        except Ended as ended:
            failure = ended.failure
        if failure is None:
            self._init_duration = _ms_since(began)
        else:
            self._add(self._log.init_failed(_ms_since(began), "init", failure))
            self.end_runtime()

    def invoke(self, request: Request) -> Answer:
        """Run one invocation, and return the result or the error that its caller receives."""
        self._add(self._log.start(request, self._version))
        began = time.monotonic()
        init_duration, self._init_duration = self._init_duration, None
        answer, failure = self._answer(request, began, began + self._timeout)
        duration = min(_ms_since(began), self._timeout * 1000.0)
        if failure is not None:
            self.end_runtime()
        memory = self._package.memory_size, self._memory_used
        self._add(self._log.end(Report(request.request_id, duration, *memory, init_duration, failure)))
        return answer

    def take_log(self) -> FunctionLog:
        """Return what was written since the last call."""
        return self._output.take(replacing=self._shown_paths)

    def end_runtime(self) -> None:
        """End the runtime with all that it started; the next invocation would start another."""
        with self._lock:
            runtime, self._runtime = self._runtime, None
        if runtime is not None:
            runtime.end()

    def end(self) -> None:
        """End the environment for good."""
        self.end_runtime()
        self._housing.remove()

    def _start(self, deadline: float, late: Failure) -> Answer:
        """Start a runtime, and return how its init phase ended. Raises ``Ended``."""
        package, housing = self._package, self._housing
        command = self._kind.command(package, housing)
        env = runtimes.environment(self._kind, self._variables, package, housing)
        runtime = Runtime.launch(command, env, housing, package.memory_size)
        with self._lock:
            self._runtime = runtime
        return runtime.wait_until_ready(deadline, late, self._output)

    def _answer(self, request: Request, began: float, deadline: float) -> tuple[Answer, Failure | None]:
        """Return the answer, and the failure where the platform had to end the runtime."""
        late = report.timed_out(self._timeout)
        answer: Answer | None = None
        is_ready = self._runtime is not None
        try:
            if not is_ready:
                ready = self._start(deadline, late)
                failure = _init_failure(ready)
                if failure is not None:
                    self._add(self._log.init_failed(_ms_since(began), "invoke", failure))
                    return self._shown(ready), failure
                is_ready = True
            answer = self._ask(request, late, deadline)
            if answer.kind == "error":
                self._await_next(deadline, late)
        except Ended as ended:
            if not is_ready:
                self._add(self._log.init_failed(_ms_since(began), "invoke", ended.failure))
            self._add(self._log.failed(request.request_id, ended.failure))
            return answer or Answer("error", ended.failure.payload(request.request_id)), ended.failure
        finally:
            self._memory_used = self._runtime.memory_used() if self._runtime else 0
        return answer, None

    def _ask(self, request: Request, late: Failure, deadline: float) -> Answer:
        runtime = self._runtime
        if runtime is None:  # it was ended meanwhile, with its engine
            raise Ended(report.exited(0))
        answer = runtime.ask(request, late, deadline, self._output)
        return answer if answer.kind == "response" else self._shown(answer)

    def _await_next(self, deadline: float, late: Failure) -> None:
        """Wait until the runtime asks for more: after an error it may end itself, as Node's does at times."""
        if self._runtime is not None:
            self._runtime.wait_until_ready(deadline, late, self._output)

    def _shown(self, error: Answer) -> Answer:
        """Return an error with the paths that it would name on AWS."""
        payload = error.payload
        for real, shown in self._shown_paths:
            payload = payload.replace(real.encode(), shown.encode())
        return Answer(error.kind, payload)

    @property
    def _shown_paths(self) -> Sequence[tuple[str, str]]:
        ours = [(self._housing.inside(folder), runtimes.RUNTIME_DIR) for folder in self._kind.runtime_dirs()]
        return [*ours, *self._housing.shown]

    def _add(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._output.add(line)


def _init_failure(answer: Answer) -> Failure | None:
    """Return the failure that the runtime told in its init phase, None where it is ready."""
    if answer.kind == "ready":
        return None
    told = json.loads(answer.payload)
    return Failure(told.get("errorType", "Runtime.Unknown"), told.get("errorMessage", ""))


def _ms_since(began: float) -> float:
    return (time.monotonic() - began) * 1000
