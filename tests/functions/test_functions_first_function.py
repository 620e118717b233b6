"""The function of lab 01: disk-watch."""

import pytest
from functions_testing import example


def disk_watch(handler_file: str = "owners.py", **environment: str):  # type: ignore[no-untyped-def]
    """Load disk-watch by one of its files that have a handler."""
    return example("01-first-function/disk-watch", file=handler_file, **environment)


def test_full_disks_are_named_with_their_owners() -> None:
    """The event beside the function gives the result beside it."""
    watch = disk_watch()
    assert watch.handler(watch.event, None) == watch.result


def test_the_threshold_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk at the threshold is full."""
    monkeypatch.setenv("THRESHOLD", "40.5")
    watch = disk_watch("app.py")
    assert watch.handler(watch.event, None)["full"] == [disk["name"] for disk in watch.event["disks"]]


@pytest.mark.parametrize("used", [-1, 101, "91", None])
def test_a_bad_report_is_refused(used: object) -> None:
    """What is no percentage is told, with the disk's name."""
    watch = disk_watch("guarded.py")
    with pytest.raises(Exception, match="db-1: used is"):
        watch.handler({"disks": [{"name": "db-1", "used": used}]}, None)
