"""The platform's lines in a function's log: as text, or as JSON of the level that is configured.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html,
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html (levels of the events),
https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html (their records).
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from lambdalab_engine import report
from lambdalab_engine.report import Failure, Report
from lambdalab_engine.runtime_api import Request

_LEVELS = ("DEBUG", "INFO", "WARN")


class PlatformLog(Protocol):
    """What an execution environment has the platform write; each method returns lines."""

    def start(self, request: Request, version: str) -> list[str]:
        """Tell that an invocation begins."""

    def failed(self, request_id: str, failure: Failure) -> list[str]:
        """Tell why the platform ended an invocation."""

    def end(self, figures: Report) -> list[str]:
        """Tell that an invocation is over."""

    def init_failed(self, milliseconds: float, phase: str, failure: Failure) -> list[str]:
        """Tell that the init phase failed."""


class TextLog:
    """START, END, REPORT and INIT_REPORT."""

    def start(self, request: Request, version: str) -> list[str]:
        """Return the line that opens an invocation."""
        return [report.start_line(request.request_id, version)]

    def failed(self, request_id: str, failure: Failure) -> list[str]:
        """Return the line that tells why the platform ended an invocation."""
        return [failure.log_line(request_id)]

    def end(self, figures: Report) -> list[str]:
        """Return the two lines that close an invocation."""
        return [report.end_line(figures.request_id), figures.line()]

    def init_failed(self, milliseconds: float, phase: str, failure: Failure) -> list[str]:
        """Return the line that tells of an init phase that failed."""
        return [report.init_report_line(milliseconds, phase, failure.status, failure.type)]


class JsonLog:
    """Events of the telemetry API, those of the system log level and above."""

    def __init__(self, level: str) -> None:
        self._lowest = _LEVELS.index(level)

    def start(self, request: Request, version: str) -> list[str]:
        """Return ``platform.start``."""
        record = {"requestId": request.request_id, "functionArn": request.function_arn, "version": version}
        return self._event("INFO", "platform.start", record)

    def failed(self, _request_id: str, _failure: Failure) -> list[str]:
        """Return nothing: the events at the invocation's end tell of the failure."""
        return []

    def end(self, figures: Report) -> list[str]:
        """Return ``platform.runtimeDone`` and ``platform.report``."""
        duration = {"durationMs": round(figures.duration, 3)}
        head, status = {"requestId": figures.request_id}, _status(figures.failure)
        bad = figures.failure is not None
        return [
            *self._event(
                "WARN" if bad else "DEBUG", "platform.runtimeDone", {**head, **status, "metrics": duration}
            ),
            *self._event(
                "WARN" if bad else "INFO", "platform.report", {**head, "metrics": figures.metrics(), **status}
            ),
        ]

    def init_failed(self, milliseconds: float, phase: str, failure: Failure) -> list[str]:
        """Return ``platform.initReport``."""
        record = {
            "initializationType": "on-demand",
            "phase": phase,
            **_status(failure),
            "metrics": {"durationMs": round(milliseconds, 3)},
        }
        return self._event("WARN", "platform.initReport", record)

    def _event(self, level: str, kind: str, record: Mapping[str, Any]) -> list[str]:
        if _LEVELS.index(level) < self._lowest:
            return []
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return [json.dumps({"time": now, "type": kind, "record": record}, separators=(",", ":"))]


def of(logging_config: Mapping[str, Any]) -> PlatformLog:
    """Return the log that a function's logging configuration asks for."""
    if logging_config.get("LogFormat") == "JSON":
        return JsonLog(logging_config.get("SystemLogLevel", "INFO"))
    return TextLog()


def _status(failure: Failure | None) -> dict[str, str]:
    if failure is None:
        return {"status": "success"}
    return {"status": failure.status} | ({"errorType": failure.type} if failure.status == "error" else {})
