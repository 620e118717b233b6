"""The part of ./lab test that needs no engine, which a hook of pre-commit's runs too."""

import pytest
from typer.testing import CliRunner

from lambdalab import suite
from lambdalab.cli import app


def test_a_check_that_fails_is_named(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """And the others run all the same."""
    checks = (("one", ("false",)), ("two", ("echo", "ran")), ("three", ("false",)))
    monkeypatch.setattr(suite, "STATIC_CHECKS", checks)
    assert suite.run_static_checks() == 2
    told = capfd.readouterr()
    assert "ran" in told.out
    assert "failed: one, three" in told.err


def test_without_a_fault_the_status_is_good(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a commit goes through."""
    monkeypatch.setattr(suite, "STATIC_CHECKS", (("one", ("true",)),))
    assert CliRunner().invoke(app, ["test", "--static"]).exit_code == 0


def test_words_for_pytest_are_refused_beside_it() -> None:
    """They would be passed over."""
    refused = CliRunner().invoke(app, ["test", "--static", "tests/checks"])
    assert "takes no further words" in refused.output
