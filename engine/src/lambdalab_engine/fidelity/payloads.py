"""What is wrong with the payload of an invocation, in AWS's words.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (invocation payload),
https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (errors, client context).
"""

import base64
import json
from typing import NoReturn

SYNCHRONOUS_BYTES = 6 * 1024 * 1024
ASYNCHRONOUS_BYTES = 256 * 1024
"""AWS has taken up to 1 MB since October 2025; the course teaches the limit that stood for ten years."""

_VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
_SHOWN = 500


def size_problem(size: int, invocation_type: str | None) -> str | None:
    """Return why a payload of so many bytes is refused for a type of invocation, None where it is not."""
    if size > SYNCHRONOUS_BYTES:
        return f"Request must be smaller than {SYNCHRONOUS_BYTES} bytes for the InvokeFunction operation"
    if invocation_type == "Event" and size > ASYNCHRONOUS_BYTES:
        return (
            f"{size} byte payload is too large for the Event invocation type "
            f"(limit {ASYNCHRONOUS_BYTES} bytes)"
        )
    return None


def json_problem(payload: bytes) -> str | None:
    """Return where and why AWS's parser does not take a payload, None where it does."""
    try:
        json.loads(payload, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        shown = payload[:_SHOWN].decode(errors="replace")
        place = f'[Source: (byte[])"{shown}"; line: {error.lineno}, column: {error.colno}]'
        return f"{_words(error.doc[error.pos :])}\n at {place}"
    except UnicodeDecodeError:
        return None  # LocalStack refuses it
    return None


def client_context(header: str) -> str:
    """Return the JSON of a client context, which comes in Base64. Raises ValueError where it is none."""
    return json.dumps(json.loads(base64.b64decode(header, validate=True)))


def _refuse_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(name, name, 0)


def _words(rest: str) -> str:
    """Return the parser's words for what it cannot read."""
    if not rest.strip():
        return "Unexpected end-of-input"
    word = rest[: next((i for i, char in enumerate(rest) if not char.isalnum()), len(rest))]
    if word and word[0].isalpha():
        return f"Unrecognized token '{word}': was expecting {_VALUES}"
    return f"Unexpected character ('{rest[0]}' (code {ord(rest[0])})): expected a valid value {_VALUES}"
