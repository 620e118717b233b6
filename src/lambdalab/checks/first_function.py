"""Lab 01: a function that reads a report of disks: configured, robust, logged, limited and quick."""

import secrets

from lambdalab.aws import Cloud
from lambdalab.checks.disk_reports import disks_around, require_full, require_lines, require_refusal
from lambdalab.checks.findings import require_figure, require_start
from lambdalab.checks.first_function_questions import QUESTIONS
from lambdalab.checks.functions import error_of, get_function, invoke, variables_of
from lambdalab.checks.logs import lines_of, report_of, reports_of
from lambdalab.checks.questions import require_choices, require_tags
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet
from lambdalab.checks.twins import twin

LAB = "01-first-function"
FUNCTION = "disk-watch"
THRESHOLD, OTHERWISE = 80, 90
SECONDS, MEGABYTES = range(3, 11), 512
ROOM = 1.8
"""Twice is what is asked for; what runs use varies a little."""
LOAD_MS = 1000
"""A run that loads the inventory takes longer than this."""
TEAMS = {"db": "data team", "web": "shop team", "mail": "office team"}


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
    get_function(cloud, FUNCTION)
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
        "The answer is not what the report asks for. Compare it with the card: is a disk missing, is one "
        "too many, or has the dictionary another shape?",
        "What does the prompt say of a disk exactly at the threshold? For the variable see os.environ in "
        "Python's reference, and its method get.",
        "threshold = float(os.environ.get(<name>, <number>)), a comprehension over the disks with an if, "
        'and return {"full": ..., "checked": len(...)}. Then update().',
    ),
)
def full_disks_found(cloud: Cloud) -> None:
    """Pass where the function names the disks at or above its threshold, and counts all."""
    threshold = threshold_of(cloud)
    require_full(cloud, FUNCTION, disks_around(threshold), threshold)
    require_full(cloud, FUNCTION, [], threshold)


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
            found=f"its variables are {sorted(variables) or 'none'}" if given is None else f"it is {given}",
            look_at="configure(Environment=...): the name in capitals, the value as text",
        )
    other = secrets.choice([threshold + 0.5 for threshold in range(40, 70)])
    with twin(cloud, FUNCTION, variables | {"THRESHOLD": str(other)}) as copy:
        try:
            require_full(cloud, copy, disks_around(other), other)
        except Unmet as unmet:
            raise Unmet(
                "failed",
                expected=f"a copy of {FUNCTION} with THRESHOLD={other} to work with it",
                found=unmet.found,
                look_at='float(os.environ.get("THRESHOLD", ...)) in the code, instead of a number',
            ) from None


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
    require_refusal(cloud, FUNCTION, {})
    for disks in (None, name, [{"used": 50}]):
        require_refusal(cloud, FUNCTION, {"disks": disks})
    sound = {"name": "web-1:/", "used": 12}
    for bad in ({"used": 100.1}, {"used": -1}, {"used": "93"}, {"used": None}, {}):
        require_refusal(cloud, FUNCTION, {"disks": [sound, {"name": name} | bad]}, mention=name)
    require_full(
        cloud, FUNCTION, [{"name": name, "used": 0}, {"name": name, "used": 99.9}], threshold_of(cloud)
    )


@task(
    "lines-structured",
    lab=LAB,
    points=10,
    needs=("watch-created",),
    hints=(
        "The check reads your run's lines in the log. Each must be one JSON object, with nothing before it, "
        "and the names in it as the prompt has them.",
        "See json.dumps in Python's reference, and compare its result with that of str for the same "
        "dictionary. Your lines stand in the function's log group.",
        "In a loop over the full disks: print(json.dumps({<three names and values>})). After it, once: "
        "print(json.dumps({<three names and two counts>})). Then update().",
    ),
)
def lines_structured(cloud: Cloud) -> None:
    """Pass where a run logs a JSON line for each full disk and one for the report."""
    threshold = threshold_of(cloud)
    disks = disks_around(threshold)
    answer = require_full(cloud, FUNCTION, disks, threshold)
    require_lines(lines_of(cloud, FUNCTION, answer.request_id), disks, threshold)


