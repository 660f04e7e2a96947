"""What a person reads when something goes wrong."""

import json

import pytest

from tradecore.errors import UnknownName
from tradecore_cli.boundary import complain, failed


def test_a_paragraph_is_one_line_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    complain("first line\n  second   line")
    assert capsys.readouterr().err == "tradecore: first line second line\n"


def test_the_traceback_is_shown_with_debug_only(capsys: pytest.CaptureFixture[str]) -> None:
    error = ZeroDivisionError("division by zero")
    assert failed(error, []) == 1
    quiet = capsys.readouterr().err
    assert failed(error, ["--debug"]) == 1
    loud = capsys.readouterr().err
    assert "--debug" in quiet
    assert quiet.count("\n") == 1
    assert loud.startswith("ZeroDivisionError") or "Traceback" in loud


def test_json_has_the_error_too(capsys: pytest.CaptureFixture[str]) -> None:
    error = UnknownName("strategy", "sma", ["sma_cross"])
    assert failed(error, ["--json"]) == 2
    written = capsys.readouterr()
    assert json.loads(written.out) == {"error": {"type": "UnknownName", "message": str(error)}, "exit": 2}
    assert written.err == f"tradecore: {error}\n"
