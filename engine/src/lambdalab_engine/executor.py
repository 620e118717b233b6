"""Runs functions as processes, in place of LocalStack's Docker executor: LocalStack's side of it."""

import threading
import time
from typing import ClassVar

from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

from lambdalab_engine import python_runtime, runtimes
from lambdalab_engine.environment import Environment
from lambdalab_engine.packages import Package
from lambdalab_engine.runtime_api import Request
from lambdalab_engine.settings import LOOPBACK

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
        self.client_context = ""  # of the next invocation, as JSON
        self._lock = threading.Lock()
        self._environment: Environment | None = None
        self._is_busy = False
        self._is_retired = False

    @classmethod
    def validate_environment(cls) -> bool:
        """Tell LocalStack whether functions can run here."""
        return python_runtime.RUNTIME_DIR.is_dir()

    @classmethod
    def prepare_version(cls, function_version: FunctionVersion) -> None:
        """Unpack code and layers. Raises ValueError for an unknown runtime: the function is Failed."""
        runtimes.of(function_version.config.runtime)
        Package.of(function_version.config)
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
        return str(self._environment.take_log()) if self._environment else ""

    def start(self, env_vars: dict[str, str]) -> None:
        """Run the init phase."""
        self._environment = Environment(self.function_version, env_vars)
        self._environment.init()

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
        assert self._environment is not None  # LocalStack starts an environment before it invokes
        seconds = int(self.function_version.config.timeout)
        request = Request(
            request_id=payload["invoke-id"],
            function_arn=payload["invoked-function-arn"],
            trace_id=payload["trace-id"],
            deadline_ms=int((time.time() + seconds) * 1000),
            payload=payload["payload"].encode(),
            client_context=self.client_context,
        )
        answer = self._environment.invoke(request)
        return InvocationResult(
            request_id=request.request_id,
            payload=answer.payload,
            is_error=answer.kind != "response",
            logs=self._environment.take_log(),
        )

    def _end(self) -> None:
        if self._environment is not None:
            self._environment.end()


def _key(function_version: FunctionVersion) -> _Version:
    return function_version.qualified_arn, function_version.config.internal_revision
