"""The whole test suite: the linters, then pytest with nbval and the proof, each over an engine of its own."""

import json
import os
import secrets
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console

from lambdalab import countdown, engine, jupyter
from lambdalab.environments import COURSE, ENGINE
from lambdalab.paths import ROOT
from lambdalab.servers import free_port

console = Console(stderr=True, highlight=False, soft_wrap=True)

BIN = COURSE.folder / "bin"

_SET_UP_SETTINGS = (
    "UV_",
    "PIP_",
    "SSL_CERT_",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "XDG_CACHE_HOME",
)

_ENGINE_TYPES = ("--python-executable", ENGINE.python, "--cache-dir", ".mypy_cache/engine")

STATIC_CHECKS = (
    ("ruff check", (BIN / "ruff", "check", ".")),
    ("ruff format", (BIN / "ruff", "format", "--check", ".")),
    ("mypy src", (BIN / "mypy", "src")),
    ("mypy engine", (BIN / "mypy", *_ENGINE_TYPES, "engine/src")),
    ("author build", (BIN / "python", "-P", "-m", "lambdalab.cli", "author", "build", "--check")),
)
"""What is told of the files alone; a hook of pre-commit's runs the same."""

PROOF = (BIN / "python", "-P", "-m", "lambdalab.desk", "--share")


def run_notebooks(notebooks: Sequence[Path]) -> None:
    """Run notebooks over an engine of their own and write them back with their outputs."""
    from lambdalab.author import keep_outputs

    with engine.running(free_port()) as url, tempfile.TemporaryDirectory() as notes:
        os.environ.update(_environment(url, notes))
        for notebook in notebooks:
            with console.status(f"Running {notebook} …"):
                keep_outputs(notebook.resolve())
            console.print(f"{notebook} ran to its end; its outputs are kept.")


def prove_labs(
    labs: Sequence[str], *, table: Path | None, task: str | None, share: bool, apart: bool
) -> bool:
    """Prove labs, all where none is named, over an engine of their own; return whether nothing is wrong."""
    from lambdalab.desk import check

    with engine.running(free_port()) as url, tempfile.TemporaryDirectory() as notes:
        os.environ.update(_environment(url, notes))
        return check(labs, table=table, task=task, share=share, apart=apart)


def run_suite(words: Sequence[str]) -> int:
    """Run everything, or pytest alone with ``words``; return the exit status."""
    failed = [] if words else _failed_static_checks()
    status = _run_on_an_engine((BIN / "python", "-P", "-m", "pytest", *words))
    if not words:
        console.print("[bold]author check[/bold]")
        if _run_on_an_engine(PROOF) != 0:
            failed.append("author check")
    _tell(failed)
    return status or len(failed)


def run_static_checks() -> int:
    """Run what needs no engine, and return the exit status."""
    failed = _failed_static_checks()
    _tell(failed)
    return len(failed)


def _failed_static_checks() -> list[str]:
    """Run them side by side, show what each says, and return the titles of those that failed."""
    failed = []
    with ThreadPoolExecutor() as pool:
        done_in_order = pool.map(_run, [command for _, command in STATIC_CHECKS])
        for (title, _), done in zip(STATIC_CHECKS, done_in_order, strict=True):
            console.print(f"[bold]{title}[/bold]")
            print(done.stdout, end="", flush=True)
            if done.returncode:
                failed.append(title)
    return failed


def _tell(failed: Sequence[str]) -> None:
    if failed:
        console.print(f"[red]failed:[/red] {', '.join(failed)}")


def _run_on_an_engine(command: Sequence[object]) -> int:
    """Run a command over a new engine, which no other one has filled; return its exit status."""
    port = free_port()
    with engine.running(port) as url, tempfile.TemporaryDirectory() as notes:
        env = _environment(url, notes) | {
            name: os.environ[name] for name in ("CI", "COLUMNS", "LAMBDALAB_SANDBOX") if name in os.environ
        }
        env["LAMBDALAB_SET_UP"] = _for_set_up()
        status = subprocess.run([str(word) for word in command], env=env, cwd=ROOT).returncode
    if status == 0:
        engine.log_file(port).unlink()  # a log is kept where it may tell why something failed
    return status


def _environment(url: str, notes: str) -> dict[str, str]:
    """Return the environment of notebooks, as a learner whose accounts are all empty."""
    env = jupyter.environment(url)
    Path(env["IPYTHONDIR"]).mkdir(parents=True, exist_ok=True)  # IPython warns where it is missing
    learner = f"test-{secrets.token_hex(4)}"
    return env | {"LAMBDALAB_LEARNER": learner, "LAMBDALAB_NOTES": notes, countdown.OFF: "off"}


def _for_set_up() -> str:
    """Return, as JSON, the host's settings of package indexes and caches: the launcher's tests set up too."""
    told = {name: value for name, value in os.environ.items() if name.upper().startswith(_SET_UP_SETTINGS)}
    return json.dumps(told)


def _run(command: Sequence[object]) -> subprocess.CompletedProcess[str]:
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
