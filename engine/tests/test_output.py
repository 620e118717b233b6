"""How output becomes lines with times."""

from lambdalab_engine.output import MOST_BYTES, MOST_LINES, Output

NOTHING: tuple[tuple[str, str], ...] = ()


def lines(output: Output) -> list[str]:
    """Return the lines so far."""
    return [text for _, text in output.take(NOTHING).events]


def test_a_line_may_come_in_pieces() -> None:
    """Chunks are joined up to their newline, in the middle of a character too."""
    output = Output()
    whole = "größe\nnext\n".encode()
    for byte in whole:
        output.feed(bytes([byte]))
    assert lines(output) == ["größe", "next"]


def test_the_platform_s_line_ends_an_unfinished_one() -> None:
    """What a function wrote without a newline stands before the line that follows."""
    output = Output()
    output.feed(b"unfinished")
    output.add("END")
    assert lines(output) == ["unfinished", "END"]


def test_empty_lines_are_left_out() -> None:
    """CloudWatch Logs takes no empty events."""
    output = Output()
    output.feed(b"\n\na\n\n")
    assert lines(output) == ["a"]


def test_a_record_s_carriage_returns_are_its_line_ends() -> None:
    """The Python runtime joins the lines of a stack trace so: they are one event."""
    output = Output()
    output.feed(b"[ERROR] E\rTraceback\r  File\n")
    assert lines(output) == ["[ERROR] E\nTraceback\n  File"]


def test_paths_are_shown_as_on_aws() -> None:
    """The one text is replaced by the other in each line."""
    output = Output()
    output.feed(b"/somewhere/app.py and /somewhere/b.py\n")
    assert output.take([("/somewhere", "/var/task")]) == "/var/task/app.py and /var/task/b.py\n"


def test_taking_starts_anew() -> None:
    """What was taken does not come again."""
    output = Output()
    output.add("a")
    output.take(NOTHING)
    assert lines(output) == []


def test_bytes_that_are_no_text_do_no_harm() -> None:
    """A line that is not UTF-8 is kept with replacement characters."""
    output = Output()
    output.feed(b"\xff\xfe\n")
    assert lines(output) == ["\ufffd\ufffd"]


def test_output_without_end_is_cut_with_a_word() -> None:
    """What comes after the limit is dropped, the log says so, and the platform's lines still stand there."""
    for chunk in (b"x\n" * 1000, b"x" * 100_000 + b"\n"):
        output = Output()
        for _ in range(200):
            output.feed(chunk)
        output.add("END")
        *kept, word, end = lines(output)
        assert len(kept) <= MOST_LINES
        assert sum(map(len, kept)) <= MOST_BYTES + len(chunk)
        assert (word[:18], end) == ("The engine dropped", "END")


def test_the_limit_is_each_invocation_s_own() -> None:
    """After a log was taken, output is kept again."""
    output = Output()
    output.feed(b"x\n" * MOST_LINES)
    output.take(NOTHING)
    output.feed(b"again\n")
    assert lines(output) == ["again"]
