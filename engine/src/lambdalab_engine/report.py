"""The platform's own log lines and error payloads, worded as AWS words them.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html (START, END, REPORT),
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html (INIT_REPORT, failures),
https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html (time-outs, memory, exits).
"""

import json
import math
import signal
from dataclasses import dataclass
from datetime import UTC, datetime

from lambdalab_engine.process import MIB


@dataclass(frozen=True)
class Failure:
    """An invocation that the platform ended, not the function's own exception."""

    type: str
    message: str
    status: str = "error"

    def payload(self, request_id: str) -> bytes:
        """Return the response payload that the caller receives."""
        message = f"RequestId: {request_id} Error: {self.message}"
        return json.dumps({"errorType": self.type, "errorMessage": message}).encode()

    def log_line(self, request_id: str) -> str:
        """Return the line that stands in the log before END."""
        if self.status == "timeout":
            now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            return f"{now} {request_id} {self.message}"
        return f"RequestId: {request_id} Error: {self.message}\r{self.type}"


def timed_out(seconds: int) -> Failure:
    """Return the failure of a function that ran longer than its timeout, in seconds."""
    return Failure("Sandbox.Timedout", f"Task timed out after {seconds:.2f} seconds", "timeout")


def out_of_memory() -> Failure:
    """Return the failure of a function that used more than its memory size."""
    return Failure("Runtime.OutOfMemory", "Runtime exited with error: signal: killed")


def exited(code: int) -> Failure:
    """Return the failure of a runtime that ended by itself; ``code`` as ``subprocess`` gives it."""
    if code == 0:
        return Failure("Runtime.ExitError", "Runtime exited without providing a reason")
    if code > 0:
        return Failure("Runtime.ExitError", f"Runtime exited with error: exit status {code}")
    name = signal.strsignal(-code) or str(-code)
    return Failure("Runtime.ExitError", f"Runtime exited with error: signal: {name.lower()}")


def start_line(request_id: str, version: str) -> str:
    """Return the line that opens an invocation."""
    return f"START RequestId: {request_id} Version: {version}"


def end_line(request_id: str) -> str:
    """Return the line that closes an invocation."""
    return f"END RequestId: {request_id}"


@dataclass(frozen=True)
class Report:
    """The figures of a REPORT line: times in milliseconds, memory in bytes (``memory_size`` in MB)."""

    request_id: str
    duration: float
    memory_size: int
    memory_used: int
    init_duration: float | None = None
    failure: Failure | None = None

    @property
    def billed(self) -> int:
        """Return the milliseconds that are billed; the init phase is, as AWS has done since August 2025."""
        return math.ceil(self.duration + (self.init_duration or 0))

    @property
    def used(self) -> int:
        """Return the most memory that was used, in MB."""
        return min(self.memory_size, math.ceil(self.memory_used / MIB))

    def line(self) -> str:
        """Return the REPORT line."""
        fields = [
            f"REPORT RequestId: {self.request_id}",
            f"Duration: {self.duration:.2f} ms",
            f"Billed Duration: {self.billed} ms",
            f"Memory Size: {self.memory_size} MB",
            f"Max Memory Used: {self.used} MB",
        ]
        if self.init_duration is not None:
            fields.append(f"Init Duration: {self.init_duration:.2f} ms")
        if self.failure is not None:
            fields.append(f"Status: {self.failure.status}")
            if self.failure.status == "error":
                fields.append(f"Error Type: {self.failure.type}")
        return "\t".join([*fields, ""])

    def metrics(self) -> dict[str, float]:
        """Return the figures by the names that they have in ``platform.report``."""
        metrics: dict[str, float] = {
            "durationMs": round(self.duration, 3),
            "billedDurationMs": self.billed,
            "memorySizeMB": self.memory_size,
            "maxMemoryUsedMB": self.used,
        }
        if self.init_duration is not None:
            metrics["initDurationMs"] = round(self.init_duration, 3)
        return metrics


def init_report_line(milliseconds: float, phase: str, status: str, error_type: str) -> str:
    """Return the line that tells of an init phase that failed."""
    line = f"INIT_REPORT Init Duration: {milliseconds:.2f} ms\tPhase: {phase}\tStatus: {status}"
    return f"{line}\tError Type: {error_type}" if error_type else line
