"""Reports of disks that lab 01 sends to a function, and what must come of each."""

import json
import secrets
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.functions import Answer, error_of, invoke
from lambdalab.checks.logs import group_of
from lambdalab.checks.results import Unmet

ERROR = "BadReport"


def disks_around(threshold: float) -> list[dict[str, Any]]:
    """Return disks never seen before: two are just at the threshold, one is just below, none is in order."""
    nonce = secrets.token_hex(3)
    names = (f"web-{nonce}:/", f"db-{nonce}:/Büro 1", f"db-{nonce}:/var", f"mail-{nonce}:/", f"nas-{nonce}:/")
    used = (threshold, 0, 100, round(threshold - 0.1, 1), threshold)
    return [{"name": name, "used": value} for name, value in zip(names, used, strict=True)]


def full_of(disks: list[dict[str, Any]], threshold: float) -> list[str]:
    """Return the names of the disks that are full."""
    return [disk["name"] for disk in disks if disk["used"] >= threshold]


def require_full(cloud: Cloud, function: str, disks: list[dict[str, Any]], threshold: float) -> Answer:
    """Return the function's answer to a report. Raises Unmet unless it is right."""
    answer = invoke(cloud, function, {"disks": disks})
    wanted = {"full": full_of(disks, threshold), "checked": len(disks)}
    expected = f"{wanted} for a threshold of {threshold:g} and the disks {_shown(disks)}"
    if answer.error:
        found = f"it ended with {error_of(answer)}"
        look_at = f"the line that the error names, in the log group {group_of(function)}"
        if answer.payload.get("errorType") == ERROR:
            look_at = "disks_of: which rule of the task forbids this report?"
        raise Unmet("failed", expected=expected, found=found, look_at=look_at)
    told = answer.payload
    if not isinstance(told, dict) or not wanted.keys() <= told.keys():
        look_at = 'what the handler returns: a dictionary with "full" and "checked"'
        raise Unmet("mismatch", expected=expected, found=f"it returned {told}", look_at=look_at)
    if {name: told[name] for name in wanted} != wanted:
        found, look_at = f"it returned {told}", _where_disks_went(told, wanted, disks, threshold)
        raise Unmet("mismatch", expected=expected, found=found, look_at=look_at)
    return answer


def _shown(disks: list[dict[str, Any]]) -> str:
    return ", ".join(f"{disk['name']} {disk['used']} %" for disk in disks) or "(none)"


def _where_disks_went(told: Any, wanted: Any, disks: list[dict[str, Any]], threshold: float) -> str:
    if told["full"] == wanted["full"]:
        return '"checked": the number of all disks in the report, full or not'
    if not isinstance(told["full"], list) or any(not isinstance(name, str) for name in told["full"]):
        return '"full": a list of names, and nothing but names'
    if sorted(told["full"]) == sorted(wanted["full"]):
        return "the order: that of the report"
    if told["full"] == [disk["name"] for disk in disks if disk["used"] > threshold]:
        return "the comparison: a disk exactly at the threshold is full"
    return "where the threshold comes from, and what it is compared with; was update() run?"


def require_refusal(cloud: Cloud, function: str, event: dict[str, Any], mention: str = "") -> None:
    """Raise Unmet unless an event is refused with the error of its own, whose message mentions a name."""
    answer = invoke(cloud, function, event)
    expected = f"{ERROR} for the report {json.dumps(event, ensure_ascii=False)}"
    if not answer.error:
        found, look_at = f"it was taken: {answer.payload}", "disks_of: which rule should have stopped it?"
        raise Unmet("failed", expected=expected, found=found, look_at=look_at)
    if answer.payload["errorType"] != ERROR:
        found = f"it ended with {error_of(answer)}"
        look_at = "the order in disks_of: ask whether something is there, and of what type, before using it"
        raise Unmet("failed", expected=expected, found=found, look_at=look_at)
    if mention not in answer.payload["errorMessage"]:
        found, look_at = (
            f"its message is {answer.payload['errorMessage']!r}",
            "the text in raise BadReport(...)",
        )
        raise Unmet("mismatch", expected=f"a message that names {mention}", found=found, look_at=look_at)


def require_lines(lines: list[str], disks: list[dict[str, Any]], threshold: float) -> None:
    """Raise Unmet unless a run's lines say what they should of a report, once each."""
    full = [disk for disk in disks if disk["used"] >= threshold]
    wanted = [{"level": "WARNING", "disk": disk["name"], "used": disk["used"]} for disk in full]
    wanted.append({"level": "INFO", "checked": len(disks), "full": len(full)})
    objects = [told for told in map(_json, lines) if isinstance(told, dict)]
    others = [line for line in lines if not isinstance(_json(line), dict)]
    if not objects:
        raise Unmet(
            "mismatch" if lines else "missing",
            expected=f"JSON lines, {wanted[0]} among them",
            found=f"no line is JSON: {lines[0]!r}" if lines else "the run wrote no line of its own",
            look_at=_AS_JSON,
        )
    for line in wanted:
        count = sum(line.items() <= told.items() for told in objects if _is_flat(told))
        if count != 1:
            is_hidden = count == 0 and bool(others)
            found = f"{count} like it in {len(objects)}: {json.dumps(objects, ensure_ascii=False)[:300]}"
            raise Unmet(
                "mismatch",
                expected=f"one line with {json.dumps(line, ensure_ascii=False)}",
                found=f"this line is no JSON object: {others[0]!r}; {found}" if is_hidden else found,
                look_at=_AS_JSON if is_hidden else _AS_ASKED,
            )


_AS_JSON = "print(json.dumps(...)): double quotes, nothing before the brace, one object a line"
_AS_ASKED = "names, capitals and numbers as in the prompt; one line a full disk, one for all"


def _json(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _is_flat(told: dict[str, Any]) -> bool:
    return not any(isinstance(value, dict | list) for value in told.values())
