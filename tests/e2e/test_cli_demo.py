"""The demo from its first job to its verdict, on a synthetic market in place of the package's."""

import json
import random
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from scratch import hours, market, write_bars

from tradecore_cli.commands import demo
from tradecore_cli.demo.samples import Samples
from tradecore_cli.demo.walk import TITLES
from tradecore_cli.main import main
from tradecore_workbench.reports.of_run import report_of
from tradecore_workbench.workbench import Workbench


def minutes_of(rows: list[str]) -> list[str]:
    """Sixty minutes (thirty in a session's last bar) inside each hourly row, whose prices they reproduce."""
    rng = random.Random(3)
    made: list[str] = []
    for row in rows:
        time, opening, high, low, close, volume = row.split(",")
        hour = int(time[11:13])
        length = 30 if hour == 15 else 60
        path = [
            float(opening),
            float(high),
            float(low),
            *(rng.uniform(float(low), float(high)) for _ in range(length - 4)),
        ]
        path = [*path, float(close)]
        for place, price in enumerate(path):
            total = hour * 60 + 30 + place
            units = float(volume) if place == 0 else 0.0
            made.append(f"{time[:11]}{total // 60:02}:{total % 60:02}:00,{price},{price},{price},{price},{units}")
    return made


@pytest.fixture
def samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Samples:
    rows = market(hours(date(2024, 2, 20), sessions=60))
    found = Samples(
        write_bars(tmp_path / "hourly.csv", rows), write_bars(tmp_path / "minutes.csv", minutes_of(rows[-14:]))
    )
    monkeypatch.setattr(demo, "find_samples", lambda: found)
    return found


def test_the_demo_reaches_a_verdict_and_leaves_readable_runs(
    samples: Samples, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "--json"]) == 0, capsys.readouterr().err
    document = json.loads(capsys.readouterr().out)
    workspace = tmp_path / "tradecore-demo"
    assert document["workspace"] == str(workspace)
    assert tuple(document["folders"]) == TITLES, "as many steps as are announced"
    assert "420 hourly bars" in document["verdict"]["Prices"]
    assert (
        document["verdict"]["Minutes"] == "14 hours made of minutes; 14 of them equal the vendor's own in every column."
    )
    assert "leak check passed" in document["verdict"]["Model"]
    assert document["verdict"]["Forecast"].startswith("Does the model beat the naive forecast? ")
    assert document["verdict"]["Gate"].startswith("May the model be traded? ")
    assert document["verdict"]["Strategy"].startswith("Does the strategy beat holding? ")
    assert document["verdict"]["Session"].startswith("Is what was backtested what is traded? Yes, to the last bit. ")
    *folders, session = [Path(folder) for folder in document["folders"].values()]
    assert session.parent == workspace / "live"
    assert json.loads((session / "pulse.json").read_bytes())["exit"] == 0
    assert [folder.parent for folder in folders] == [workspace / "runs"] * 8
    states = [json.loads((folder / "status.json").read_bytes())["state"] for folder in folders]
    assert states == ["SUCCEEDED"] * 8
    assert document["verdict"]["Search"].startswith("Did searching find anything? ")
    assert document["verdict"]["Forward"].startswith("Does it pay out of sample, ")
    for folder, picture in zip(folders[-3:], ("backtest.png", "optimize.png", "walkforward.png"), strict=True):
        assert (folder / picture).read_bytes().startswith(b"\x89PNG")
    made_again(workspace)


def made_again(workspace: Path) -> None:
    """Every run's page, made from its folder as a browser's page makes it, has the bytes of the one it wrote."""
    workbench = Workbench(workspace)
    kinds: set[str] = set()
    for line in workbench.runs.lines():
        run = workbench.run(line.job_id)
        stream = BytesIO()
        workbench.catalog.reporter("matplotlib").page(report_of(run), stream)
        assert stream.getvalue() == run.report.read_bytes(), line.job_id
        kinds.add(run.kind)
    assert kinds == {"backtest", "data", "optimize", "predict", "promote", "train", "walkforward"}
