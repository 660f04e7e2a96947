"""What is refused before there is a job: in one line, with the way out, and without a run folder."""

import json
from pathlib import Path

import pytest

from tradecore_cli.main import main


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with one small file of bars."""
    for room in ("configs", "runs"):
        (tmp_path / room).mkdir()
    settings = {"data": {"zone": "America/New_York", "calendar": "XNYS"}}
    (tmp_path / "configs" / "active.json").write_text(json.dumps(settings), encoding="utf-8")
    rows = [f"2024-02-20 {9 + n:02}:30:00,10,11,9,10,5" for n in range(7)]
    (tmp_path / "ACME.csv").write_text("\n".join(["time,open,high,low,close,volume", *rows, ""]), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code", "parts"),
    [
        (("data", "check", "nowhere.csv"), 4, ("nowhere.csv", "does not exist")),
        (("data", "check", "configs"), 4, ("configs", "folder")),
        (("backtest", "ACME.csv", "--strategy", "sma_cros"), 2, ("'sma_cros'", "Did you mean 'sma_cross'?")),
        (("backtest", "ACME.csv", "--strategy", "sma_cross", "--set", "fast=1"), 2, ("fast is 1", "from 2 to 200")),
        (("backtest", "ACME.csv", "--strategy", "sma_cross", "--set", "fast=2.5"), 2, ("fast is 2.5", "whole number")),
        (("backtest", "ACME.csv", "--strategy", "sma_cross", "--set", "fsat=5"), 2, ("'fsat'", "Did you mean 'fast'?")),
        (
            ("backtest", "ACME.csv", "--strategy", "sma_cross", "--set", "fast"),
            2,
            ("--set is 'fast'", "such as fast=10"),
        ),
        (("backtest", "ACME.csv", "--strategy", "predicted_move"), 2, ("--predictions",)),
        (("backtest", "ACME.csv", "--strategy", "follow", "--predictions", "no-such-run"), 2, ("'no-such-run'",)),
        (("backtest", "ACME.csv", "--strategy", "follow", "--symbol", "A", "--symbol", "B"), 2, ("--symbol", "each")),
        (("train", "ACME.csv", "--config", "training.horizn=5"), 2, ("'training.horizn'", "Did you mean 'horizon'?")),
        (("train", "ACME.csv", "--config", "training.horizon=soon"), 2, ("training.horizon is 'soon'", "integer")),
        (("data", "check", "ACME.csv", "--calendar", "XNYZ"), 2, ("calendar", "'XNYZ'", "Did you mean")),
        (("train", "ACME.csv", "--learner", "rigde"), 2, ("'rigde'", "Did you mean 'ridge'?")),
        (("train", "ACME.csv", "--feature", "rsi(14)"), 2, ("no feature named 'rsi'", "Did you mean 'talib.rsi'?")),
        (("train", "ACME.csv", "--horizon", "soon"), 2, ("'--horizon': accepted is a whole number",)),
        (("leaks", "ACME.csv", "--rows", "-3"), 2, ("rows is -3", "2 or more")),
        (("runs", "list", "--state", "fialed"), 2, ("Did you mean 'FAILED'?",)),
        (("compile", "sma_cros"), 2, ("Did you mean 'sma_cross'?",)),
        (("predict", "ACME.csv", "--model", "acne"), 2, ("model", "'acne'")),
        (("runs", "show", "../../etc"), 2, ("'../../etc'", "a-z")),
        (("runs", "show", "no-such-run"), 2, ("'no-such-run'",)),
        (("config", "set", "costs.comission", "none"), 3, ("costs.comission", "Did you mean 'commission'?")),
        (("config", "set", "costs.rate"), 2, ("config set is 'costs.rate'", "a key and its value")),
        (("config", "set", "costs.rate=-1"), 3, ("costs.rate is -1", "0 or more")),
        (("data", "check", "ACME.csv", "--label", "stop"), 2, ("'--label': 'stop' is not one of 'start', 'end'",)),
        (("config", "set", "costs.commission", "free"), 3, ("'free'", "'none'")),
        (("config", "set", "account.cash", "0"), 3, ("account.cash is 0", "above 0")),
        (("config", "set", "costs.slippage_bps", "-3"), 3, ("request: costs.slippage_bps is -3", "0 or more")),
        (("config", "set", "slippage_bps", "1"), 3, ("Did you mean 'costs.slippage_bps'?",)),
        (("config", "set", "data.zone", "Amerika/New_York"), 3, ("request: data.zone", "America/New_York")),
        (("config", "set", "data.calendar", "XNYZ"), 3, ("request: data.calendar", "Did you mean")),
        (("config", "set", "training.learner", "rigde"), 3, ("Did you mean 'ridge'?",)),
        (("config", "set", "training.features", "change(1)"), 3, ("""such as '["change(1)", "change(3)"]'""",)),
        (("config", "set", "training.features", '["talib.rzi(14)"]'), 3, ("Did you mean 'rsi'?",)),
        (("config", "set", "costs.rate", "--jsn"), 2, ("'--jsn'", "--json")),
        (("config", "unset", "costs.comission"), 3, ("Did you mean 'commission'?",)),
        (("config", "show", "slippage_bps"), 2, ("Did you mean 'costs.slippage_bps'?",)),
        (("data", "check", "ACME.csv", "--zone", "Amerika/New_York"), 2, ("zone", "America/New_York")),
        (("data", "check", "ACME.csv", "--step", "1 hour"), 2, ("--step is '1 hour'", "1h")),
        (("data", "resample", "ACME.csv", "--step", "1 hour"), 2, ("step is '1 hour'", "1h")),
        (("data", "check", "ACME.csv", "--start", "20.2.2024"), 2, ("--start is '20.2.2024'", "ISO")),
        (("data", "check", "ACME.csv", "--start", "2024-03-01", "--end", "2024-02-01"), 2, ("--end", "2024-03-01")),
        (("train", "ACME.csv", "--feature", "chnge(1)"), 2, ("chnge(1)", "Did you mean 'change'?")),
        (("train", "ACME.csv", "--config", "training.parameters.alfa=2"), 2, ("training.parameters.alfa", "'alpha'")),
        (("train", "ACME.csv", "--config", "training.parameters.alpha=-2"), 2, ("is -2", "a number from 1e-09")),
        (("leaks", "ACME.csv", "--feature", "change(x)"), 2, ("change(x)", "whole bars")),
        (("train", "ACME.csv", "--model", "My Model"), 2, ("model is 'My Model'", "a-z")),
        (
            ("backtest", "ACME.csv", "--strategy", "predicted_move"),
            2,
            ("predicted_move needs --predictions FILE or RUN, or --model NAME",),
        ),
        (
            ("backtest", "ACME.csv", "--strategy", "predicted_move", "--model", "acne"),
            2,
            ("There is no model named 'acne'",),
        ),
        (("backtest", "ACME.csv", "--strategy", "follow"), 2, ("follow needs --signals FILE:",)),
        (
            ("backtest", "ACME.csv", "--strategy", "sma_cross", "--predictions", "ACME.csv"),
            2,
            ("sma_cross uses no predictions",),
        ),
        (("config", "show", "cost"), 2, ("'cost'", "Did you mean 'costs'?")),
        (("data", "resample", "ACME.csv", "--step", "1d", "--out", "ACME.csv"), 2, ("--out", "another file")),
    ],
)
def test_refused_before_there_is_a_job(
    arguments: tuple[str, ...],
    code: int,
    parts: tuple[str, ...],
    workspace: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(workspace)
    assert main(arguments) == code
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.startswith("tradecore: ")
    assert written.err.count("\n") == 1
    for part in parts:
        assert part in written.err
    assert list((workspace / "runs").iterdir()) == []


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ('{"data": ', "not JSON"),
        ('{"data": {"calendar": "XNYZ"}}', "configs/active.json: data.calendar: there is no calendar named 'XNYZ'"),
        ('{"data": {"zone": "Mars"}}', "configs/active.json: data.zone is 'Mars'"),
    ],
)
def test_what_the_configuration_file_holds_is_the_files_fault(
    content: str, part: str, workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / "configs" / "active.json").write_text(content, encoding="utf-8")
    monkeypatch.chdir(workspace)
    assert main(("data", "check", "ACME.csv")) == 3
    assert part in capsys.readouterr().err
    assert list((workspace / "runs").iterdir()) == []


def test_a_models_name_is_given_once(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / "models" / "mine").mkdir(parents=True)
    monkeypatch.chdir(workspace)
    assert main(("train", "ACME.csv", "--model", "mine")) == 2
    assert "never replaced" in capsys.readouterr().err
    assert list((workspace / "runs").iterdir()) == []


def test_unsetting_a_parameter_shows_what_the_strategy_says(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace)
    assert main(("config", "set", "strategies.sma_cross.fast", "7")) == 0
    assert main(("config", "unset", "strategies.sma_cross.fast")) == 0
    assert capsys.readouterr().out.splitlines()[1] == "strategies.sma_cross.fast is 10 (default)."
    assert main(("config", "unset", "costs")) == 0
    assert "costs.borrow is 0.0 (default)." in capsys.readouterr().out
