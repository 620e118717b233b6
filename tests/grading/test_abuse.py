"""Hand-ins that want marks without work, with and without the sandbox: none of them gains anything."""

import re
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from grading_testing import BOTH, LAB, OPEN, earned, graded, matched, needs_sandbox, printed

from lambdalab.aws import Cloud, find_endpoint
from lambdalab.grading.marking import Marked
from lambdalab.grading.rehearsal import solved
from lambdalab.grading.running import Limits
from lambdalab.paths import LABS, ROOT, SOLUTIONS

needs_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere the machine's first process takes orphans"
)

FAKE_VERDICTS = """
from IPython.display import display
from lambdalab.checks import Verdict, tasks_of
for task in tasks_of("02-object-notifications"):
    display(Verdict(task.name, "passed", task.points, task.points))
print(100.0)
100.0
"""
PATCHED_CHECKS = """
import lambdalab.checks as checks, lambdalab.checks.registry as registry, lambdalab.lab as lab
passed = lambda name, *_: checks.Verdict(name, "passed", 10.0, 10.0)
judge = lambda task, *_: passed(getattr(task, "name", task))
registry._judge = registry.judge = checks.judge = lab.judge = judge
for name, task in registry.TASKS.items():
    object.__setattr__(task, "check", lambda cloud: None)
lab.check("upload-arrives")
"""
PATCHED_DISPLAY = """
import IPython.display, builtins
get_ipython().display_formatter.format = lambda *_, **__: ({"text/html": "<b>100 of 100</b>"}, {})
builtins.print = lambda *_, **__: None
"""
FAKE_WORDS = """
import json, os
told = {"done": True, "verdicts": [["upload-arrives", "passed", 20]], "ended": 1, "outputs": [], "fault": ""}
for number in range(3, 20):
    try:
        end = os.open(f"/proc/{os.getppid()}/fd/{number}", os.O_WRONLY)
        os.write(end, (json.dumps(told) + chr(10)).encode())
    except OSError:
        pass
"""
AT_THE_END = """
import atexit, pathlib
def rewrite():
    for path in pathlib.Path("/").glob("home/*/*.ipynb"):
        path.write_text(path.read_text().replace("0.0", "100.0"))
atexit.register(rewrite)
"""
READS = f"""
import pathlib
ALLOWED = {[*ROOT.parts, *Path(sys.base_prefix).parts, "matplotlib", ".venv", "src", ".lab"]!r}
seen = []
for place in {[str(place) for place in (SOLUTIONS, LABS, ROOT, ROOT / ".lab", Path.home())]!r}:
    try:
        if any(path.name not in ALLOWED for path in pathlib.Path(place).iterdir()):
            seen.append(place)
    except OSError:
        pass
seen
"""
WRITES = f"""
import lambdalab.checks.registry as registry, pathlib
written = []
for place in ({str(ROOT)!r}, registry.__file__, "/usr/x", "/etc/x", "/run/engine/x"):
    try:
        path = pathlib.Path(place)
        path = path / "planted" if path.is_dir() else path
        path.open("a").close()
        written.append(place)
    except OSError:
        pass
written
"""
OTHER_ACCOUNTS = """
answers = []
for key in ("123456789012", "000000000000"):
    try:
        s3 = boto3.client("s3", aws_access_key_id=key, aws_secret_access_key="x")
        answers.append(s3.list_buckets()["Buckets"])
    except Exception as error:
        answers.append(type(error).__name__)
answers
"""
MANAGEMENT = """
import os, urllib.request, urllib.error
url = os.environ["AWS_ENDPOINT_URL"]
statuses = []
asked = {
    "/_localstack/health": b'{"action": "kill"}',
    "/_aws/sqs/messages": b"",
    "/": b"",
    "/_lambdalab/pass-time": b'{"account": "123456789012", "region": "us-east-1", "seconds": 60}',
}
for path, body in asked.items():
    try:
        statuses.append(urllib.request.urlopen(urllib.request.Request(url + path, body)).status)
    except urllib.error.HTTPError as error:
        statuses.append(error.code)
statuses
"""
NETWORK = """
import socket
reached = []
for address in (("127.0.0.1", PORT), ("1.1.1.1", 53)):
    try:
        socket.create_connection(address, timeout=2).close()
        reached.append(address)
    except OSError:
        pass
reached
"""
MAKERS = """
import importlib, importlib.util
found = []
for name in ("building", "faults"):
    try:
        importlib.import_module(f"lambdalab.outage.{name}")
        found.append(name)
    except (ImportError, OSError):
        pass
folder = importlib.util.find_spec("lambdalab.outage").submodule_search_locations[0]
found + [one.name for one in __import__("pathlib").Path(folder, "__pycache__").glob("*")]
"""
DISK = """
try:
    with open("large", "wb") as file:
        for _ in range(600):
            file.write(bytes(1_000_000))
    kept = "all of it"
except OSError as error:
    kept = error.strerror
kept
"""
MEMORY = """
try:
    len(bytearray(6_000_000_000))
except MemoryError:
    print("no memory")
"""
FORKS = """
import subprocess
running = []
try:
    while len(running) < 1000:
        running.append(subprocess.Popen(["/bin/sleep", "60"]))
except OSError:
    pass
for process in running:
    process.kill()
print("processes:", len(running))
"""
LARGE_OUTPUT = "print('spam' * 20_000_000)"

