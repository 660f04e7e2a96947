import io
import json
import socket
from pathlib import Path
from typing import Any

import pytest

from tradecore.ports.gateway import GatewayTruth, RestingOrder
from tradecore_cli.commands.gateway import told
from tradecore_cli.main import main


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "configs").mkdir()
    return tmp_path


def run(typed: str, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return main(["gateway", *arguments])


def test_what_is_typed_is_done_and_told(workspace: Path, monkeypatch: Any, capsys: Any) -> None:
    given = ["--workspace", str(workspace), "--begin", "2026-03-02T15:00:00Z", "--account", "DU7654321"]
    assert run("manual buy 5 AAPL\ndorp\ntell\n", monkeypatch, *given) == 0
    found = capsys.readouterr()
    assert "It listens on 127.0.0.1:" in found.out
    assert "DU7654321  AAPL               5" in found.out
    assert found.out.endswith("1 execution\n")
    assert "line 1 is 'dorp'. Accepted: `drop`" in found.err


def test_a_script_is_refused_with_its_line_before_anything_begins(
    workspace: Path, monkeypatch: Any, capsys: Any
) -> None:
    script = workspace / "day.script"
    script.write_text("at 09:31 drop\nat 09:32 restart\n")
    assert run("", monkeypatch, "--workspace", str(workspace), "--script", str(script)) == 2
    found = capsys.readouterr()
    assert found.out == ""
    assert "day.script: line 2 is 'restart'. Accepted: `restart for DURATION`." in found.err
    assert run("", monkeypatch, "--workspace", str(workspace), "--script", "nowhere.script") == 4


def test_a_machine_is_told_the_port(workspace: Path, monkeypatch: Any, capsys: Any) -> None:
    assert run("drop\n", monkeypatch, "--workspace", str(workspace), "--json") == 0
    assert json.loads(capsys.readouterr().out)["accounts"] == ["DU1234567"]
    assert run("", monkeypatch, "--workspace", str(workspace), "--speed", "0") == 2


def test_it_listens_where_it_is_told_to_unless_somebody_does_already(
    workspace: Path, monkeypatch: Any, capsys: Any
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = ["--workspace", str(workspace), "--port", str(port)]
    assert run("", monkeypatch, *given, "--json") == 0
    assert json.loads(capsys.readouterr().out)["port"] == port
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        assert run("", monkeypatch, *given) == 2
    assert "a port that nobody listens on" in capsys.readouterr().err


def test_resting_orders_show_their_prices() -> None:
    resting = (RestingOrder("a", "DU1", "AAPL", -5.0, "STP", None, 180.5, "PreSubmitted"),)
    assert told(GatewayTruth(0, {"DU1": {"AAPL": 5.0}}, resting, {"x": 5.0}, ("a",), 2)).splitlines() == [
        "account  symbol  order                   units",
        "DU1      AAPL                                5",
        "DU1      AAPL    STP 180.5 PreSubmitted     -5",
        "1 execution",
    ]
