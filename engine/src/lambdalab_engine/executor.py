"""Runs one execution environment of a function as a process, in place of LocalStack's Docker executor.

The life of an environment is AWS's: the init phase (10 s at the most), then one invocation after another in
the same process. A runtime that ended, by a crash or a time-out, is started anew by the next invocation,
whose duration then holds the init ("suppressed init").
Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

import json
import time
from pathlib import Path

from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

from lambdalab_engine import python_runtime, report
from lambdalab_engine.output import Output
from lambdalab_engine.report import Failure, Report
from lambdalab_engine.runtime import Ended, Runtime
from lambdalab_engine.runtime_api import Answer, Request
from lambdalab_engine.settings import LOOPBACK

INIT_SECONDS = 10


class ProcessExecutor(RuntimeExecutor):
    """One execution environment; LocalStack sees to it that one invocation at a time comes here."""

    def __init__(self, id: str, function_version: FunctionVersion) -> None:  # noqa: A002 (LocalStack's name)
        super().__init__(id, function_version)
        self._env: dict[str, str] = {}
        self._runtime: Runtime | None = None
        self._init_duration: float | None = None
        self._output = Output()

    @classmethod
    def validate_environment(cls) -> bool:
        """Tell LocalStack whether functions can run here."""
        return python_runtime.RUNTIME_DIR.is_dir()

    @classmethod
    def prepare_version(cls, function_version: FunctionVersion) -> None:
        """Unpack the code. Raises ValueError for a runtime that cannot be run: the function is Failed."""
        runtime = function_version.config.runtime
        if not python_runtime.supports(runtime):
            raise ValueError(f"the runtime {runtime} is not available here; python3.13 is")
        function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        """Leave the unpacked code to LocalStack, which knows whether another version uses it."""

    def get_address(self) -> str:
        """Return the host on which the function runs."""
        return LOOPBACK

    def get_endpoint_from_executor(self) -> str:
        """Return the host on which the function finds AWS."""
        return LOOPBACK

    def get_runtime_endpoint(self) -> str:
        """Return LocalStack's callback address, for which this executor has no use."""
        return ""

    def get_logs(self) -> str:
        """Return what was written since the last invocation ended."""
        return str(self._take_log())

    def start(self, env_vars: dict[str, str]) -> None:
        """Run the init phase. Its failure is no error here: the invocation that follows tries once more."""
        self._env = env_vars
        began = time.monotonic()
        late = Failure("", "", "timeout")
        try:
            runtime = self._launch()
            answer = runtime.wait_until_ready(began + INIT_SECONDS, late, self._output)
            failure = _init_failure(answer)
        except Ended as ended:
            failure = ended.failure
        if failure is None:
            self._init_duration = _ms_since(began)
        else:
            self._report_init(_ms_since(began), "init", failure)
            self.stop()

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        """Run one invocation and return its result with its log."""
        seconds = int(self.function_version.config.timeout)
        request = Request(
            request_id=payload["invoke-id"],
            function_arn=payload["invoked-function-arn"],
            trace_id=payload["trace-id"],
            deadline_ms=int((time.time() + seconds) * 1000),
            payload=payload["payload"].encode(),
        )
        version = self.function_version.id.qualifier
        self._output.add(report.start_line(request.request_id, version))
        began = time.monotonic()
        init_duration, self._init_duration = self._init_duration, None
        answer, failure = self._answer(request, began, began + seconds)
        duration = min(_ms_since(began), seconds * 1000.0)
        memory = self._runtime.memory_used() if self._runtime else 0
        if failure is not None:
            self.stop()
        figures = Report(request.request_id, duration, self._memory_size, memory, init_duration, failure)
        self._output.add(report.end_line(request.request_id))
        self._output.add(figures.line())
        return InvocationResult(
            request_id=request.request_id,
            payload=answer.payload,
            is_error=answer.kind != "response",
            logs=self._take_log(),
        )

    def stop(self) -> None:
        """End the runtime with all its children; the next invocation would start another."""
        if self._runtime is not None:
            self._runtime.end()
            self._runtime = None

    @property
    def _memory_size(self) -> int:
        return int(self.function_version.config.memory_size)

    @property
    def _task_root(self) -> Path:
        return Path(self.function_version.config.code.get_unzipped_code_location()).resolve()

    def _launch(self) -> Runtime:
        env = python_runtime.environment(self._env, self._task_root)
        command = python_runtime.command(self.function_version.config.handler)
        self._runtime = Runtime.launch(command, env, self._task_root, self._memory_size)
        return self._runtime

    def _answer(self, request: Request, began: float, deadline: float) -> tuple[Answer, Failure | None]:
        """Return the answer, and the failure where the platform had to end the runtime."""
        late = report.timed_out(int(self.function_version.config.timeout))
        try:
            runtime = self._runtime
            if runtime is None:
                runtime = self._launch()
                ready = runtime.wait_until_ready(deadline, late, self._output)
                failure = _init_failure(ready)
                if failure is not None:
                    self._report_init(_ms_since(began), "invoke", failure)
                    return self._shown(ready), failure
            answer = runtime.ask(request, late, deadline, self._output)
            return answer if answer.kind == "response" else self._shown(answer), None
        except Ended as ended:
            self._output.add(ended.failure.log_line(request.request_id))
            return Answer("error", ended.failure.payload(request.request_id)), ended.failure

    def _shown(self, error: Answer) -> Answer:
        """Return an error with the paths that it would name on AWS."""
        task_root, shown = (path.encode() for path in self._paths)
        return Answer(error.kind, error.payload.replace(task_root, shown))

    @property
    def _paths(self) -> tuple[str, str]:
        return str(self._task_root), python_runtime.TASK_ROOT

    def _report_init(self, milliseconds: float, phase: str, failure: Failure) -> None:
        line = report.init_report_line(milliseconds, phase, failure.status, failure.type)
        self._output.add(line)

    def _take_log(self) -> str:
        return self._output.take(replacing=self._paths)


def _init_failure(answer: Answer) -> Failure | None:
    """Return the failure that the runtime told in its init phase, None where it is ready."""
    if answer.kind == "ready":
        return None
    told = json.loads(answer.payload)
    return Failure(told["errorType"], told["errorMessage"])


def _ms_since(began: float) -> float:
    return (time.monotonic() - began) * 1000
