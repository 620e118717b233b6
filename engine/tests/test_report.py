"""The platform's wording."""

import json

import pytest
from lambdalab_engine import report
from lambdalab_engine.process import MIB
from lambdalab_engine.report import Report


def test_a_warm_report() -> None:
    """Duration, what is billed of it, memory size and use, separated by tabs as AWS does it."""
    assert Report("id", 1.234, 128, 40 * MIB).line() == (
        "REPORT RequestId: id\tDuration: 1.23 ms\tBilled Duration: 2 ms\t"
        "Memory Size: 128 MB\tMax Memory Used: 40 MB\t"
    )


def test_a_cold_report_bills_the_init() -> None:
    """Init Duration is named, and part of what is billed."""
    line = Report("id", 1.5, 128, MIB, init_duration=100.2).line()
    assert "\tBilled Duration: 102 ms\t" in line
    assert line.endswith("\tInit Duration: 100.20 ms\t")


def test_a_report_never_shows_more_memory_than_there_is() -> None:
    """Max Memory Used ends at the memory size, where AWS ends the function."""
    assert "Max Memory Used: 128 MB" in Report("id", 1, 128, 500 * MIB).line()


def test_a_time_out_has_a_status_alone() -> None:
    """A time-out is a status of its own, without an error type."""
    assert Report("id", 1, 128, 0, failure=report.timed_out(3)).line().endswith("\tStatus: timeout\t")


def test_another_failure_has_its_type() -> None:
    """Any other failure is the status error, with its type."""
    line = Report("id", 1, 128, 0, failure=report.out_of_memory()).line()
    assert line.endswith("\tStatus: error\tError Type: Runtime.OutOfMemory\t")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "Runtime exited without providing a reason"),
        (1, "Runtime exited with error: exit status 1"),
        (-6, "Runtime exited with error: signal: aborted"),
        (-9, "Runtime exited with error: signal: killed"),
    ],
)
def test_an_exit_is_told_in_aws_s_words(code: int, words: str) -> None:
    """The message tells an exit status from a signal."""
    payload = json.loads(report.exited(code).payload("id"))
    assert payload == {"errorType": "Runtime.ExitError", "errorMessage": f"RequestId: id Error: {words}"}
