"""Compares what a learner read from REPORT lines with those lines."""

from collections.abc import Mapping

from lambdalab.checks.results import Unmet
from lambdalab.reports import Report


def require_start(function: str, reports: Mapping[str, Report], request_id: str, *, is_cold: bool) -> Report:
    """Return the REPORT line of a request. Raises Unmet where it is missing, or of the other kind."""
    kind = "cold" if is_cold else "warm"
    if request_id not in reports:
        raise Unmet(
            "missing",
            expected=f"{kind}-request to be the request id of a run of {function}",
            found=f"its log has no REPORT line of {request_id!r}",
            look_at="the first field of a receipt: RequestId, without the word itself",
        )
    report = reports[request_id]
    if report.is_cold != is_cold:
        told = "an" if report.is_cold else "no"
        raise Unmet(
            "mismatch",
            expected=f"{kind}-request to be a {kind} start",
            found=f"the REPORT line of {request_id} has {told} Init Duration",
            look_at="the receipts: which of them paid for an init phase?",
        )
    return report


def require_figure(name: str, given: str, logged: float, field: str) -> None:
    """Raise Unmet unless a learner's figure is that of a field of a REPORT line."""
    number = given.removesuffix("ms").strip()
    if number.replace(".", "", 1).isdecimal() and float(number) == logged:
        return
    raise Unmet(
        "mismatch",
        expected=f"{name} to be the {field} of that request",
        found=f"it is {given!r}, which that field of its REPORT line is not",
        look_at=f"{field} in the same receipt; a REPORT line has several durations",
    )
