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
        (("backtest", "ACME.csv", "--strategy", "sma_cross", "--set", "fast"), 2, ("'fast'", "key=value")),
        (("backtest", "ACME.csv", "--strategy", "predicted_move"), 2, ("--predictions",)),
        (("backtest", "ACME.csv", "--strategy", "follow", "--predictions", "no-such-run"), 2, ("'no-such-run'",)),
        (("backtest", "ACME.csv", "--strategy", "follow", "--symbol", "A", "--symbol", "B"), 2, ("--symbol", "each")),
        (("train", "ACME.csv", "--config", "training.horizn=5"), 2, ("'training.horizn'", "Did you mean 'horizon'?")),
        (("train", "ACME.csv", "--config", "training.horizon=soon"), 2, ("training.horizon is 'soon'", "integer")),
        (("data", "check", "ACME.csv", "--calendar", "XNYZ"), 2, ("calendar", "'XNYZ'", "Did you mean")),
        (("train", "ACME.csv", "--learner", "rigde"), 2, ("'rigde'", "Did you mean 'ridge'?")),
        (("predict", "ACME.csv", "--model", "acne"), 2, ("model", "'acne'")),
        (("runs", "show", "../../etc"), 2, ("'../../etc'", "a-z")),
        (("runs", "show", "no-such-run"), 2, ("'no-such-run'",)),
        (("config", "set", "costs.comission", "none"), 3, ("costs.comission", "Did you mean 'commission'?")),
        (("config", "set", "costs.commission", "free"), 3, ("'free'", "'none'")),
        (("config", "set", "account.cash", "0"), 3, ("account.cash is 0", "above 0")),
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
