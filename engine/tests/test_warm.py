"""Idle environments are kept up to a limit, and the one that was used longest ago goes first."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from engine_testing import marked, marking, own_engine, wait_for
from lambdalab_engine.warm import Idle

CODE = "def handler(event, context): return context.log_stream_name"


def test_the_one_used_longest_ago_is_ended() -> None:
    """Beyond the limit the oldest goes; one that was used again is young."""
    ended: list[str] = []
    idle = Idle(2, ended.append)
    for name in ("a", "b", "a", "c"):
        idle.remove(name)
        idle.add(name)
    assert ended == ["b"]


def test_who_is_in_use_is_not_ended() -> None:
    """One that was taken counts no more."""
    ended: list[str] = []
    idle = Idle(1, ended.append)
    idle.add("a")
    idle.remove("a")
    idle.add("b")
    assert ended == []


def test_idle_environments_are_few(tmp_path: Path, free_port: int) -> None:
    """With a limit of two, the third function's environment ends the first one's, which can start anew."""
    with own_engine(tmp_path, free_port, LAMBDALAB_WARM_ENVIRONMENTS="2") as engine:
        marks = [secrets.token_hex() for _ in range(3)]
        functions = [engine.account.deploy(CODE, **marking(mark)) for mark in marks]
        first = [function.invoke().result for function in functions]
        wait_for(lambda: not marked(marks[0]))
        assert marked(marks[1])
        assert functions[2].invoke().result == first[2]
        assert functions[0].invoke().result != first[0]


def test_no_invocation_meets_the_end_of_its_environment(tmp_path: Path, free_port: int) -> None:
    """Functions that push one another out all the time still answer every call."""
    with own_engine(tmp_path, free_port, LAMBDALAB_WARM_ENVIRONMENTS="1") as engine:
        functions = [engine.account.deploy(CODE) for _ in range(3)]
        with ThreadPoolExecutor(3) as pool:
            answers = list(pool.map(lambda function: function.invoke(), functions * 6))
    assert [answer.error for answer in answers] == [None] * 18