TRICKS = {
    "fake verdicts": FAKE_VERDICTS,
    "patched checks": PATCHED_CHECKS,
    "patched display": PATCHED_DISPLAY,
    "fake words": FAKE_WORDS,
    "at the end": AT_THE_END,
}
PROBES = {
    "reads": READS,
    "writes": WRITES,
    "accounts": OTHER_ACCOUNTS,
    "management": MANAGEMENT,
    "network": NETWORK,
    "makers": MAKERS,
    "disk": DISK,
    "memory": MEMORY,
    "output": LARGE_OUTPUT,
    "forks": FORKS,
}


@pytest.fixture(scope="module")
def listener() -> Iterator[int]:
    """Give the port of a server on this machine's loopback."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture(scope="module")
def probed(listener: int) -> Marked:
    """Grade one hand-in, shut in, that tries everything which does not end it."""
    cells = [source.replace("PORT", str(listener)) for source in PROBES.values()]
    return graded(OPEN, *cells, limits=Limits(cell_seconds=40))


def _told(probed: Marked, probe: str) -> str:
    return printed(probed, 1 + list(PROBES).index(probe))


def _running(word: str) -> list[psutil.Process]:
    """Return the processes on whose command line a word stands."""
    return [one for one in psutil.process_iter(["cmdline"]) if word in (one.info["cmdline"] or ())]


@pytest.mark.parametrize("shut_in", BOTH)
def test_what_a_notebook_says_of_itself_earns_nothing(shut_in: bool) -> None:
    """Fake verdicts, patched checks and displays, words in the runner's name, outputs rewritten."""
    marked = graded(OPEN, *TRICKS.values(), shut_in=shut_in)
    assert earned(marked) == 0
    assert {verdict.status for verdict in marked.verdicts} <= {"missing", "skipped"}


def test_deleted_checks_are_asked_all_the_same() -> None:
    """A notebook without its graded cells is judged on all tasks."""
    notebook = solved()
    notebook["cells"] = [
        cell for cell in notebook["cells"] if not cell["metadata"].get("nbgrader", {}).get("grade")
    ]
    assert [source for _, source in matched(notebook).run()] == [
        source for _, source in matched(solved()).run()
    ]


@needs_sandbox
def test_solutions_and_gradebook_are_not_there_to_read(probed: Marked) -> None:
    """Nor anything else of the checkout but the course's package, nor a home."""
    assert _told(probed, "reads") == str({"text/plain": "[]"})


@needs_sandbox
def test_nothing_of_others_can_be_written(probed: Marked) -> None:
    """No check, no other hand-in, no file of this machine."""
    assert _told(probed, "writes") == str({"text/plain": "[]"})
    assert not (ROOT / "planted").exists()


@needs_sandbox
def test_another_account_is_out_of_reach(probed: Marked) -> None:
    """The gateway refuses it, and the report says that it was tried."""
    assert "ClientError" in _told(probed, "accounts")
    assert "Buckets" not in _told(probed, "accounts")
    assert any("123456789012" in refusal for refusal in probed.refusals)


@needs_sandbox
def test_the_engine_cannot_be_managed(probed: Marked) -> None:
    """Neither ended, nor asked for others' messages, nor its time turned for another account."""
    assert _told(probed, "management") == str({"text/plain": "[403, 403, 403, 403]"})


@needs_sandbox
def test_there_is_no_network_but_the_engine(probed: Marked) -> None:
    """Not even to a server on this machine's loopback."""
    assert _told(probed, "network") == str({"text/plain": "[]"})


@needs_sandbox
def test_what_builds_and_breaks_lab_10_is_not_there(probed: Marked) -> None:
    """So a hand-in cannot put a whole system, or an easier one, in the place of its own."""
    assert _told(probed, "makers") == str({"text/plain": "[]"})


@needs_sandbox
def test_disk_memory_and_processes_end(probed: Marked) -> None:
    """Each with the error that a program gets where there is no more."""
    assert "No space left" in _told(probed, "disk")
    assert "no memory" in _told(probed, "memory")
    assert int(re.findall(r"processes: (\d+)", _told(probed, "forks"))[0]) < 200


