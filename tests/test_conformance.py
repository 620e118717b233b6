"""Conformance: reports that are read, tables that are drawn, and labs that say what they will miss."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lambdalab import aws, capabilities, cli, conformance
from lambdalab.capabilities import Result
from lambdalab.errors import LabError
from lambdalab.paths import ROOT

REPORT = """
<testsuites><testsuite>
<testcase name="a"><properties>
<property name="group" value="S3"/><property name="capability" value="events"/>
<property name="documents" value="An upload is an event."/><property name="source" value="https://x"/>
<property name="needed_by" value="02-object-notifications 03-events"/></properties></testcase>
<testcase name="b"><properties>
<property name="group" value="IAM"/><property name="capability" value="roles"/>
<property name="documents" value=""/><property name="source" value=""/>
<property name="needed_by" value=""/></properties>%s</testcase>
<testcase name="c"><properties>
<property name="group" value="IAM"/><property name="capability" value="roles"/>
<property name="documents" value=""/><property name="source" value=""/>
<property name="needed_by" value=""/></properties></testcase>
</testsuite></testsuites>
"""
FAILURE = '<failure message="AssertionError: no denial&#10;more"/>'
EVENTS = Result("S3", "events", "An upload is an event.", "https://x", ("02-object-notifications",))
LACKING = Result("IAM", "roles", "", "", ("02-object-notifications",), "no denial")


@pytest.fixture(autouse=True)
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep this test's records and accounts apart."""
    monkeypatch.setattr(capabilities, "RECORDS", tmp_path / "conformance")
    monkeypatch.setattr(aws, "ACCOUNTS_NOTE", tmp_path / "accounts.json")


class _Foreign(http.server.BaseHTTPRequestHandler):
    """Answers as a plain LocalStack, which knows nothing of the course."""

    def do_GET(self) -> None:
        """Answer health, and nothing else."""
        self.send_response(200 if self.path == "/_localstack/health" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def foreign(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve an endpoint that is not the course's engine; return its URL."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Foreign) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}"
        for name, value in aws.client_environment(url, "123456789012").items():
            monkeypatch.setenv(name, value)  # so that all of it is put back
        yield url
        server.shutdown()
        thread.join()


def test_report_is_read_by_group() -> None:
    """A capability of several tests is lacking where one fails, with the first line of its reason."""
    roles, events = conformance.read(REPORT % FAILURE)
    assert (roles.group, roles.lacks) == ("IAM", "no denial")
    assert (events.name, events.lacks) == ("events", "")
    assert events.needed_by == ("02-object-notifications", "03-events")
    assert not any(result.lacks for result in conformance.read(REPORT % ""))


def test_skipped_test_is_not_taken_for_passed() -> None:
    """What was not tried is not there."""
    roles, _ = conformance.read(REPORT % '<skipped message="later"/>')
    assert roles.lacks == "later"


def test_markdown_has_a_column_for_each_engine() -> None:
    """README's table tells each group's capabilities and how many each engine has."""
    table = conformance.as_markdown({"ours": [LACKING, EVENTS], "theirs": [EVENTS]}).splitlines()
    assert table[2:] == [
        "| **IAM** | roles | 0 of 1 | 0 of 0 |",
        "| **S3** | events | 1 of 1 | 1 of 1 |",
        "| **all** | | **1 of 2** | **1 of 1** |",
    ]


def test_table_tells_what_is_lacking(capsys: pytest.CaptureFixture[str]) -> None:
    """Each capability has its line, and brackets in a reason are shown as they are."""
    broken = Result("S3", "events", "", "", (), "assert [1] == [2]")
    conformance._print({"ours": [LACKING, broken]})
    told = capsys.readouterr().out
    assert "lacks: no denial" in told
    assert "assert [1] == [2]" in told
    assert "ours does 0 of the 2 things" in told


def test_tests_that_cannot_run_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where pytest finds nothing to run, that is an error and not an engine without faults."""
    monkeypatch.setattr(conformance, "TESTS", tmp_path)
    with pytest.raises(LabError, match="did not run"):
        conformance.measure("http://127.0.0.1:9")


def test_readme_names_every_capability() -> None:
    """README's table is made from the tests as they are."""
    told = (ROOT / "README.md").read_text()
    assert conformance.MARKDOWN_COMMAND in told
    asked = conformance.asked()
    assert len(asked) > 100
    assert {pair for pair in asked if f"**{pair[0]}**" not in told or pair[1] not in told} == set()


def test_options_without_conformance_are_refused() -> None:
    """--endpoint alone would measure nothing."""
    done = CliRunner().invoke(cli.app, ["doctor", "--endpoint", "http://127.0.0.1:4566"])
    assert done.exit_code != 0
    assert "go with --conformance" in done.output


def test_endpoint_beyond_this_machine_is_refused() -> None:
    """The tests would make resources there."""
    with pytest.raises(LabError, match="this machine only"):
        conformance.examine("https://s3.amazonaws.com", markdown=False)


def test_unknown_endpoint_names_the_command(foreign: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing was measured, a notebook says how to find out, and starts."""
    assert aws.open_account("02-object-notifications").endpoint == foreign
    assert f"./lab doctor --conformance --endpoint {foreign}" in capsys.readouterr().out


def test_lab_names_what_an_endpoint_lacks(foreign: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Before it starts, a lab tells which capability it needs and will miss, and why."""
    capabilities.save(foreign, [EVENTS, LACKING])
    aws.open_account("02-object-notifications")
    told = capsys.readouterr().out
    assert "IAM: roles (no denial)" in told
    assert "events" not in told


def test_lab_that_needs_nothing_lacking_is_silent(foreign: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What other labs need is not this one's matter."""
    capabilities.save(foreign, [LACKING])
    aws.open_account("04-backups")
    assert capsys.readouterr().out == ""


def test_own_engine_is_not_questioned(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The course's engine is known by what it answers, whatever was measured at its address before."""
    endpoint = aws.find_endpoint()
    for name, value in aws.client_environment(endpoint, "123456789012").items():
        monkeypatch.setenv(name, value)
    capabilities.save(endpoint, [LACKING])
    aws.open_account("02-object-notifications")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("damage", ["", "{}", "[1]", '[{"group": "S3"}]'])
def test_damaged_record_counts_as_none(damage: str) -> None:
    """A record that cannot be read doesn't stop a lesson."""
    capabilities.save("http://127.0.0.1:4566", [EVENTS])
    (record,) = capabilities.RECORDS.iterdir()
    record.write_text(damage)
    assert "it is not known" in capabilities.warning("http://127.0.0.1:4566", "04-backups")


def test_records_of_endpoints_stay_apart() -> None:
    """Two endpoints have two records, which come back as they were."""
    capabilities.save("http://127.0.0.1:4566", [EVENTS])
    capabilities.save("http://127.0.0.1:4567", [LACKING])
    assert capabilities.load("http://127.0.0.1:4566") == [EVENTS]
    assert capabilities.load("http://127.0.0.1:4567/") == [LACKING]
    assert json.loads((capabilities.RECORDS / "127.0.0.1-4566.json").read_text())[0]["name"] == "events"
