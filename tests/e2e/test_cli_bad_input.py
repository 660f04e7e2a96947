"""What a person does wrong: not zero, one paragraph, the way out named, and nothing left saying RUNNING."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from scratch import Tradecore, hours, market, write_bars

GOOD = market(hours(sessions=10))
PLAIN = ("--config", "report.pictures=false")


@pytest.fixture(autouse=True)
def nothing_runs_on(workspace: Path) -> Iterator[None]:
    """After each test every run of the workspace is final."""
    yield
    states = {path.parent.name: json.loads(path.read_bytes())["state"] for path in workspace.glob("runs/*/status.json")}
    assert {name: state for name, state in states.items() if state not in ("SUCCEEDED", "FAILED")} == {}


def runs(workspace: Path) -> set[str]:
    folder = workspace / "runs"
    return {path.name for path in folder.iterdir() if (path / "status.json").exists()} if folder.exists() else set()


def test_a_process_is_refused_before_there_is_a_job(tradecore: Tradecore, bars: Path) -> None:
    before = runs(bars.parent)
    tradecore("backtest", bars, "--strategy", "sma_cros").refused("Did you mean 'sma_cross'?", code=2)
    assert runs(bars.parent) == before


@pytest.mark.parametrize(
    ("header", "rows", "parts"),
    [
        ("time,open,high,low,volume", ["2024-02-20 09:30:00,1,2,1,5"], ("close",)),
        ("time,open,high,low,close,volume", GOOD[:1], ("one time",)),
    ],
)
def test_a_file_that_is_no_table_of_bars(
    tradecore: Tradecore, workspace: Path, header: str, rows: list[str], parts: tuple[str, ...]
) -> None:
    write_bars(workspace / "bad.csv", rows, header)
    ran = tradecore("data", "check", "bad.csv")
    assert ran.code in (2, 4)
    ran.refused(*parts, "bad.csv", "Run folder: ", code=ran.code)


def test_an_empty_file(tradecore: Tradecore, workspace: Path) -> None:
    (workspace / "empty.csv").write_bytes(b"")
    tradecore("data", "check", "empty.csv").refused("empty.csv", code=4)


def test_dirty_rows_are_findings_of_a_look_and_refused_by_a_run(tradecore: Tradecore, workspace: Path) -> None:
    rows = [*GOOD]
    rows[5] = rows[5].replace(rows[5].split(",")[1], "n/a-x", 1)
    rows[9] = ",".join([rows[9].split(",")[0], "-1.00", *rows[9].split(",")[2:]])
    write_bars(workspace / "dirty.csv", rows)
    looked = tradecore("data", "check", "dirty.csv", "--json")
    assert looked.code == 4
    assert looked.json["result"]["errors"] >= 2
    tradecore("backtest", "dirty.csv", "--strategy", "buy_and_hold", *PLAIN).refused("dirty.csv", "--accept", code=4)
    accepted = tradecore("backtest", "dirty.csv", "--strategy", "buy_and_hold", "--accept", *PLAIN, "--json")
    assert accepted.json["result"]["bars"] == len(rows) - 2


def test_disorder_and_repetition_are_counted_not_refused(tradecore: Tradecore, workspace: Path) -> None:
    write_bars(workspace / "mixed.csv", [GOOD[1], GOOD[0], *GOOD[2:], GOOD[7]])
    looked = tradecore("data", "check", "mixed.csv", "--json")
    assert looked.code == 0, looked.err
    assert looked.json["result"]["rows"] == len(GOOD)
    assert looked.json["result"]["errors"] == 0
    assert sum(looked.json["result"]["findings"].values()) >= 2


def test_a_broken_configuration_is_named_with_its_file(tradecore: Tradecore, tmp_path: Path) -> None:
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "active.json").write_text('{"costs": {"slipage_bps": 1}}', encoding="utf-8")
    tradecore("config", "show", cwd=tmp_path).refused("active.json", "slipage_bps", "slippage_bps", code=3)


def test_outside_a_workspace_the_way_in_is_named(tradecore: Tradecore, tmp_path: Path) -> None:
    tradecore("runs", "list", cwd=tmp_path).refused("--workspace", "configs", code=2)


def test_errors_are_json_too(tradecore: Tradecore, bars: Path) -> None:
    ran = tradecore("backtest", bars, "--strategy", "sma_cros", "--json")
    assert ran.json["error"]["type"] == "UnknownName"
    assert ran.json["exit"] == ran.code == 2


def test_a_lost_job_says_so(tradecore: Tradecore, bars: Path) -> None:
    """A run whose process is gone is FAILED, whoever looks first."""
    started = tradecore("leaks", bars, "--rows", "300", "--detach", "--json").json
    status = Path(started["folder"]) / "status.json"
    os.kill(json.loads(status.read_bytes())["process"]["pid"], 9)
    shown = tradecore("runs", "show", started["run"])
    assert "FAILED" in shown.out
    assert started["run"] in tradecore("runs", "list").out
