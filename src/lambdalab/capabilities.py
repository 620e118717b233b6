"""What an endpoint can do of AWS: what ``./lab doctor --conformance`` found, and what a lab reads of it."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from lambdalab.paths import WORK

RECORDS = WORK / "conformance"


@dataclass(frozen=True)
class Result:
    """One capability on one endpoint; ``lacks`` says in a few words why it is not there, "" where it is."""

    group: str
    name: str
    documents: str
    source: str
    needed_by: tuple[str, ...]
    lacks: str = ""


def save(endpoint: str, results: Sequence[Result]) -> None:
    """Keep what was measured of an endpoint, in place of what was known."""
    RECORDS.mkdir(parents=True, exist_ok=True)
    half_written = _record(endpoint).with_suffix(".new")
    half_written.write_text(json.dumps([asdict(result) for result in results], indent=1))
    half_written.replace(_record(endpoint))


def load(endpoint: str) -> list[Result] | None:
    """Return what was measured of an endpoint; None where nothing was, or where it cannot be read."""
    try:
        told = json.loads(_record(endpoint).read_text())
        return [Result(**one | {"needed_by": tuple(one["needed_by"])}) for one in told]
    except (OSError, ValueError, TypeError, KeyError):
        return None


def warning(endpoint: str, notebook: str) -> str:
    """Return what to tell before a notebook starts on an engine that is not the course's, "" for nothing."""
    results = load(endpoint)
    if not results:
        return (
            f"{endpoint} is not the course's engine, and it is not known what it lacks.\n"
            f"This finds out, in a terminal: ./lab doctor --conformance --endpoint {endpoint}"
        )
    lacking = [result for result in results if result.lacks and notebook in result.needed_by]
    if not lacking:
        return ""
    lines = [f"  {result.group}: {result.name} ({result.lacks})" for result in lacking]
    told = f"{notebook} needs what {endpoint} lacks; some of its steps will fail there:"
    return "\n".join([told, *lines, "The course's own engine has it: ./lab"])


def _record(endpoint: str) -> Path:
    return RECORDS / (re.sub(r"[^\w.]+", "-", endpoint.rstrip("/").partition("//")[2]) + ".json")
