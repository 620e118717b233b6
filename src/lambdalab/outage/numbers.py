"""The number of a learner's system: drawn from the learner's name, told by the notebook, read by the grader.

The same name gives the same number, however often the lab is begun anew. Three of its digits prove the
others, so that a number which was made up, or cut off, is known for one.
"""

import hashlib
import re

from lambdalab.outage.names import LAB

TOLD = re.compile(r"\bThis is system (\d{12})\b")
"""How a notebook tells its system's number."""

_DRAWN, _PROOF = 9, 3


def number_of(learner: str) -> str:
    """Return the number of a learner's system, 12 digits.

    Case and signs of the name do not count, nor what stands behind a slash: there a hub keeps a secret.
    """
    name = learner.partition("/")[0] or learner
    plain = "".join(filter(str.isalnum, name.casefold())) or name
    drawn = _digits(f"{LAB} for {plain}", _DRAWN)
    return drawn + _digits(f"{LAB} proof {drawn}", _PROOF)


def is_number(text: str) -> bool:
    """Tell whether this can be the number of somebody's system."""
    drawn = text[:_DRAWN]
    return bool(re.fullmatch(r"[0-9]{12}", text)) and text == drawn + _digits(f"{LAB} proof {drawn}", _PROOF)


def _digits(text: str, count: int) -> str:
    return str(int(hashlib.sha256(text.encode()).hexdigest(), 16))[-count:]
