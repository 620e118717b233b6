"""REPORT lines as AWS writes them, and as they may come."""

import pytest

from lambdalab.errors import LabError
from lambdalab.reports import Report

ID = "8f507cfc-4e62-4d5a-a6bb-2a1b3c4d5e6f"
WARM = (
    f"REPORT RequestId: {ID}\tDuration: 1.16 ms\tBilled Duration: 2 ms\t"
    "Memory Size: 128 MB\tMax Memory Used: 36 MB\t"
)
COLD = f"{WARM}Init Duration: 98.42 ms\t".replace("Billed Duration: 2", "Billed Duration: 100")


def test_warm_report_has_no_init() -> None:
    """A warm start's line gives its figures, and no init."""
    assert Report.of(WARM) == Report(ID, 1.16, 2, 128, 36)
    assert not Report.of(WARM).is_cold


def test_cold_report_has_its_init() -> None:
    """A cold start's line tells the init phase apart from the handler."""
    report = Report.of(COLD)
    assert report.is_cold
    assert report.init_ms == 98.42
    assert report.total_ms == pytest.approx(99.58)


def test_report_is_found_in_a_whole_log() -> None:
    """The last REPORT line of a log counts, wherever the function's own lines stand."""
    log = f"START RequestId: {ID} Version: $LATEST\nREPORTING Duration: 7 ms\nEND RequestId: {ID}\n{WARM}\n"
    assert Report.of(f"{COLD}\n{log}\n") == Report.of(WARM)


def test_time_out_has_its_status() -> None:
    """An invocation that the platform ended says how."""
    assert Report.of(f"{WARM}Status: timeout\t").status == "timeout"


def test_crash_has_its_error_type() -> None:
    """A runtime that ended by itself says with which error type."""
    report = Report.of(f"{WARM}Status: error\tError Type: Runtime.ExitError\t")
    assert (report.status, report.error_type) == ("error", "Runtime.ExitError")


def test_lines_that_follow_with_a_trace_id_do_no_harm() -> None:
    """With X-Ray switched on, AWS appends a trace to the line and starts a new one."""
    trace = "XRAY TraceId: 1-5e34a614-10bd\tSegmentId: 07f109\tSampled: true\t"
    assert Report.of(f"{WARM}\n{trace}") == Report.of(WARM)


def test_gb_seconds_count_memory_size_and_billed_duration() -> None:
    """128 MB for 100 ms are an eightieth of a GB-second, however little was used."""
    assert Report.of(COLD).gb_seconds == pytest.approx(0.0125)


def test_log_without_report_says_what_to_do() -> None:
    """A response without its log is the common slip, and the error names the way out."""
    with pytest.raises(LabError, match=r"no REPORT line in this log: ''.*LogType=\"Tail\""):
        Report.of("")


@pytest.mark.parametrize("line", [f"REPORT RequestId: {ID}", WARM.replace("1.16", "soon")])
def test_broken_report_is_shown(line: str) -> None:
    """A line with a figure missing, or one that is no number, is shown in the error."""
    with pytest.raises(LabError, match="cannot be read"):
        Report.of(line)
