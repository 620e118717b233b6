"""What an invocation's payload is refused for."""

import pytest
from lambdalab_engine.fidelity import payloads

_VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (b"test", f"Unrecognized token 'test': was expecting {_VALUES}"),
        (b"'test'", f"Unexpected character (''' (code 39)): expected a valid value {_VALUES}"),
        (b'{"a": ', "Unexpected end-of-input"),
    ],
)
def test_a_payload_that_is_no_json(payload: bytes, problem: str) -> None:
    """The parser's words, and what it read with the place."""
    told = payloads.json_problem(payload)
    assert told is not None
    words, place = told.split("\n at ")
    assert words == problem
    assert place.startswith(f'[Source: (byte[])"{payload.decode()}"; line: 1, column: ')


@pytest.mark.parametrize("payload", [b"1", b'"x"', b"null", b' {"a": [true]} '])
def test_every_kind_of_json_is_taken(payload: bytes) -> None:
    """A payload need not be an object."""
    assert payloads.json_problem(payload) is None


@pytest.mark.parametrize(
    ("limit", "kind"), [(6 * 2**20, None), (6 * 2**20, "RequestResponse"), (2**18, "Event")]
)
def test_a_limit_itself_is_taken(limit: int, kind: str | None) -> None:
    """Only one byte more is refused."""
    assert payloads.size_problem(limit, kind) is None
    assert payloads.size_problem(limit + 1, kind)


@pytest.mark.parametrize("header", ["not base64!", "bm90IGpzb24="])
def test_a_client_context_that_is_no_json_in_base64(header: str) -> None:
    """It has no value."""
    with pytest.raises(ValueError, match=r"."):
        payloads.client_context(header)
