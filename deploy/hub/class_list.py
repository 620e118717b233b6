"""Who is in the class, and what is each one's own: a password, and a name that account numbers come from.

    python -P deploy/hub/class_list.py    prints a slip for each learner

``class.txt`` holds a name a line; the word ``admin`` after it makes the one who runs the room. All that is
secret is derived from one file beside it, made at the first start: who has that, has everything.
"""

import base64
import hashlib
import hmac
import os
import re
import secrets
import sys
from pathlib import Path

STATE = Path(os.environ.get("LAMBDALAB_HUB") or "/srv/hub")
"""Where the hub keeps its own files, and each learner's place."""

_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")


def names(state: Path = STATE) -> dict[str, bool]:
    """Return each name, and whether it is an admin's. Raises ValueError for a line that is no name."""
    found: dict[str, bool] = {}
    file = state / "class.txt"
    for number, line in enumerate(file.read_text().splitlines() if file.exists() else (), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        if not _NAME.fullmatch(words[0]) or words[1:] not in ([], ["admin"]):
            raise ValueError(
                f"class.txt, line {number}: {line!r}. A name has a-z, 0-9 and -, begins with a letter,"
                " and has at most 32 characters; nothing but the word admin may follow."
            )
        found[words[0]] = len(words) > 1
    return found


def password(name: str, state: Path = STATE) -> str:
    """Return a learner's password: 80 bits, in four groups, easy to type."""
    text = base64.b32encode(_derived("password", name, state)[:10]).decode().lower()
    return "-".join(re.findall("....", text))


def is_right(name: str, given: str, state: Path = STATE) -> bool:
    """Tell whether somebody is in the class and this is their password."""
    expected = password(name, state)
    return hmac.compare_digest(expected.encode(), given.strip().lower().encode()) and name in names(state)


def learner(name: str, state: Path = STATE) -> str:
    """Return the name that account numbers come from: nobody can compute another one's numbers."""
    return f"{name}/{_derived('accounts', name, state).hex()[:32]}"


def _derived(purpose: str, name: str, state: Path) -> bytes:
    return hmac.new(_secret(state), f"{purpose}/{name}".encode(), hashlib.sha256).digest()


def _secret(state: Path) -> bytes:
    file = state / "secret"
    try:
        with open(file, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as new:
            new.write(secrets.token_bytes(32))
    except FileExistsError:
        pass
    return file.read_bytes()


if __name__ == "__main__":
    for each in names():
        sys.stdout.write(f"{each:<34}{password(each)}\n")
