"""Runs one execution environment of a function as a process, in place of LocalStack's Docker executor.

The life of an environment is AWS's: the init phase (10 s at the most), then one invocation after another in
the same process. A runtime that ended, by a crash or a time-out, is started anew by the next invocation,
whose duration then holds the init ("suppressed init").
Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

import json
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from localstack.services.lambda_.invocation.lambda_models import (
    ArchiveCode,
    FunctionVersion,
    InvocationResult,
)
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

from lambdalab_engine import python_runtime, report
from lambdalab_engine.housing import Housing
from lambdalab_engine.output import Output
from lambdalab_engine.report import Failure, Report
from lambdalab_engine.runtime import Ended, Runtime
from lambdalab_engine.runtime_api import Answer, Request
from lambdalab_engine.settings import LOOPBACK

INIT_SECONDS = 10


type _Version = tuple[str, str]


class ProcessExecutor(RuntimeExecutor):
    """One execution environment; LocalStack sees to it that one invocation at a time comes here.

    It may be stopped at any time, from another thread. An invocation that runs is then finished first, as on
    AWS when a function is updated or deleted.
    """

    _versions: ClassVar[set[_Version]] = set()
    """The versions that are in use: an environment that LocalStack started too late ends with them."""

    def __init__(self, id: str, function_version: FunctionVersion) -> None:  # noqa: A002 (LocalStack's name)
        super().__init__(id, function_version)
        self._env: dict[str, str] = {}
        self._lock = threading.Lock()
        self._housing: Housing | None = None
        self._runtime: Runtime | None = None
        self._is_busy = False
        self._is_retired = False
        self._memory_used = 0
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
            raise ValueError(f"the runtime {runtime or 'of an image'} is not available here; python3.13 is")
        _code(function_version).prepare_for_execution()  # type: ignore[no-untyped-call] # LocalStack's
        cls._versions.add(_key(function_version))

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        """Forget the version; its unpacked code is LocalStack's, which knows whether another one uses it."""
        cls._versions.discard(_key(function_version))

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
            self._end_runtime()

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        """Run one invocation and return its result with its log."""
        with self._lock:
            self._is_busy = True
        try:
            return self._invoke(payload)
        finally:
            with self._lock:
                self._is_busy = False
                over = self._is_retired or _key(self.function_version) not in self._versions
            if over:
                self._end()

    def stop(self) -> None:
        """End the environment, after the invocation that runs."""
        with self._lock:
            self._is_retired = True
            later = self._is_busy
        if not later:
            self._end()

    def _invoke(self, payload: dict[str, str]) -> InvocationResult:
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
        if failure is not None:
            self._end_runtime()
        figures = Report(
            request.request_id, duration, self._memory_size, self._memory_used, init_duration, failure
        )
        self._output.add(report.end_line(request.request_id))
        self._output.add(figures.line())
        return InvocationResult(
            request_id=request.request_id,
            payload=answer.payload,
            is_error=answer.kind != "response",
            logs=self._take_log(),
        )

    def _end(self) -> None:
        """End the environment for good."""
        self._end_runtime()
        with self._lock:
            housing, self._housing = self._housing, None
        if housing is not None:
            housing.remove()

    def _end_runtime(self) -> None:
        """End the runtime with all that it started; the next invocation would start another."""
        with self._lock:
            runtime, self._runtime = self._runtime, None
        if runtime is not None:
            runtime.end()

    @property
    def _memory_size(self) -> int:
        return int(self.function_version.config.memory_size)

    @property
    def _task_root(self) -> Path:
        folder = _code(self.function_version).get_unzipped_code_location()  # type: ignore[no-untyped-call]
        return Path(folder).resolve()

    def _launch(self) -> Runtime:
        config = self.function_version.config
        with self._lock:
            if self._housing is None:
                size = int(config.ephemeral_storage.size)
                self._housing = Housing(self._task_root, (), size, python_runtime.folders())
            housing = self._housing
        env = python_runtime.environment(self._env, housing.task_root)
        command = python_runtime.command(config.handler or "")
        runtime = Runtime.launch(command, env, housing, self._memory_size)
        with self._lock:
            self._runtime = runtime
        return runtime

    def _answer(self, request: Request, began: float, deadline: float) -> tuple[Answer, Failure | None]:
        """Return the answer, and the failure where the platform had to end the runtime."""
        late = report.timed_out(int(self.function_version.config.timeout))
        runtime = self._runtime
        is_ready = runtime is not None
        try:
            if runtime is None:
                runtime = self._launch()
                ready = runtime.wait_until_ready(deadline, late, self._output)
                failure = _init_failure(ready)
                if failure is not None:
                    self._report_init(_ms_since(began), "invoke", failure)
                    return self._shown(ready), failure
                is_ready = True
            answer = runtime.ask(request, late, deadline, self._output)
            return answer if answer.kind == "response" else self._shown(answer), None
        except Ended as ended:
            if not is_ready:
                self._report_init(_ms_since(began), "invoke", ended.failure)
            self._output.add(ended.failure.log_line(request.request_id))
            return Answer("error", ended.failure.payload(request.request_id)), ended.failure
        finally:
            self._memory_used = runtime.memory_used() if runtime else 0

    def _shown(self, error: Answer) -> Answer:
        """Return an error with the paths that it would name on AWS."""
        payload = error.payload
        for real, shown in self._paths:
            payload = payload.replace(real.encode(), shown.encode())
        return Answer(error.kind, payload)

    @property
    def _paths(self) -> Sequence[tuple[str, str]]:
        housing = self._housing
        return housing.shown if housing is not None else ()

    def _report_init(self, milliseconds: float, phase: str, failure: Failure) -> None:
        line = report.init_report_line(milliseconds, phase, failure.status, failure.type)
        self._output.add(line)

    def _take_log(self) -> str:
        return self._output.take(replacing=self._paths)


def _key(function_version: FunctionVersion) -> _Version:
    return function_version.qualified_arn, function_version.config.internal_revision


def _code(function_version: FunctionVersion) -> ArchiveCode:
    code = function_version.config.code
    assert code is not None  # only a container image has none, and that is refused by prepare_version
    return code


def _init_failure(answer: Answer) -> Failure | None:
    """Return the failure that the runtime told in its init phase, None where it is ready."""
    if answer.kind == "ready":
        return None
    told = json.loads(answer.payload)
    return Failure(told.get("errorType", "Runtime.Unknown"), told.get("errorMessage", ""))


def _ms_since(began: float) -> float:
    return (time.monotonic() - began) * 1000