@task(
    "limits-fit",
    lab=LAB,
    points=10,
    needs=("watch-created",),
    hints=(
        "One of the two settings leaves too little room for what the function was measured to need, or far "
        "more than it will ever use.",
        "See Timeout and MemorySize in the reference of update_function_configuration, with their units. "
        "Read Max Memory Used in the last REPORT line.",
        "configure(Timeout=<seconds>, MemorySize=<megabytes>), both whole numbers.",
    ),
)
def limits_fit(cloud: Cloud) -> None:
    """Pass where time-out and memory fit what the function's REPORT lines measured."""
    settings = get_function(cloud, FUNCTION)
    seconds, megabytes = settings["Timeout"], settings["MemorySize"]
    if seconds not in SECONDS:
        short = seconds < SECONDS[0]
        raise Unmet(
            "mismatch",
            expected=f"a time-out from {SECONDS[0]} to {SECONDS[-1]} seconds",
            found=f"it is {seconds} s: "
            + ("a slow day would end it" if short else "a run that hangs bills it"),
            look_at="configure(Timeout=...), in seconds",
        )
    used = max((report.used_mb for report in reports_of(cloud, FUNCTION).values()), default=0)
    if not ROOM * used <= megabytes <= MEGABYTES:
        raise Unmet(
            "mismatch",
            expected=f"memory for twice the largest Max Memory Used, up to {MEGABYTES} MB",
            found=f"{megabytes} MB, and its REPORT lines tell of {used} MB used",
            look_at="configure(MemorySize=...), in MB",
        )


@task(
    "starts-read",
    lab=LAB,
    points=10,
    needs=("watch-created",),
    hints=(
        "One of your findings is not what the log says of that request. The card shows both; are they from "
        "the same receipt, and from the same field of it?",
        "Only a cold start has an Init Duration. Each figure stands on a line of its own; in code, a "
        "text has a method split.",
        'facts = {"cold-request": <id>, "cold-init": <ms of Init Duration>, "warm-request": <id>, '
        '"warm-billed": <ms of Billed Duration>}.',
    ),
)
def starts_read(cloud: Cloud) -> None:
    """Pass where the function's tags tell of a cold and a warm start what its REPORT lines do."""
    facts = require_tags(cloud, FUNCTION, ("cold-request", "cold-init", "warm-request", "warm-billed"))
    reports = reports_of(cloud, FUNCTION)
    cold = require_start(FUNCTION, reports, facts["cold-request"], is_cold=True)
    warm = require_start(FUNCTION, reports, facts["warm-request"], is_cold=False)
    require_figure("cold-init", facts["cold-init"], cold.init_ms or 0.0, "Init Duration")
    require_figure("warm-billed", facts["warm-billed"], warm.billed_ms, "Billed Duration")


@task(
    "reasons-given",
    lab=LAB,
    points=10,
    needs=("watch-created",),
    hints=(
        "The card names the first question whose answer does not hold, and what speaks against the choice. "
        "The others may be right.",
        "Each question belongs to a step: errors to 4, limits to 3, lists to notebook 01's counter, the "
        "time-out to 6, logs to the role.",
        'choices = {"<question>": "<letter>", ...}, five of them. What you cannot decide, you can try on '
        "the function itself.",
    ),
)
def reasons_given(cloud: Cloud) -> None:
    """Pass where all questions are answered rightly in the function's tags."""
    require_choices(cloud, FUNCTION, QUESTIONS)


@task(
    "watch-on-duty",
    lab=LAB,
    points=15,
    needs=("watch-created",),
    hints=(
        "The whole function runs here. If the owners are wrong, compare with the colleague's file; if warm "
        "runs are slow, something in the handler still waits.",
        "Notebook 01 tells which lines of a file run once for each environment, and which for each event. "
        "Which of them asks the inventory?",
        "Two imports, <name> = <the slow call> at the file's left margin, then the handler with the other "
        "lines as they were. Then update().",
    ),
)
def watch_on_duty(cloud: Cloud) -> None:
    """Pass where everything works together, and a warm run no longer waits for the inventory."""
    threshold = threshold_of(cloud)
    disks = disks_around(threshold)
    runs = [require_full(cloud, FUNCTION, disks, threshold) for _ in range(3)]
    full = [disk["name"] for disk in disks if disk["used"] >= threshold]
    owners = {name: TEAMS.get(name.split("-")[0], "on call") for name in full}
    if runs[-1].payload.get("owners") != owners:
        raise Unmet(
            "mismatch",
            expected=f"the owners {owners}",
            found=f"they are {runs[-1].payload.get('owners')}",
            look_at="Handler (owners.handler), and the lines of your colleague that make the owners",
        )
    require_refusal(cloud, FUNCTION, {"disks": None})
    require_lines(lines_of(cloud, FUNCTION, runs[-1].request_id), disks, threshold)
    warm = min(report_of(cloud, FUNCTION, run.request_id).duration_ms for run in runs[1:])
    if warm >= LOAD_MS:
        raise Unmet(
            "failed",
            expected="a warm run that does not wait for the inventory",
            found=f"each of three runs in a row did, the quickest warm one for {warm:.0f} ms",
            look_at="the line with inventory.load(): is it run once for each event?",
        )
