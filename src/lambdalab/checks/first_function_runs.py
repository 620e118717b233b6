"""Lab 01, its runs: what they log, need and cost, and all that was built at work together."""

from lambdalab.aws import Cloud
from lambdalab.checks.disk_reports import disks_around, require_full, require_lines, require_refusal
from lambdalab.checks.findings import require_figure, require_start
from lambdalab.checks.first_function import FUNCTION, LAB, threshold_of
from lambdalab.checks.first_function_questions import QUESTIONS
from lambdalab.checks.functions import get_function
from lambdalab.checks.logs import lines_of, report_of, reports_of
from lambdalab.checks.questions import require_choices, require_tags
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet

SECONDS, MEGABYTES = range(3, 11), 512
ROOM = 1.8
"""Twice is what is asked for; what runs use varies a little."""
LOAD_MS = 1000
"""A run that loads the inventory takes longer than this."""
TEAMS = {"db": "data team", "web": "shop team", "mail": "office team"}


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
