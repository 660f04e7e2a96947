"""Workspaces that are fuller than any: ten thousand runs, a log of a million events, thirty thousand bars."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tradecore_workbench.workbench import Workbench

FIRST = datetime(2020, 1, 1, tzinfo=UTC)
LINE = '{{"schema":1,"seq":{seq},"time":"2026-01-05T10:00:00.000000Z","type":"heartbeat","payload":{{}}}}\n'


def bars(path: Path, count: int) -> Path:
    """Hourly bars of a price that goes up and down."""
    rows = ["time,open,high,low,close,volume"]
    for n in range(count):
        price = 100 + (n * 7 % 41) / 10 + n / 1000
        rows.append(
            f"{1_577_836_800 + 3600 * n},{price:.2f},{price + 0.6:.2f},{price - 0.6:.2f},{price + 0.2:.2f},1000"
        )
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def backtest(desk: Workbench, **more: object) -> str:
    """A finished backtest of data/bars.csv, made here."""
    spec = {"path": "data/bars.csv", "symbol": "BARS", "zone": "UTC"}
    asked = {"bars": [spec], "strategy": "sma_cross", "parameters": {"fast": 5, "slow": 20}, "report.pictures": False}
    return desk.here(desk.request("backtest", {**asked, **more}))


def many_runs(desk: Workbench, job_id: str, count: int) -> None:
    """So many copies of a run's documents, a minute apart."""
    folder = Path(desk.runs.location(job_id))
    status, others = json.loads((folder / "status.json").read_text()), ("request.json", "result.json")
    contents = {name: (folder / name).read_bytes() for name in others}
    for n in range(count):
        at = FIRST + timedelta(minutes=n)
        made = folder.parent / f"{at:%Y%m%d-%H%M%S}-backtest-{n:04x}"
        made.mkdir()
        moment = f"{at:%Y-%m-%dT%H:%M:%S}.000000Z"
        own = {**status, "created": moment, "started": moment, "finished": moment}
        (made / "status.json").write_text(json.dumps(own), encoding="utf-8")
        for name, content in contents.items():
            (made / name).write_bytes(content)


def long_log(live: Path, count: int) -> None:
    """A session's log grown to so many events, and its pulse with it."""
    [session] = [path for path in live.iterdir() if (path / "events.jsonl").exists()]
    log, pulse = session / "events.jsonl", json.loads((session / "pulse.json").read_text())
    had = log.read_bytes().count(b"\n")
    with log.open("a", encoding="ascii") as stream:
        stream.writelines(LINE.format(seq=seq) for seq in range(had + 1, count + 1))
    (session / "pulse.json").write_text(json.dumps({**pulse, "seq": count}), encoding="utf-8")
