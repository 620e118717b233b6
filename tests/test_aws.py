"""Where am I: accounts, and the guard that keeps real AWS out."""

import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from lambdalab import aws
from lambdalab.errors import NotReady, RealAwsError, UnknownName


@pytest.fixture(autouse=True)
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the attempts of this test apart; return their file."""
    monkeypatch.setattr(aws, "ACCOUNTS_NOTE", tmp_path / "accounts.json")
    return tmp_path / "accounts.json"


@pytest.fixture
def endpoint() -> str:
    """Return the URL of the engine that the suite runs over."""
    return os.environ["AWS_ENDPOINT_URL"]


@pytest.fixture
def environment() -> Iterator[None]:
    """Put the environment back: open_account changes it."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


def test_account_is_the_same_after_a_restart() -> None:
    """A notebook that is run again finds its resources."""
    assert aws.account_id("01-first") == aws.account_id("01-first")
    assert len(aws.account_id("01-first")) == 12


def test_accounts_differ_by_notebook_learner_and_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody works in somebody else's account, nor in an earlier one of their own."""
    numbers = [aws.account_id("01-first"), aws.account_id("02-second")]
    aws.new_attempt("01-first")
    numbers.append(aws.account_id("01-first"))
    monkeypatch.setenv("LAMBDALAB_LEARNER", "somebody else")
    numbers.append(aws.account_id("01-first"))
    assert len(set(numbers)) == 4


def test_reset_of_everything_changes_every_account() -> None:
    """Without a name, every notebook gets an empty account."""
    before = [aws.account_id("01-first"), aws.account_id("02-second")]
    aws.reset_accounts(None)
    assert not set(before) & {aws.account_id("01-first"), aws.account_id("02-second")}


def test_reset_of_an_unknown_notebook_lists_the_known() -> None:
    """A mistyped name is not taken for a notebook."""
    with pytest.raises(UnknownName, match=r"'00-start'.*00-start-here"):
        aws.reset_accounts("00-start")


@pytest.mark.parametrize("damage", ["", "[]", '{"a": '])
def test_damaged_notes_count_as_none(notes: Path, damage: str) -> None:
    """Attempts that cannot be read don't stop a lesson."""
    fresh = aws.account_id("01-first")
    notes.write_text(damage)
    assert aws.account_id("01-first") == fresh


def test_user_without_a_name_has_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container may run under a number that no file gives a name."""

    def nameless() -> str:
        raise OSError("No username set in the environment")

    monkeypatch.delenv("LAMBDALAB_LEARNER", raising=False)
    monkeypatch.setattr(aws.getpass, "getuser", nameless)
    assert len(aws.account_id("01-first")) == 12


@pytest.mark.parametrize(
    "url",
    [
        "https://s3.amazonaws.com",
        "http://localhost.example.com:4566",
        "http://127.0.0.1@example.com",
        "4566",
        "http://169.254.169.254",
    ],
)
def test_guard_refuses_what_is_not_this_machine(url: str) -> None:
    """No endpoint beyond this machine is taken, however it is dressed."""
    with pytest.raises(RealAwsError, match="this machine only"):
        aws.guard(url)
    with pytest.raises(RealAwsError, match="this machine only"):
        aws.Cloud(url, "123456789012")


@pytest.mark.parametrize("url", ["http://127.0.0.1:4566", "http://[::1]:4566", "http://localstack:4566"])
def test_guard_takes_this_machine_and_compose(url: str) -> None:
    """Loopback is fine, and so is the engine's name in docker compose."""
    aws.guard(url)


@pytest.mark.usefixtures("environment")
def test_open_account_drops_every_setting_of_the_host(endpoint: str) -> None:
    """Plain boto3 clients reach the engine, whatever AWS settings the host had."""
    os.environ |= {
        "AWS_PROFILE": "production",
        "AWS_SESSION_TOKEN": "real",
        "AWS_ENDPOINT_URL_S3": "https://s3.amazonaws.com",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
        "AWS_USE_FIPS_ENDPOINT": "true",
    }
    account = aws.open_account("01-first", fresh=True)
    assert boto3.client("s3").meta.endpoint_url == endpoint
    assert boto3.client("sts").get_caller_identity()["Account"] == account.id
    assert account.id in repr(account)


@pytest.mark.usefixtures("environment")
def test_engine_that_is_gone_is_told() -> None:
    """A notebook without an engine says how to start one."""
    os.environ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9"
    with pytest.raises(NotReady, match=r"Nothing answers at http://127.0.0.1:9.*\./lab"):
        aws.open_account("01-first")


@pytest.mark.parametrize("note", [None, "", "[]", "{}"])
def test_no_engine_for_this_checkout_is_told(
    note: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an endpoint in the environment, and without a note that can be read, no engine is known."""
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setattr(aws, "ENGINE_NOTE", tmp_path / "engine.json")
    if note is not None:
        aws.ENGINE_NOTE.write_text(note)
    with pytest.raises(NotReady, match=r"No engine runs.*\./lab"):
        aws.find_endpoint()


def test_cloud_of_a_notebook_without_account_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that runs before the first cell says which cell that is."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    with pytest.raises(NotReady, match="Run its first cell"):
        aws.Cloud.of_environment()


def test_loopback_is_asked_without_the_hosts_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy for the world outside is not asked for what is on this machine."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with http.server.HTTPServer(("127.0.0.1", 0), _Silent) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        with aws.open_directly(f"http://127.0.0.1:{server.server_port}/", timeout=5) as response:
            assert response.status == 204
        thread.join()


class _Silent(http.server.BaseHTTPRequestHandler):
    """Answers 204 and logs nothing."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""
