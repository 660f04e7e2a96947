"""The happy path of every command, as real processes in a scratch workspace."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scratch import Ran, Tradecore, hours, market, write_bars

from tradecore_workbench.kinds import KINDS

pytestmark = pytest.mark.usefixtures("bars")


def run_of(ran: Ran) -> dict[str, Any]:
    """The document of a job that succeeded."""
    assert ran.code == 0, (ran.out, ran.err)
    document = ran.json
    assert document["state"] == "SUCCEEDED"
    assert document["error"] is None
    return document


def names(document: dict[str, Any]) -> set[str]:
    return {each["name"] for each in document["artifacts"]}


@pytest.fixture(scope="module")
def trained(tradecore: Tradecore) -> dict[str, Any]:
    return run_of(tradecore("train", "ACME.csv", "--model", "acme", "--horizon", "3", "--json"))


@pytest.fixture(scope="module")
def predicted(tradecore: Tradecore, trained: dict[str, Any]) -> dict[str, Any]:
    return run_of(tradecore("predict", "ACME.csv", "--model", trained["result"]["model"]["name"], "--json"))


def test_check_says_what_is_in_the_file(tradecore: Tradecore) -> None:
    ran = tradecore("data", "check", "ACME.csv")
    assert ran.code == 0, ran.err
    assert "ACME: 420 usable 1h bars in 60 sessions" in ran.out
    assert "Run folder: " in ran.out
    assert "reading" in ran.err


def test_resample_copies_the_bars_where_they_are_wanted(tradecore: Tradecore, workspace: Path) -> None:
    ran = tradecore("data", "resample", "ACME.csv", "--step", "1d", "--out", "daily.csv", "--json")
    document = run_of(ran)
    assert document["result"]["resampled"] == 60
    assert ran.err == ""
    assert (workspace / "daily.csv").read_bytes() == (Path(document["folder"]) / "bars.csv").read_bytes()


def test_train_predict_and_backtest_on_the_predictions(
    tradecore: Tradecore, trained: dict[str, Any], predicted: dict[str, Any]
) -> None:
    assert trained["result"]["model"]["horizon"] == 3
    assert "predictions.csv" in names(predicted)
    options = "--strategy predicted_move --start 2024-04-15 --set hold=3 --set short=false"
    ran = tradecore("backtest", "ACME.csv", *options.split(), "--predictions", predicted["run"])
    assert ran.code == 0, ran.err
    assert "buy and hold" in ran.out
    folder = Path(ran.out.split("Run folder: ")[1].strip())
    assert {"equity.csv", "trades.csv", "metrics.json"} <= {path.name for path in folder.iterdir()}
    assert list(folder.glob("*.png"))
    request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    assert request["parameters"]["hold"] == 3
    assert request["provenance"]["origins"]["parameters.hold"] == "request"
    assert request["provenance"]["origins"]["costs.commission"] == "default"


def test_two_symbols_share_one_account(tradecore: Tradecore, workspace: Path) -> None:
    write_bars(workspace / "OTHER.csv", market(hours(), seed=9))
    options = "--symbol ONE --symbol TWO --strategy sma_cross --set fast=3 --set slow=9 --set share=0.4"
    free = "--config costs.commission=none --config report.pictures=false --json"
    document = run_of(tradecore("backtest", "ACME.csv", "OTHER.csv", *options.split(), *free.split()))
    assert document["result"]["metrics"]["commission"] == 0
    trades = (Path(document["folder"]) / "trades.csv").read_text(encoding="utf-8")
    assert ",ONE," in trades
    assert ",TWO," in trades


def test_follow_trades_anyones_signals(tradecore: Tradecore, workspace: Path) -> None:
    times = hours()
    rows = [f"{time},{10 if place < 40 else 0}" for place, time in enumerate(times)]
    write_bars(workspace / "signals.csv", rows, header="time,target")
    options = "--strategy follow --signals signals.csv --declare zone=America/New_York --json"
    document = run_of(tradecore("backtest", "ACME.csv", *options.split(), "--config", "report.pictures=false"))
    assert document["result"]["metrics"]["trades"] == 1


def test_honest_features_pass_the_leak_check(tradecore: Tradecore) -> None:
    ran = tradecore("leaks", "ACME.csv", "--feature", "change(3)", "--feature", "talib.rsi(14)", "--rows", "60")
    assert ran.code == 0, ran.err
    assert "None of 2 checked knows the future" in ran.out


def test_a_detached_run_is_found_again(tradecore: Tradecore) -> None:
    started = tradecore("data", "check", "ACME.csv", "--detach")
    assert started.code == 0, started.err
    job_id = started.out.split("tradecore runs show ")[1].strip()
    shown = tradecore("runs", "show", job_id, "--json")
    assert shown.json["run"] == job_id
    assert shown.json["request"]["type"] == "data"
    listed = tradecore("runs", "list", "--json")
    assert listed.json[0]["run"] == job_id
    wait_for(tradecore, job_id)


def test_ctrl_c_detaches_and_says_how_to_come_back(tradecore: Tradecore, workspace: Path) -> None:
    command = [sys.executable, "-m", "tradecore_cli.main", "leaks", "ACME.csv", "--rows", "200"]
    with subprocess.Popen(command, cwd=workspace, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline().strip() == "reading bars"
        os.killpg(process.pid, signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode == 130
    job_id = said.split("tradecore runs show ")[1].strip()
    assert f"tradecore runs cancel {job_id}." in said
    wait_for(tradecore, job_id)


def wait_for(tradecore: Tradecore, job_id: str) -> None:
    """Nothing may be left running when the folder goes away."""
    states: Iterator[str] = (tradecore("runs", "show", job_id, "--json").json["state"] for _ in range(50))
    assert "SUCCEEDED" in states


def test_runs_are_listed_and_shown(tradecore: Tradecore, trained: dict[str, Any]) -> None:
    listed = tradecore("runs", "list")
    assert trained["run"] in listed.out
    shown = tradecore("runs", "show", trained["run"])
    assert shown.out.startswith(f"Run {trained['run']}: SUCCEEDED in ")
    assert "validation.csv (" in shown.out
    assert shown.out.rstrip().endswith(f"Run folder: {trained['folder']}")


def test_plugins_are_listed_with_what_can_be_set(tradecore: Tradecore) -> None:
    shown = tradecore("plugins")
    assert shown.code == 0, shown.err
    assert "predicted_move" in shown.out
    document = tradecore("plugins", "--json", "--strict").json
    assert document["broken"] == []
    assert {"kind": "learner", "name": "ridge"}.items() <= next(
        each for each in document["registered"] if each["name"] == "ridge"
    ).items()
    assert document["strategies"]["sma_cross"]["fast"] == {"default": 10, "accepted": "a whole number from 2 to 200"}


def test_schemas_are_json_schemas(tradecore: Tradecore) -> None:
    listed = tradecore("schema")
    assert "BacktestRequest" in listed.out
    everything = tradecore("schema", "--json").json
    assert everything["equity"]["properties"]["drawdown"]["unit"] == "fraction"
    assert tradecore("schema", "TrainRequest").json == everything["TrainRequest"]
    asked = {name for kind in KINDS.values() for name in (kind.request.__name__, kind.result.__name__)}
    assert asked <= set(everything), "whatever a run folder holds has its schema"


def test_configuration_is_shown_changed_and_restored(tradecore: Tradecore, workspace: Path) -> None:
    assert "XNYS" in tradecore("config", "show", "data").out
    changed = tradecore("config", "set", "costs.slippage_bps", "1.5")
    assert changed.out == "costs.slippage_bps is 1.5 (configs/active.json).\n"
    active = json.loads((workspace / "configs" / "active.json").read_text(encoding="utf-8"))
    assert active["costs"] == {"slippage_bps": 1.5}
    document = tradecore("config", "show", "costs", "--json").json
    assert document["costs.slippage_bps"] == {"value": 1.5, "origin": "configs/active.json"}
    restored = tradecore("config", "unset", "costs.slippage_bps")
    assert restored.out == "costs.slippage_bps is 0.0 (default).\n"


def test_a_reader_that_has_seen_enough_is_no_error(workspace: Path) -> None:
    command = [sys.executable, "-m", "tradecore_cli.main", "schema", "--json"]
    with subprocess.Popen(command, cwd=workspace, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "{\n"
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_a_model_is_listed_refused_overridden_traded_and_retired(tradecore: Tradecore) -> None:
    """Few rows are held out of sixty sessions, so that the gate refuses and the override has to be told."""
    run_of(tradecore("train", "ACME.csv", "--model", "few", "--horizon", "7", "--json"))
    assert [each["record"]["name"] for each in tradecore("models", "list", "--json").json].count("few") == 1
    refused = tradecore("models", "promote", "few")
    assert refused.code == 5
    assert "few is not promoted: 1 of 5 checks failed." in refused.out
    assert "Missing: out-of-sample evaluation" in refused.out
    document = run_of(tradecore("models", "promote", "few", "--override", "a rehearsal", "--json"))
    assert (document["result"]["promoted"], document["result"]["overridden"]) == (True, True)
    told = "Model few was promoted without out-of-sample evaluation, by override: a rehearsal."
    shown = tradecore("models", "show", "few", "--json").json
    assert (shown["state"], shown["changes"][0]["run"]) == ("promoted", document["run"])
    assert told in tradecore("models", "show", "few").out
    listed = tradecore("models", "list").out
    assert "promoted, by override" in listed
    assert told in listed
    predicted = run_of(tradecore("predict", "ACME.csv", "--model", "few", "--json"))
    assert predicted["result"]["sentences"][0] == told
    traded = tradecore(
        *("backtest", "ACME.csv", "--strategy", "predicted_move", "--model", "few"),
        *("--start", predicted["result"]["start"], "--json"),
    )
    assert told in run_of(traded)["result"]["sentences"]
    retired = tradecore("models", "retire", "few", "--reason", "the rehearsal is over")
    assert (retired.code, retired.out.strip()) == (0, "Model few is retired: the rehearsal is over.")
    tradecore("models", "promote", "fwe").refused("Did you mean 'few'", code=2)
