"""Reads what is written for people: the links, paths and commands of a document, and what is wrong there."""

import re
import shlex
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from typer.core import TyperGroup
from typer.exceptions import TyperException
from typer.main import get_command

from lambdalab.cli import app
from lambdalab.paths import ROOT

DOCUMENTS = sorted(
    path for pattern in ("*.md", "docs/*.md", "benchmarks/*.md") for path in ROOT.glob(pattern)
)

LAB_OF_EXAMPLE, LAB_THAT_IS_THERE = "99-tiny", "01-first-function"
"""CONTRIBUTING's example begins a lab that is not there."""

_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_PLACEHOLDER = re.compile(r"[A-Z]+(\.(py|ipynb|json))?")
_FILE_BY_ITS_NAME = re.compile(r"[\w.-]+\.(md|cff|toml)")
_MADE_HERE = {".git", *(line.strip("/") for line in (ROOT / ".gitignore").read_text().split())}
_FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir()} - _MADE_HERE


def commands(text: str) -> list[str]:
    """Return the command lines that a text shows."""
    blocks = (block for _, language, block in _FENCE.findall(text) if language == "console")
    return [line.strip()[2:] for block in blocks for line in block.splitlines() if line.strip()[:2] == "$ "]


def quoted(text: str) -> list[str]:
    """Return what stands between single back-ticks, each in one line."""
    return [" ".join(code.split()) for code in re.findall(r"`([^`]+)`", _FENCE.sub("", text))]


def anchors(text: str) -> set[str]:
    """Return the names of a text's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def faults_of_anchors(text: str, document: Path) -> Iterator[str]:
    """Tell which links name a heading that is not there, in this document or in another one."""
    for file, anchor in re.findall(r"\]\(([^)\s:#]*)#([^)\s]+)\)", text):
        target = (document.parent / file).read_text() if file else text
        if anchor not in anchors(target):
            yield f"{file}#{anchor}: there is no such heading"


def faults_of_paths(words: Iterable[str], document: Path) -> Iterator[str]:
    """Tell which words name a file, folder or test of the repository that is not there."""
    for word in words:
        path, _, test = word.rstrip(".,:;").partition("::")
        if not _is_ours(path) or LAB_OF_EXAMPLE.partition("-")[2] in re.split(r"\W", path):
            continue
        places = (ROOT, document.parent)
        found = [file for place in places for file in place.glob(path.rstrip("/"))]
        if not found:
            yield f"{path} is not there"
        elif test and not re.search(rf"(def|class) {test}\b", found[0].read_text()):
            yield f"{path} has no {test}"


def _is_ours(path: str) -> bool:
    first, *others = path.split("/")
    if not others:
        return bool(_FILE_BY_ITS_NAME.fullmatch(path))
    return first in _FOLDERS and not any(_PLACEHOLDER.fullmatch(part) for part in others)


def faults_of_programs(words: list[str]) -> Iterator[str]:
    """Tell which program of the environment, or which module, a command line would not find."""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word.startswith(".venv/bin/") and not (Path(sys.executable).parent / Path(word).name).exists():
            yield f"{word} is not there"
        if word == "-m" and following.startswith("lambdalab") and find_spec(following) is None:
            yield f"there is no module {following}"


def refusal(command: str, *, whole: bool = True) -> str:
    """Return why ./lab would not understand a command line; "" where it would.

    One that is not ``whole`` may name a verb without what the verb needs.
    """
    words = shlex.split(command.replace(LAB_OF_EXAMPLE, LAB_THAT_IS_THERE), comments=True)[1:]
    try:
        _parse(get_command(app), [word for word in words if word not in ("--help", "…")])
    except TyperException as error:
        told = error.format_message()
        return "" if told.startswith("Missing argument") and not whole else told
    return ""


def _parse(command: object, words: list[str]) -> None:
    """Parse words as a command or a group of them does, and run nothing."""
    context = command.make_context("./lab", words)
    rest = [*context._protected_args, *context.args]
    if isinstance(command, TyperGroup) and rest:
        _, verb, words = command.resolve_command(context, rest)
        _parse(verb, words)
