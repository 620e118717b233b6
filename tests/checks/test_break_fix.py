"""Lab 10's faults and checks, as far as the answers beside its master cannot show them."""

import ast
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from lambdalab import checks
from lambdalab.aws import Cloud
from lambdalab.checks import mailbox
from lambdalab.checks.registry import judge_lab
from lambdalab.outage import faults, hand_over, names
from lambdalab.outage.building import build
from lambdalab.outage.trials import try_seed

SEEDS = [str(number) for number in range(200)]


@pytest.fixture
def cloud() -> Cloud:
    """Return an account that no other test uses."""
    return Cloud(os.environ["AWS_ENDPOINT_URL"], str(10**11 + secrets.randbelow(9 * 10**11)))


@pytest.fixture
def environment() -> Iterator[None]:
    """Leave the environment as it was: a trial is a learner of its own."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


def test_there_are_ways_enough_to_break_it() -> None:
    """Four parts, a fault in each, at least twelve in all."""
    assert len(faults.PARTS) == 4
    assert sum(map(len, faults.PARTS.values())) >= 12


def test_the_same_seed_draws_the_same_faults() -> None:
    """A system can be broken once more, the same way."""
    assert [faults.draw(seed) for seed in SEEDS] == [faults.draw(seed) for seed in SEEDS]


def test_seeds_draw_different_mixes() -> None:
    """Of two hundred learners more than a hundred have a mix of their own, and every fault is drawn."""
    mixes = {tuple(faults.draw(seed).items()) for seed in SEEDS}
    assert len(mixes) > 100
    assert {item for mix in mixes for item in mix} == {
        (part, fault) for part, ways in faults.PARTS.items() for fault in ways
    }


def test_the_checks_know_nothing_of_the_faults() -> None:
    """None of their modules imports what breaks the system, or what builds it."""
    imported = {
        node.module
        for file in Path(checks.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ImportFrom)
    }
    assert {name for name in imported if name and name.startswith("lambdalab.outage")} <= {
        "lambdalab.outage",
        "lambdalab.outage.names",
    }


@pytest.mark.usefixtures("environment")
def test_a_broken_system_earns_nothing_and_the_solution_mends_it() -> None:
    """One seed of those that ``benchmarks/break_fix.py`` tries by the hundred."""
    trial = try_seed("0")
    assert (trial.before, trial.after, trial.unmet) == (0, 100, ())


def test_checks_leave_the_system_as_they_found_it(cloud: Cloud) -> None:
    """A system that nobody broke passes, and then holds the orders and messages that it held before."""
    build(cloud)
    assert {verdict.status for verdict in judge_lab(names.LAB, cloud)} == {"passed"}
    objects = cloud.client("s3").list_objects_v2(Bucket=names.bucket_of(cloud))["Contents"]
    assert {entry["Key"] for entry in objects} == set(names.kept_orders(cloud))
    left = {queue: messages_in(cloud, queue) for queue in (*names.SUBSCRIBED, names.DEAD)}
    nothing = {queue: list[str]() for queue in names.SUBSCRIBED}
    assert left == nothing | {names.DEAD: sorted(names.kept_messages(cloud))}


def messages_in(cloud: Cloud, queue: str) -> list[str]:
    """Take out what is in a queue; that a new alarm finds its first state is none of a check's doing."""
    found = mailbox.collect(cloud, queue, "", at_least=0, and_duplicates=True)
    return sorted(message for message in found if '"INSUFFICIENT_DATA"' not in message)


def test_a_system_is_handed_over_once(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever runs the cell again keeps what was mended."""
    hand_over(cloud)
    cloud.client("events").put_rule(Name=names.RULE, ScheduleExpression="rate(1 day)", State="ENABLED")
    hand_over(cloud)
    assert cloud.client("events").describe_rule(Name=names.RULE)["ScheduleExpression"] == "rate(1 day)"
    assert "as you left it" in capsys.readouterr().out
