"""Runs a learner's scaling function on a fleet of a check's own.

Meanwhile no alarm acts, and the learner's fleet and what the function remembers are out of its sight.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.alarm_drives import muted
from lambdalab.checks.alarm_messages import Alarm, handed_over, message
from lambdalab.checks.fleets import Fleet, Kind, fleet
from lambdalab.checks.functions import error_of, get_function, invoke, variables_of
from lambdalab.checks.results import Unmet
from lambdalab.checks.twins import twin

FUNCTION, TABLE, TOPIC = "scale", "scaling", "web-load"
TAG = "Fleet"
MINE, OTHER = {TAG: "web"}, {TAG: "db"}
AT_ITS_BOUND = "at its bound"
"""What the handler, which is given, says where a step would lead out of the bounds."""

COOLDOWN, CHANGED_AT = "cooldown", "changed_at"

_AGES = 10**6
_MEMBERS = [
    {"Name": f"tag:{TAG}", "Values": [MINE[TAG]]},
    {"Name": "instance-state-name", "Values": ["pending", "running"]},
]
_REASONS = {
    "perform: ec2:RunInstances": "size.py: the role allows to launch what gets TAGS with the call",
    "perform: ec2:TerminateInstances": "size.py: whom does it terminate? The role allows members alone",
    "perform: ec2:StopInstances": "size.py: a member that is too much is terminated, not stopped",
    "perform: ec2:CreateTags": "size.py: the tag is given in run_instances, not afterwards",
    "perform: dynamodb:": "once.py and cooldown.py: put_item and update_item are what the role allows",
    "perform: cloudwatch:": "bell.py: set_alarm_state is what the role allows",
    "No instances specified": "size.py: what is terminated where there is no member?",
    "string indices": "message.py: the alarm's message is text, and text has no fields",
    "unexpected keyword": "message.py: each dictionary has id, alarm and step, and no more",
    "not JSON serializable": "what message.py and fleet.py return: text, numbers, and lists of them",
    "timed out": "what the code waits for, or a loop without an end",
}
UPDATED = "was update() run since the file was written?"
"""What to ask first where the function still does nothing: what is written waits for it."""

_ELSEWHERE = "the function's files, at the line that the error names; update() after each change"


class Trial:
    """A fleet, copies of the function that share a memory, and what is delivered to them."""

    def __init__(self, cloud: Cloud, ours: Fleet, stack: ExitStack) -> None:
        self.cloud, self.fleet = cloud, ours
        self._stack, self._ec2 = stack, cloud.client("ec2")

    def open(self, **variables: str) -> str:
        """Return a copy of the function with other variables, in an environment of its own."""
        told = variables_of(self.cloud, FUNCTION) | variables
        return self._stack.enter_context(twin(self.cloud, FUNCTION, told))

    def members(self) -> list[str]:
        """Return the fleet's instances that are pending or running; those that are new are noted as ours."""
        pages = self._ec2.get_paginator("describe_instances").paginate(Filters=_MEMBERS)
        found = [one["InstanceId"] for one in pages.search("Reservations[].Instances[]")]
        for instance in found:
            self.fleet.kinds.setdefault(instance, Kind(MINE, running=1))
        return found

    def deliver(self, function: str, event: dict[str, Any], *, within_bounds: bool = False) -> None:
        """Invoke a function with a call for a step. Raises Unmet where it fails, misreads or miscounts.

        Where the step is ``within_bounds``, the function must not say that it is not.
        """
        told = deliver(self.cloud, function, event)
        if not told["messages"] or told["messages"][0]["step"] not in (1, -1):
            raise Unmet(
                "failed",
                expected="message.py to read a call for one instance more or less",
                found=f"it read {told['messages'] or 'nothing'}",
                look_at='check("message-gives-step")',
            )
        if sorted(told["members"]) != sorted(self.members()):
            raise Unmet(
                "failed",
                expected="fleet.py to find the members of the fleet",
                found=f"it found {len(told['members'])} of {len(self.members())}",
                look_at='check("members-counted")',
            )
        if within_bounds and told["messages"][0].get("done") == AT_ITS_BOUND:
            raise Unmet(
                "failed",
                expected="size.py to allow a step that is within MIN_SIZE and MAX_SIZE",
                found="it does not",
                look_at='check("bounds-hold")',
            )

    def end_one(self) -> None:
        """Begin to terminate one of the members that run."""
        states = self.fleet.states()
        one = next(it for it in self.members() if states[it] == "running")
        self._ec2.terminate_instances(InstanceIds=[one])

    def require_size(self, wanted: int, when: str, look_at: str) -> None:
        """Raise Unmet unless the fleet has so many members."""
        if (size := len(self.members())) != wanted:
            raise Unmet(
                "mismatch",
                expected=f"the fleet to have {wanted} instances after {when}",
                found=f"it has {size}",
                look_at=look_at,
            )