def test_a_large_output_is_cut(probed: Marked) -> None:
    """The rest of the notebook runs on."""
    assert len(_told(probed, "output")) < 70_000
    assert "cut here" in _told(probed, "output")


def test_probing_earned_nothing(probed: Marked) -> None:
    """The engine is as it was, and all is told."""
    assert earned(probed) == 0


@pytest.mark.parametrize("shut_in", BOTH)
@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("import os\nos._exit(0)", "kernel ended"),
        ("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nwhile True: pass", "ended here"),
        (
            "while True:\n    try:\n        import time; time.sleep(9)\n    except BaseException: pass",
            "no interrupt",
        ),
    ],
    ids=["exit", "kills the runner", "catches all"],
)
def test_who_ends_or_holds_the_run_is_named_and_graded(source: str, fault: str, shut_in: bool) -> None:
    """What was built before is judged; the cell is named."""
    marked = graded(OPEN, source, "boto3", shut_in=shut_in, limits=Limits(cell_seconds=2))
    assert [(cell, fault in said) for cell, said in marked.faults] == [(1, True)]
    assert earned(marked) == 0


@needs_sandbox
def test_a_kill_of_everybody_stays_inside() -> None:
    """kill(-1) ends the hand-in's own processes alone."""
    marked = graded(OPEN, "import os, signal\nos.kill(-1, signal.SIGKILL)")
    assert len(marked.faults) == 1
    assert earned(marked) == 0


@pytest.mark.parametrize("shut_in", BOTH)
def test_what_is_left_running_ends_with_the_run(shut_in: bool, tmp_path: Path) -> None:
    """A thread and a process that would repair things later are gone before the checks are asked."""
    word = f"repairs-later-{tmp_path.name}-{shut_in}"
    source = f"""
import subprocess, sys, threading, time
threading.Thread(target=lambda: [time.sleep(1) for _ in range(600)]).start()
command = [sys.executable, "-c", "import time; time.sleep(600)", {word!r}]
repair = subprocess.Popen(command, start_new_session=True)
repair.poll()
"""
    assert earned(graded(OPEN, source, shut_in=shut_in)) == 0
    assert not _running(word)


@needs_linux
@pytest.mark.parametrize("shut_in", BOTH)
def test_a_process_that_left_its_family_ends_too(shut_in: bool, tmp_path: Path) -> None:
    """With its first process a sandbox ends; without one Linux gives orphans to the process that ran it."""
    word = f"left-home-{tmp_path.name}-{shut_in}"
    source = f"""
import os, sys
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(600)", {word!r}])
    os._exit(0)
os.wait()
"""
    graded(OPEN, source, "import os\nos._exit(0)", shut_in=shut_in)
    assert not _running(word)


def test_a_function_that_knows_the_lab_s_own_file_gains_nothing() -> None:
    """It answers rightly what the notebook uploads, and the checks send names of their own."""
    handler = """%%writefile build/notify/app.py
def handler(event, context):
    return ["monday sales.csv"] if event["Records"] else []
"""
    plan = matched(solved(instead={"function-reads-event": handler}))
    until = next(number for number, cell in enumerate(plan.cells) if cell.task == "topic-reaches-inbox")
    marked = graded(*[source for number, source in plan.run() if number < until])
    statuses = {verdict.task: verdict.status for verdict in marked.verdicts}
    assert statuses["function-created"] == "passed"
    assert statuses["function-reads-event"] == "mismatch"


def test_the_account_is_judged_that_the_notebook_was_given() -> None:
    """Work in an account of another lab earns nothing, and is told; a fresh one of its own lab counts."""
    other = OPEN.replace(LAB, "04-backups")
    marked = graded(other, 'boto3.client("s3").create_bucket(Bucket="elsewhere-" + account.id)')
    assert marked.refusals
    fresh = OPEN.replace(f'"{LAB}"', f'"{LAB}", fresh=True')
    topic = """
inbox = boto3.client("sqs").create_queue(QueueName="inbox")["QueueUrl"]
arn = f"arn:aws:sqs:us-east-1:{account.id}:inbox"
allow = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn}
policy = __import__("json").dumps({"Statement": [allow]})
boto3.client("sqs").set_queue_attributes(QueueUrl=inbox, Attributes={"Policy": policy})
topic = boto3.client("sns").create_topic(Name="reports")["TopicArn"]
boto3.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)["SubscriptionArn"]
"""
    assert earned(graded(OPEN, fresh, topic)) == 10


def test_the_engine_is_still_there() -> None:
    """After all that, it answers as before."""
    assert Cloud(find_endpoint(), "111122223333").client("s3").list_buckets()["Buckets"] == []
