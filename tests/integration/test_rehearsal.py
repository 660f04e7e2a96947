"""`tradecore live rehearse` as a person types it: a table and an exit code, and the session itself stays as it was."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tradecore.contracts.live import LiveSettings
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

ROWS = [
    f"2026-01-{day:02d}T{14 + k}:30:00Z,{100 + (day * 7 + k * 5) % 11},112,99,{100 + (day * 7 + k * 5 + 5) % 11},9000"
    for day in (5, 6, 7, 8, 9, 12, 13, 14, 15, 16, 20)
    for k in range(7)
]


@pytest.fixture
def desk(tmp_path: Path) -> Workbench:
    workspace = make(tmp_path / "desk")
    (workspace / "prices.csv").write_text("\n".join(["time,open,high,low,close,volume", *ROWS]) + "\n")
    return Workbench(workspace)


def tradecore(desk: Workbench, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tradecore_cli.main", *words, "--workspace", str(desk.folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)


NEW = "--symbol KO --calendar XNYS --step 1h --strategy sma_cross --set fast=2 --set slow=3 --account DU1234567"
# Which scenarios are played; `nox -s rehearse` plays all.
SCENARIO = os.environ.get("TRADECORE_REHEARSAL", "kill-idle")


def test_a_new_session_is_rehearsed_before_it_is_started(desk: Workbench) -> None:
    file = str(desk.folder / "prices.csv")
    done = tradecore(desk, "live", "rehearse", "paper", file, *NEW.split(), "--scenario", SCENARIO)
    sys.stdout.write(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed, 0 failed." in done.stdout
    assert "nothing shown" not in done.stdout or SCENARIO == "all"
    folder = desk.folder / "live" / "paper"
    assert {path.name for path in folder.iterdir()} == {"session.json", "control", "rehearsals"}
    told = tradecore(desk, "live", "rehearse", "paper", "--scenario", "half-day", "--json")
    [outcome] = json.loads(told.stdout)
    assert (outcome["scenario"], outcome["verdict"], told.returncode) == ("half-day", "passed", 0)


def test_what_is_not_on_paper_is_refused(desk: Workbench) -> None:
    bars = {"path": "prices.csv", "symbol": "AAPL", "calendar": "XNYS", "step": "1h"}
    desk.sessions.create(
        "sim", desk.request("backtest", {"bars": bars, "strategy": "buy_and_hold"}), LiveSettings("SIM-1")
    )
    done = tradecore(desk, "live", "rehearse", "sim")
    assert (done.returncode, done.stdout) == (2, "")
    assert "live.mode paper" in done.stderr
    unknown = tradecore(desk, "live", "rehearse", "nobody")
    assert unknown.returncode == 2