def alarm(cloud: Cloud, name: str, state: str = "ALARM") -> Alarm:
    """Return what an alarm of the fleet publishes when it enters a state."""
    return message(cloud, name, "requests for each instance of the fleet", "OK", state)


def event(cloud: Cloud, *alarms: Alarm) -> dict[str, Any]:
    """Return the event by which SNS hands messages of alarms over, as new ones."""
    return handed_over(alarms, cloud.arn("sns", TOPIC))


def deliver(cloud: Cloud, function: str, event: dict[str, Any]) -> dict[str, Any]:
    """Invoke a function with an event, and return its result. Raises Unmet where it ends with an error."""
    answer = invoke(cloud, function, event)
    if answer.error:
        raise why_ended(error_of(answer))
    told = answer.payload
    if not isinstance(told, dict) or not {"messages", "members"} <= told.keys():
        raise Unmet(
            "mismatch",
            expected=f"{FUNCTION} to return a dictionary with messages and members",
            found=f"it returned {str(told)[:200]}",
            look_at="app.py, which was given: the cell in step 3",
        )
    return told


def why_ended(error: str) -> Unmet:
    """Return the verdict on a run that ended with an error."""
    return Unmet(
        "failed",
        expected=f"{FUNCTION} to end well",
        found=f"it ended with {error[:300]}",
        look_at=next((advice for words, advice in _REASONS.items() if words in error), _ELSEWHERE),
    )


@contextmanager
def trial(cloud: Cloud, kinds: Sequence[Kind]) -> Iterator[Trial]:
    """Yield a fleet to run the function on. Afterwards all is as it was, and what was launched is gone."""
    get_function(cloud, FUNCTION)
    with muted(cloud), memory_aside(cloud), fleet(cloud, kinds, hidden_tag=TAG) as ours, ExitStack() as stack:
        found = Trial(cloud, ours, stack)
        try:
            yield found
        finally:
            found.members()


def cool(cloud: Cloud) -> None:
    """Let the fleet have been changed long ago."""
    make_older(cloud, _AGES)


def make_older(cloud: Cloud, seconds: int) -> None:
    """Let the fleet's last change have been so many seconds earlier."""
    cloud.client("dynamodb").update_item(
        TableName=TABLE,
        Key={"id": {"S": COOLDOWN}},
        UpdateExpression=f"ADD {CHANGED_AT} :seconds",
        ExpressionAttributeValues={":seconds": {"N": str(-seconds)}},
    )


def remembered(cloud: Cloud) -> list[dict[str, Any]]:
    """Return all that the function remembers. Raises Unmet where its table is not there."""
    dynamodb = cloud.client("dynamodb")
    try:
        pages = dynamodb.get_paginator("scan").paginate(TableName=TABLE, ConsistentRead=True)
        return [item for page in pages for item in page["Items"]]
    except dynamodb.exceptions.ResourceNotFoundException:
        raise Unmet(
            "missing",
            expected=f"a table called {TABLE}",
            found="there is none",
            look_at="the cell at the top of this lab that creates it",
        ) from None


@contextmanager
def memory_aside(cloud: Cloud) -> Iterator[None]:
    """Let the function remember nothing for a while; afterwards it remembers what it did before."""
    dynamodb = cloud.client("dynamodb")
    before = remembered(cloud)
    _forget(cloud)
    try:
        yield
    finally:
        _forget(cloud)
        for item in before:
            dynamodb.put_item(TableName=TABLE, Item=item)


def _forget(cloud: Cloud) -> None:
    for item in remembered(cloud):
        cloud.client("dynamodb").delete_item(TableName=TABLE, Key={"id": item["id"]})
