"""The launcher as a new user meets it: a copy of the checkout, in a path with spaces.

With --set-up it is set up from nothing, as the suite's own checkout was.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from launcher_testing import (
    START_SECONDS,
    STOP_SECONDS,
    Lab,
    borrow_environments,
    copy_checkout,
    engines,
    host_environment,
    kernels,
    open_kernel,
    processes_of,
    run,
    start,
    status_of,
    wait_until,
)

from lambdalab.aws import LOOPBACK
from lambdalab.servers import free_port

NOWHERE = "http://127.0.0.1:9"
"""Nothing listens on port 9 of loopback."""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the checkout in which nothing was set up, as long as no test asks for ``checkout``."""
    return copy_checkout(tmp_path_factory.mktemp("a new user") / "Lambda Lab")


@pytest.fixture(scope="module")
def checkout(bare: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Return the copy, set up: with what is installed here, or with --set-up by its first ./lab."""
    if request.config.getoption("--set-up", default=False):
        done = run(bare, "--help")
        assert done.returncode == 0, done.stderr
    else:
        borrow_environments(bare)
    yield bare
    shutil.rmtree(bare / ".venv")
    shutil.rmtree(bare / "engine" / ".venv")


def test_doctor_works_before_anything_is_installed(bare: Path) -> None:
    """The doctor says what is missing and which command mends it, and installs nothing itself."""
    done = run(bare, "doctor", env=host_environment(COLUMNS="80"))
    assert done.returncode == 1
    assert re.search(r"!!  the course +missing.*\n +-> \./lab\n", done.stdout)
    assert max(len(line) for line in done.stdout.splitlines() if str(bare) not in line) <= 80
    assert not (bare / ".venv").exists()


def test_set_up_without_network_says_so_and_leaves_nothing(bare: Path, tmp_path: Path) -> None:
    """With no index to reach and nothing in the caches, two lines say what happened and what to do."""
    nothing = {"UV_INDEX_URL": NOWHERE, "PIP_INDEX_URL": NOWHERE, "UV_CACHE_DIR": str(tmp_path)}
    nothing |= {"PIP_NO_CACHE_DIR": "1", "PIP_CONFIG_FILE": os.devnull, "UV_HTTP_RETRIES": "0"}
    nothing |= {"PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}
    done = run(bare, env=host_environment(**nothing))
    *_, what, next_step = done.stderr.splitlines()
    assert done.returncode == 1
    assert re.fullmatch(r"Setting up the course failed \(.*\); nothing half-made is left\.", what)
    assert "check the network" in next_step
    assert not (bare / ".venv").exists()


def test_interrupted_set_up_leaves_nothing(bare: Path) -> None:
    """Ctrl-C in the middle of the first set-up removes what was made so far."""
    with start(bare) as lab:
        wait_until((bare / ".venv" / "bin" / "python").exists, START_SECONDS, "a half-made environment")
        assert lab.end(signal.SIGINT) == 1
        assert lab.said().splitlines()[-1].startswith("Set-up was interrupted; nothing half-made is left.")
    assert not (bare / ".venv").exists()
    assert processes_of(bare) == []


def test_second_run_is_silent_from_anywhere(checkout: Path, tmp_path: Path) -> None:
    """With nothing left to do, set-up says nothing; a link to ./lab in another folder works alike."""
    link = tmp_path / "course"
    link.symlink_to(checkout / "lab")
    done = subprocess.run(
        [link, "--help"], env=host_environment(), cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: ./lab ")


def test_doctor_is_content(checkout: Path) -> None:
    """After set-up nothing is wrong, and the versions are told."""
    done = run(checkout, "doctor")
    assert done.returncode == 0, done.stdout
    assert "localstack-core 4.14.0" in done.stdout


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["teach"], "'teach'"),
        (["--quick"], "--quick"),
        (["--port", "http"], "'--port'"),
        (["engine", "--port", "99999"], "'--port'"),
        (["author", "run", "none.ipynb"], "none.ipynb"),
    ],
)
def test_wrong_words_get_one_line(checkout: Path, words: list[str], named: str) -> None:
    """An unknown verb, an unknown option or a value that cannot be is named, and the way to the help."""
    done = run(checkout, *words)
    assert done.returncode != 0
    assert named in done.stderr
    assert re.fullmatch(r".+\. \./lab --help tells what there is\.\n", done.stderr)


@pytest.mark.parametrize("verb", [[], ["engine"]])
def test_wanted_port_in_use_is_told(checkout: Path, verb: list[str]) -> None:
    """A port that was asked for and is taken is an error with a next step, and nothing is started."""
    with socket.create_server((LOOPBACK, 0)) as foreign:
        port = foreign.getsockname()[1]
        done = run(checkout, *verb, "--port", str(port))
    assert done.returncode == 1
    what, next_step = done.stderr.splitlines()
    assert what == f"Port {port} is in use by another program."
    assert "--port" in next_step
    assert processes_of(checkout) == []


@pytest.fixture(scope="class")
def lab(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Run ./lab with no writable home, a proxy that is down, and a PYTHONPATH that breaks rich."""
    broken = tmp_path_factory.mktemp("broken")
    (broken / "rich.py").write_text("raise SystemError")
    below_a_file = checkout / "README.md" / "home"
    port = str(free_port())
    hostile = host_environment(
        HOME=str(below_a_file),
        PYTHONPATH=str(broken),
        http_proxy=NOWHERE,
        HTTP_PROXY=NOWHERE,
        AWS_PROFILE="production",
        AWS_SESSION_TOKEN="a real one",
    )
    with start(checkout, "--no-browser", "--port", port, env=hostile) as lab:
        lab.wait_for("Ctrl-C stops it.")
        assert lab.port("jupyter") == int(port)
        open_kernel(lab)
        yield lab


class TestRunningLab:
    """One ./lab, in a host's environment that would break a careless one."""

    def test_engine_is_healthy(self, lab: Lab) -> None:
        """When ./lab says ready, AWS is."""
        assert status_of(lab.port("engine")) == 200
        url = f"http://{LOOPBACK}:{lab.port('engine')}/_localstack/health"
        with urllib.request.urlopen(url, timeout=5) as health:
            assert json.loads(health.read())["services"]["lambda"] == "running"

    def test_token_is_private(self, lab: Lab) -> None:
        """The token is in a file of the user's own, and on no command line."""
        note = lab.checkout / ".lab" / "jupyter.json"
        assert note.stat().st_mode & 0o777 == 0o600
        token = lab.note("jupyter")["token"]
        assert not [one for one in processes_of(lab.checkout) if token in " ".join(one.cmdline())]

    def test_without_token_jupyterlab_refuses(self, lab: Lab) -> None:
        """Another user of the machine cannot run code in this JupyterLab."""
        url = f"http://{LOOPBACK}:{lab.port('jupyter')}/api/kernels"
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(url, timeout=5)

    def test_all_listen_on_loopback_alone(self, lab: Lab) -> None:
        """No server of the lab can be reached from another machine."""
        listening = {
            connection.laddr.ip
            for process in processes_of(lab.checkout)
            for connection in process.net_connections("inet")
            if connection.status == psutil.CONN_LISTEN
        }
        assert listening == {LOOPBACK}

    def test_kernel_sees_only_the_written_environment(self, lab: Lab) -> None:
        """Nothing of the host's AWS settings and no token reach a notebook."""
        [kernel] = kernels(lab.checkout)
        seen = kernel.environ()
        host = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "JUPYTER_TOKEN", "PYTHONPATH", "HTTP_PROXY")
        assert [name for name in host if name in seen] == []
        assert seen["AWS_ENDPOINT_URL"] == f"http://{LOOPBACK}:{lab.port('engine')}"

    def test_second_lab_opens_the_running_one(self, lab: Lab) -> None:
        """A second ./lab says that one runs, gives its address, and ends."""
        done = run(lab.checkout, "--no-browser")
        assert done.returncode == 0
        assert "already running" in done.stderr
        assert f"{LOOPBACK}:{lab.port('jupyter')}/" in done.stderr

    def test_second_engine_names_the_running_one(self, lab: Lab) -> None:
        """./lab engine beside it starts nothing."""
        done = run(lab.checkout, "engine")
        assert done.returncode == 0
        assert f"already running at http://{LOOPBACK}:{lab.port('engine')}" in done.stderr
        assert len(engines(lab.checkout)) == 1

    def test_doctor_finds_what_runs(self, lab: Lab) -> None:
        """The doctor tells both addresses."""
        told = run(lab.checkout, "doctor").stdout
        assert f"ready at http://{LOOPBACK}:{lab.port('engine')}" in told
        assert f"ready at http://{LOOPBACK}:{lab.port('jupyter')}" in told

    def test_killed_engine_comes_back_on_its_port(self, lab: Lab) -> None:
        """An engine that dies is started again where notebooks look for it, and the terminal says so."""
        [engine] = engines(lab.checkout)
        engine.kill()
        lab.wait_for("The engine ended with -9; starting it again.")
        wait_until(lambda: status_of(lab.port("engine")) == 200, START_SECONDS, "the engine")
        assert engines(lab.checkout) != [engine]

    def test_ctrl_c_leaves_no_process(self, lab: Lab) -> None:
        """Ctrl-C, even twice, ends engine, JupyterLab and kernels, and takes the notes away."""
        lab.process.send_signal(signal.SIGINT)
        assert lab.end(signal.SIGINT) == 0
        assert lab.said().rstrip().endswith("Stopped.")
        assert processes_of(lab.checkout) == []
        assert list((lab.checkout / ".lab").glob("*.json")) == []


