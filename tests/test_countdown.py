"""The countdown: what is shown while a check waits, and that nothing of it stays."""

from collections.abc import Iterator
from itertools import count
from unittest import mock

import pytest

from lambdalab import countdown as shown
from lambdalab import waiting
from lambdalab.countdown import countdown
from lambdalab.waiting import wait_for


class Clock:
    """Time passes by a second with every look at it, and sleeping takes none."""

    def __init__(self) -> None:
        self._seconds = count()

    def monotonic(self) -> float:
        """Return a second more than at the last look."""
        return float(next(self._seconds))

    def sleep(self, seconds: float) -> None:
        """Return at once."""


@pytest.fixture(autouse=True)
def screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[mock.Mock]:
    """Give what IPython is asked to show, on a clock of its own."""
    monkeypatch.setattr(waiting, "time", Clock())
    monkeypatch.delenv(shown.OFF, raising=False)
    with mock.patch.object(shown, "display") as display, mock.patch.object(shown, "clear_output") as clear:
        yield mock.Mock(display=display, clear_output=clear)


def test_a_long_wait_counts_down_and_leaves_nothing(screen: mock.Mock) -> None:
    """It begins after a moment, is updated in place, and is cleared when the verdict follows."""
    with countdown("alarm-comes"):
        assert wait_for(lambda: None, 5) is None
        screen.clear_output.assert_not_called()
    (first,) = screen.display.call_args.args
    assert first == {"text/plain": "alarm-comes: AWS takes its time here; 3 s at the most"}
    updates = screen.display.return_value.update.call_args_list
    assert [call.args[0]["text/plain"].split("; ")[1][:3] for call in updates] == ["2 s", "1 s", "0 s"]
    screen.clear_output.assert_called_once_with(wait=True)


def test_a_short_wait_is_not_worth_a_word(screen: mock.Mock) -> None:
    """What is there at the second look was never announced."""
    looks = iter([None, "there"])
    with countdown("bucket-there"):
        assert wait_for(lambda: next(looks), 5) == "there"
    screen.display.assert_not_called()
    screen.clear_output.assert_not_called()


def test_it_is_silent_where_outputs_are_compared(screen: mock.Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine changes no output."""
    monkeypatch.setenv(shown.OFF, "off")
    with countdown("alarm-comes"):
        wait_for(lambda: None, 5)
    screen.display.assert_not_called()
