"""Lab 01, the function: it reads a report of disks, is configured, and refuses what is no report."""

import secrets

from lambdalab.aws import Cloud
from lambdalab.checks.disk_reports import disks_around, require_full, require_refusal
from lambdalab.checks.functions import error_of, get_function, invoke, require_settings, variables_of
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet, listed
from lambdalab.checks.twins import twin

LAB = "01-first-function"
FUNCTION = "disk-watch"
RUNTIME = "python3.13"
THRESHOLD, OTHERWISE = 80, 90
BARE = "app.handler"
"""The handler of the first steps, which asks no report.py."""


@task(
    "watch-created",
    lab=LAB,
    points=5,
    hints=(
        "Lambda looks for your code by its handler: a file in the package, and a function in that file. "
        "One of the two is not there, or the function disk-watch itself is not.",
        "See create_function in boto3's reference of Lambda: Handler and Code. Notebook 01 creates one, "
        'under "Create the function".',
        'create_function(FunctionName=..., Runtime=..., Role=<variable>, Handler="<file>.<function>", '
        'Code={"ZipFile": <bytes>}). The file is named without its ending.',
    ),
)
def watch_created(cloud: Cloud) -> None:
    """Pass where the function is there and Lambda finds its handler; what that does is for later tasks."""
    require_settings(FUNCTION, get_function(cloud, FUNCTION), Runtime=RUNTIME)
    answer = invoke(cloud, FUNCTION, {"disks": []})
    if answer.error and answer.payload["errorType"].startswith("Runtime."):
        raise Unmet(
            "failed",
            expected=f"Lambda to find the handler of {FUNCTION}",
            found=f"it ended with {error_of(answer)}",
            look_at="the files in build/disk-watch, and Handler: a file's name, a dot, a function's name",
        )


@task(
    "full-disks-found",
    lab=LAB,
    points=15,
    needs=("watch-created",),
    hints=(
        "The answer is not what the report asks for, or not with another THRESHOLD, which a copy of your "
        "function had. What does the card say: which disk is missing, or too many?",
        "What does the prompt say of a disk exactly at the threshold? For the variable see os.environ in "
        "Python's reference, and its method get.",
        "threshold = float(os.environ.get(<name>, <number>)), a comprehension over the disks with an if, "
        'and return {"full": ..., "checked": len(...)}. Then update().',
    ),
)
def full_disks_found(cloud: Cloud) -> None:
    """Pass where the function names the disks at or above its threshold, whatever that is, and counts all."""
    threshold = threshold_of(cloud)
    require_full(cloud, FUNCTION, disks_around(threshold), threshold)
    require_full(cloud, FUNCTION, [], threshold)
    _require_any_threshold(cloud, variables_of(cloud, FUNCTION))


def _require_any_threshold(cloud: Cloud, variables: dict[str, str]) -> None:
    """Raise Unmet unless a copy of the function works with another threshold, which has a fraction."""
    other = secrets.choice([threshold + 0.5 for threshold in range(40, 70)])
    with twin(cloud, FUNCTION, variables | {"THRESHOLD": str(other)}) as copy:
        try:
            require_full(cloud, copy, disks_around(other), other)
        except Unmet as unmet:
            raise Unmet(
                "failed",
                expected=f"of a copy of {FUNCTION} with THRESHOLD={other}: {unmet.expected}",
                found=unmet.found,
                look_at="where the code gets its threshold: "
                "a variable's value is text, and may have a fraction",
            ) from None


def threshold_of(cloud: Cloud) -> float:
    """Return the function's threshold as its variables set it. Raises Unmet where it is no number."""
    given = variables_of(cloud, FUNCTION).get("THRESHOLD", str(OTHERWISE))
    try:
        return float(given)
    except ValueError:
        raise Unmet(
            "mismatch",
            expected="the variable THRESHOLD to be a number",
            found=f"it is {given!r}",
            look_at='Environment={"Variables": ...}: the number alone, without a sign',
        ) from None


@task(
    "threshold-configured",
    lab=LAB,
    points=10,
    needs=("watch-created",),
    hints=(
        "Either the variable is not set as the prompt says, or the code works with a number of its own. "
        "The card names which of the two.",
        "See Environment in the reference of update_function_configuration. Names in capitals are other "
        "names than those in small letters, and values are text.",
        'configure(Environment={"Variables": {<name>: <value as text>}}). If a copy with another value '
        "fails, mend the code of the task before, then update().",
    ),
)
def threshold_configured(cloud: Cloud) -> None:
    """Pass where THRESHOLD is set, and a copy of the function with another one works with that."""
    variables = variables_of(cloud, FUNCTION)
    if "THRESHOLD" not in variables or threshold_of(cloud) != THRESHOLD:
        given = variables.get("THRESHOLD")
        raise Unmet(
            "missing" if given is None else "mismatch",
            expected=f"the variable THRESHOLD of {FUNCTION} to be {THRESHOLD}",
            found=listed("its variables", sorted(variables)) if given is None else f"it is {given}",
            look_at="configure(Environment=...): the name in capitals, the value as text",
        )
    _require_any_threshold(cloud, variables)


@task(
    "bad-reports-refused",
    lab=LAB,
    points=15,
    needs=("watch-created",),
    hints=(
        "The card shows the report that was sent. Follow it through disks_of line by line: where does it "
        "stop being what your code takes for granted?",
        "See isinstance and raise in Python's reference. Which comes first: asking whether something is "
        "there, or using it?",
        "disks = event.get(<key>); if not isinstance(...): raise BadReport(<text>); a loop over the disks "
        "with one if for each rule; return disks. Compare only what is a number.",
    ),
)
def bad_reports_refused(cloud: Cloud) -> None:
    """Pass where each bad report ends in the error of its own, and the good ones at the bounds do not."""
    name = f"db-{secrets.token_hex(3)}:/var"
    _require_judge(cloud)
    for disks in (None, name, [{"used": 50}]):
        require_refusal(cloud, FUNCTION, {"disks": disks})
    sound = {"name": "web-1:/", "used": 12}
    for bad in ({"used": 100.1}, {"used": -1}, {"used": "93"}, {"used": None}, {}):
        require_refusal(cloud, FUNCTION, {"disks": [sound, {"name": name} | bad]}, mention=name)
    for good in ([{"name": name, "used": 0}, {"name": name, "used": 99.9}], []):
        require_full(cloud, FUNCTION, good, threshold_of(cloud))


def _require_judge(cloud: Cloud) -> None:
    """Raise Unmet unless a report without disks is refused; where nobody judges it, the handler is why."""
    handler = get_function(cloud, FUNCTION)["Handler"]
    try:
        require_refusal(cloud, FUNCTION, {})
    except Unmet:
        if handler != BARE:
            raise
        raise Unmet(
            "mismatch",
            expected=f"{FUNCTION} to begin in guarded.py, which asks disks_of first",
            found=f"its handler is {handler}",
            look_at="the cell below your answer: update(), then configure(Handler=...)",
        ) from None