def test_killed_lab_leaves_no_server_and_the_next_one_works(checkout: Path) -> None:
    """After kill -9 the servers end by themselves; the next ./lab starts at once, and SIGTERM ends it."""
    with start(checkout, "--no-browser") as killed:
        killed.wait_for("Ctrl-C stops it.")
        open_kernel(killed)
        killed.end(signal.SIGKILL)
        with start(checkout, "--no-browser") as following:
            following.wait_for("Ctrl-C stops it.")
            wait_until(lambda: len(engines(checkout)) == 1, STOP_SECONDS, "the end of the first engine")
            assert following.end(signal.SIGTERM) == 0
    assert processes_of(checkout) == []


def test_lab_uses_the_engine_that_runs_and_usual_ports_in_use_are_passed_over(checkout: Path) -> None:
    """With the usual ports taken, others are chosen and said; an engine of ./lab engine is left running."""
    with contextlib.ExitStack() as stack:
        for usual in (4566, 8888):
            with contextlib.suppress(OSError):  # something else has it: that will do as well
                stack.enter_context(socket.create_server((LOOPBACK, usual)))
        alone = stack.enter_context(start(checkout, "engine"))
        alone.wait_for("4566 is in use by another program.")
        lab = stack.enter_context(start(checkout, "--no-browser"))
        lab.wait_for("Ctrl-C stops it.")
        assert f"Using the engine that already runs at http://{LOOPBACK}:{alone.port('engine')}" in lab.said()
        assert "8888 is in use by another program." in lab.said()
        assert lab.end(signal.SIGHUP) == 0
        assert status_of(alone.port("engine")) == 200
        assert alone.end(signal.SIGINT) == 0
    assert processes_of(checkout) == []
