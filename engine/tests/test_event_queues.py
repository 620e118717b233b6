"""Asynchronous invocations: around an update, in a burst, throttled, and when they fail."""

import json
import secrets

from engine_testing import Account, Function, wait_for

SAY = 'def handler(event, context): print("seen", event)'
FAIL = 'def handler(event, context): print("seen", event); raise ValueError("no")'
_SECONDS = 20


def seen(function: Function) -> list[str]:
    """Return what the function said that it has seen, sorted."""
    lines = (event["message"].strip() for event in function.logged())
    return sorted(line.removeprefix("seen ") for line in lines if line.startswith("seen"))


def send(function: Function, *events: object) -> None:
    """Invoke the function asynchronously with each event."""
    for event in events:
        function.api.invoke(FunctionName=function.name, InvocationType="Event", Payload=json.dumps(event))


def test_events_sent_right_after_an_update_all_run_soon(account: Account) -> None:
    """None of them is lost between the version that goes and the one that comes."""
    function = account.deploy(SAY)
    for number in range(6):
        function.update(f"{SAY}  # release {number}")
        send(function, number)
    wait_for(lambda: seen(function) == list("012345"), _SECONDS)


def test_an_update_does_not_wait_for_events(account: Account) -> None:
    """An event that waits for its retry is run by the code that is there by then."""
    function = account.deploy(FAIL)
    send(function, "late")
    wait_for(lambda: seen(function), _SECONDS)
    function.update('def handler(event, context): print("seen mended", event)')
    wait_for(lambda: "mended late" in seen(function), _SECONDS)
    *failed, _mended = seen(function)
    assert 1 <= len(failed) <= 2, "two tries at most may come before the update"
    assert set(failed) == {"late"}


def test_throttled_events_run_in_the_end(account: Account) -> None:
    """One environment takes them one after another; none is lost, none comes twice."""
    function = account.deploy(SAY)
    function.api.put_function_concurrency(FunctionName=function.name, ReservedConcurrentExecutions=1)
    send(function, *range(4))
    wait_for(lambda: seen(function) == list("0123"), _SECONDS)


def test_an_event_that_fails_is_tried_three_times_and_then_put_aside(account: Account) -> None:
    """Two retries, then the dead-letter queue, which gets the event."""
    sqs = account.client("sqs")
    name = f"dead-{secrets.token_hex(4)}"
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    dead_letters = {"TargetArn": f"arn:aws:sqs:us-east-1:{account.number}:{name}"}
    function = account.deploy(FAIL, DeadLetterConfig=dead_letters)
    send(function, "bad")
    received = wait_for(
        lambda: sqs.receive_message(QueueUrl=url, WaitTimeSeconds=2).get("Messages"), _SECONDS
    )
    assert [json.loads(message["Body"]) for message in received] == ["bad"]
    wait_for(lambda: seen(function) == ["bad"] * 3, _SECONDS)  # the last run may be logged a moment later
