"""Reads from a file's path whose it is and of which lab, as learning platforms name what they export."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

_LONGEST_NAME = 60

_CANVAS = re.compile(r"(?P<name>[^_]+)(?:_LATE)?_(?P<number>\d+)_\d+_(?P<file>.+)", re.IGNORECASE)
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_[a-z]+_?(?P<file>.*)")
_BLACKBOARD = re.compile(r".+?_(?P<name>[^_]+)_attempt_(?P<when>[\d-]{10,})(?:_(?P<file>.+))?")
_ATTEMPT = re.compile(r"[-_ (](\d{1,3})\)?$")


def owner(parts: tuple[str, ...], labs: Sequence[str]) -> tuple[str, str, tuple[str, int]]:
    """Return the learner, the lab that the place claims, and what says how new it is."""
    lab = next((part for part in parts[:-1] if part in labs), "")
    folders = [part for part in parts[:-1] if part not in labs]
    stem, attempt = _attempt(Path(parts[-1]).stem)
    lab = lab or _lab_in(stem, labs)
    for pattern in (_MOODLE, _CANVAS, _BLACKBOARD):
        if not folders and (found := pattern.fullmatch(stem)):
            told = found.groupdict()
            number = f"-{told['number']}" if told.get("number") else ""
            file = told.get("file") or ""
            return (
                safe_name(told["name"] + number),
                lab or _lab_in(file, labs),
                (told.get("when", ""), attempt),
            )
    if folders:
        moodle = _MOODLE.fullmatch(folders[0])
        name = f"{moodle['name']}-{moodle['number']}" if moodle else folders[0]
        return safe_name(name), lab, ("", attempt)
    return safe_name(_without_lab(stem, lab)), lab, ("", attempt)


def _attempt(stem: str) -> tuple[str, int]:
    """Take the number off that platforms put behind a file's name when it is handed in again."""
    found = _ATTEMPT.search(stem)
    return (stem[: found.start()].rstrip(), int(found[1])) if found else (stem, 0)


def _lab_in(text: str, labs: Sequence[str]) -> str:
    return next((lab for lab in labs if lab in text), "")


def _without_lab(stem: str, lab: str) -> str:
    short = re.sub(r"[\s_-]*\blab\b[\s_-]*$", "", stem.replace(lab, "") if lab else stem, flags=re.IGNORECASE)
    return short.strip(" _-") or stem


def safe_name(name: str) -> str:
    """Return a learner's name as a folder can have it; different names stay different."""
    plain = unicodedata.normalize("NFC", name)
    safe = re.sub(r"[^\w.@+ -]", "_", plain).strip(". ")[:_LONGEST_NAME].strip() or "nameless"
    if safe == plain:
        return safe
    return f"{safe}-{hashlib.sha256(name.encode(errors='surrogatepass')).hexdigest()[:6]}"
