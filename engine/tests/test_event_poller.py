"""Asynchronous invocations around an update of the function."""

from engine_testing import Account, wait_for

SAY = 'def handler(event, context): print("seen", event)'
EVENTS = range(6)
_SECONDS = 20


def test_events_sent_right_after_an_update_all_run_soon(account: Account) -> None:
    """None of them waits for the minute after which an internal queue would show it again."""
    function = account.deploy(SAY)
    for number in EVENTS:
        function.update(f"{SAY}  # release {number}")
        function.api.invoke(FunctionName=function.name, InvocationType="Event", Payload=str(number))

    def seen() -> set[str]:
        return {event["message"].strip() for event in function.logged() if "seen" in event["message"]}

    wanted = {f"seen {number}" for number in EVENTS}
    wait_for(lambda: seen() == wanted, _SECONDS)
