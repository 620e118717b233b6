"""What is written for people is true of the repository: links, paths, commands, versions."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from documents_testing import (
    DOCUMENTS,
    commands,
    faults_of_anchors,
    faults_of_paths,
    faults_of_programs,
    quoted,
    refusal,
)

from lambdalab.house import faults_of_links
from lambdalab.paths import ROOT

EACH = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
BIN = Path(sys.executable).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@EACH
def test_links_lead_somewhere(document: Path) -> None:
    """To a file of the repository, and to a heading that it has."""
    text = document.read_text()
    assert [*faults_of_links(text, document.parent), *faults_of_anchors(text, document)] == []


@EACH
def test_files_that_are_named_are_there(document: Path) -> None:
    """In running text and in commands."""
    text = document.read_text()
    words = [word for line in (*quoted(text), *commands(text)) for word in line.split()]
    assert list(faults_of_paths(words, document)) == []


@EACH
def test_commands_are_understood(document: Path) -> None:
    """./lab takes its words, and what is started from the environment is in it."""
    text = document.read_text()
    told = {line: refusal(line) for line in commands(text) if line.startswith("./lab")}
    mentioned = [code.replace("[", "").replace("]", "") for code in quoted(text) if "," not in code]
    told |= {code: refusal(code, whole=False) for code in mentioned if code.split()[0] == "./lab"}
    assert {line: why for line, why in told.items() if why} == {}
    lines = [*commands(text), *mentioned]
    assert [fault for line in lines for fault in faults_of_programs(line.split())] == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[x](docs/nowhere.md)", "the link docs/nowhere.md leads nowhere"),
        ("[x](README.md#nowhere)", "README.md#nowhere: there is no such heading"),
        ("see `tests/test_nowhere.py`", "tests/test_nowhere.py is not there"),
        ("see `tests/test_labs.py::test_nothing`", "tests/test_labs.py has no test_nothing"),
        ("see `NOWHERE.md`", "NOWHERE.md is not there"),
        ("```console\n$ ./lab gade hand-ins/\n```", "No such command 'gade'"),
        ("```console\n$ ./lab grade hand-ins/ --fast\n```", "No such option: --fast"),
        ("```console\n$ .venv/bin/nothing\n```", ".venv/bin/nothing is not there"),
        ("```console\n$ python -m lambdalab.nothing\n```", "there is no module lambdalab.nothing"),
    ],
)
def test_what_is_wrong_is_told(text: str, fault: str) -> None:
    """Each kind of fault, by its words."""
    document = ROOT / "README.md"
    lines = [*quoted(text), *commands(text)]
    told = [
        *faults_of_links(text, ROOT),
        *faults_of_anchors(text, document),
        *faults_of_paths([word for line in lines for word in line.split()], document),
        *(refusal(line) for line in lines if line.startswith("./lab")),
        *(found for line in lines for found in faults_of_programs(shlex.split(line))),
    ]
    assert [found for found in told if fault in found]


def test_the_changelog_has_its_form() -> None:
    """Versions with their days, the newest first, and kinds of change as Keep a Changelog has them.

    Source: https://keepachangelog.com/en/1.1.0/
    """
    text = (ROOT / "CHANGELOG.md").read_text()
    first, *released = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert first == "[Unreleased]"
    versions = [re.fullmatch(r"\[(\d+)\.(\d+)\.(\d+)\] - \d{4}-\d\d-\d\d", line) for line in released]
    assert all(versions)
    numbers = [tuple(map(int, version.groups())) for version in versions if version]
    assert numbers == sorted(numbers, reverse=True)
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_citation_is_valid_and_of_this_version() -> None:
    """By the schema of the Citation File Format; version and licence stand in pyproject.toml too."""
    file = ROOT / "CITATION.cff"
    check = [BIN / "check-jsonschema", "--builtin-schema", "vendor.citation-file-format", file]
    done = subprocess.run(check, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    citation = yaml.safe_load(file.read_text())
    assert (citation["version"], citation["license"]) == (PROJECT["version"], PROJECT["license"])


def test_licences_are_those_that_are_named() -> None:
    """The code's in full, the text's by its name and address."""
    assert PROJECT["license"] == "Apache-2.0"
    assert "Apache License\n                           Version 2.0" in (ROOT / "LICENSE").read_text()
    assert "https://creativecommons.org/licenses/by/4.0/" in (ROOT / "LICENSE-CONTENT.md").read_text()


@pytest.mark.parametrize("name", ["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md"])
def test_readme_leads_to_it(name: str) -> None:
    """Nobody finds a document that nothing links to."""
    assert f"({name})" in (ROOT / "README.md").read_text()
