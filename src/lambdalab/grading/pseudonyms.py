"""Names that say nothing: a learner has the same one in every report of a class, and in no other class."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

_FIRST = """
    amber azure brave brisk calm clear clever copper coral crisp eager early fair gentle golden
    grand green honest indigo ivory jolly keen kind lively lucky mellow merry misty neat noble
    pearl plain proud quick quiet ready round royal ruby rustic sage scarlet silent silver sunny
    swift tidy violet warm wise
"""
_SECOND = """
    badger beaver bison crane curlew deer dipper dove eagle egret falcon ferret finch fox gannet
    gecko grouse hare hawk heron ibis jay kestrel kite koala lark linnet lynx magpie marten
    moose newt otter owl panda plover puffin quail raven robin seal shrew snipe stork swan tern
    thrush vole wren yak
"""


def pseudonyms(learners: Iterable[str], salt_file: Path) -> dict[str, str]:
    """Return a pseudonym for each learner; the salt that they come from is made where there is none."""
    salt = _salt(salt_file)
    first, second = _FIRST.split(), _SECOND.split()
    names: dict[str, str] = {}
    taken: dict[str, int] = {}
    for learner in sorted(set(learners)):
        digest = hmac.digest(salt, learner.encode(), hashlib.sha256)
        name = f"{first[digest[0] % len(first)]} {second[digest[1] % len(second)]}"
        taken[name] = taken.get(name, 0) + 1
        names[learner] = name if taken[name] == 1 else f"{name} {taken[name]}"
    return names


def _salt(file: Path) -> bytes:
    try:
        return bytes.fromhex(file.read_text())
    except (OSError, ValueError):
        salt = secrets.token_bytes(32)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as new:
            new.write(salt.hex())
        return salt
