"""Prepared sets through the workbench and through real processes: imported, updated, killed, raced, edited."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tradecore.contracts.sets import ImportResult, UpdateResult
from tradecore.errors import DataError, DirtyData, InvalidValue, JobError, UnknownName, UnreadableFile
from tradecore.jobs import State
from tradecore.proof import Verdict
from tradecore_workbench.rerunning import rerun
from tradecore_workbench.since import changed_since, data_changes
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

HEAD = "time,open,high,low,close,volume"
# Dies at the moment at which a file of a set gets its name, before or after it.
KILLER = """
import os, signal
from pathlib import Path
moment, _, name = os.environ.get("TRADECORE_KILL_FOR_TESTS", "").partition(":")
given = Path.replace

def replace(self, target):
    meant = bool(name) and Path(target).parent.parent.name == "data" and Path(target).name.startswith(name)
    if meant and moment == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    given(self, target)
    if meant:
        os.kill(os.getpid(), signal.SIGKILL)

Path.replace = replace
"""


def walk(rows: int = 240) -> list[str]:
    """Hourly bars of a random walk as lines."""
    chance, close, lines = random.Random(5), 100.0, list[str]()
    for row in range(rows):
        opening, close = close, round(close * (1 + chance.gauss(0, 0.004)), 4)
        begun = (datetime(2026, 1, 5, tzinfo=UTC) + timedelta(hours=row)).strftime("%Y-%m-%dT%H:%M:%SZ")
        high, low = max(opening, close) + 0.01, min(opening, close) - 0.01
        lines.append(f"{begun},{opening},{high:.4f},{low:.4f},{close},{chance.randint(1, 999)}")
    return lines


ROWS = walk()
FACTORS = "date,split,dividend\n2026-01-08,2,0.5\n2026-01-12,1,0.25\n"


@pytest.fixture
def desk(tmp_path: Path) -> Workbench:
    folder = make(tmp_path / "desk")
    (folder / "factors.csv").write_text(FACTORS)
    file(folder, "whole", ROWS)
    return Workbench(folder)


def file(folder: Path, name: str, rows: Sequence[str]) -> str:
    (folder / f"{name}.csv").write_text("\n".join([HEAD, *rows]) + "\n")
    return f"{name}.csv"


def spec(path: str, **fields: object) -> dict[str, object]:
    return {"path": path, "zone": "America/New_York", "factors": "factors.csv", "accept": True, **fields}


def imported(desk: Workbench, name: str, *paths: str, **fields: object) -> ImportResult:
    return desk.inline(desk.request("import", {"bars": [spec(p, **fields) for p in paths], "name": name}))


def updated(desk: Workbench, name: str, path: str, **fields: object) -> UpdateResult:
    bars = {"path": path, "factors": "factors.csv", "accept": True}
    return desk.inline(desk.request("update", {"bars": [bars], "base": name, **fields}))


def bars(desk: Workbench, name: str) -> bytes:
    return (desk.folder / "data" / name / desk.sets.manifest(name).file).read_bytes()


def resume(desk: Workbench, job_id: str) -> None:
    """As soon as what was killed has let go of its files."""
    deadline = time.monotonic() + 20
    while True:
        try:
            desk.resume(job_id)
        except JobError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def results(desk: Workbench, job_id: str) -> dict[str, bytes]:
    other = ("request.json", "status.json", "log.txt")
    return {p.name: p.read_bytes() for p in Path(desk.runs.location(job_id)).iterdir() if p.name not in other}


def test_pieces_are_the_whole_byte_for_byte(desk: Workbench) -> None:
    imported(desk, "whole", "whole.csv")
    chance = random.Random(3)
    shuffled = ROWS[100:180]
    chance.shuffle(shuffled)
    pieces = [ROWS[150:], shuffled, ROWS[:110]]
    names = [file(desk.folder, f"piece{number}", piece) for number, piece in enumerate(pieces)]
    imported(desk, "pieces", names[0])
    assert [updated(desk, "pieces", name).added for name in names[1:]] == [50, 100]
    imported(desk, "several", *names)
    assert bars(desk, "whole") == bars(desk, "pieces") == bars(desk, "several")
    once, grown = (desk.sets.manifest(name) for name in ("whole", "pieces"))
    assert (once.sha256, once.findings, once.actions, once.start, once.end) == (
        *(grown.sha256, grown.findings, grown.actions, grown.start, grown.end),
    )
    assert [each.name for each in grown.sources] == names
    assert len(list((desk.folder / "data" / "pieces").iterdir())) == 2


def test_updating_twice_is_updating_once(desk: Workbench) -> None:
    imported(desk, "daily", file(desk.folder, "first", ROWS[:100]))
    updated(desk, "daily", "whole.csv")
    before = {p.name: p.read_bytes() for p in (desk.folder / "data" / "daily").iterdir()}
    again = updated(desk, "daily", "whole.csv")
    assert (again.added, again.repeated) == (0, 0)
    assert "brought nothing" in again.sentences[1]
    assert {p.name: p.read_bytes() for p in (desk.folder / "data" / "daily").iterdir()} == before


def test_importing_again_is_harmless_and_another_file_is_refused(desk: Workbench) -> None:
    first = imported(desk, "daily", "whole.csv")
    assert imported(desk, "daily", "whole.csv") == first
    with pytest.raises(InvalidValue, match="tradecore data update daily FILE"):
        imported(desk, "daily", file(desk.folder, "other", ROWS[:100]))
    (desk.folder / "data" / "csv").mkdir()
    (desk.folder / "data" / "csv" / "mine.csv").write_text("x")
    with pytest.raises(InvalidValue, match=r"its folder holds mine\.csv"):
        imported(desk, "csv", "whole.csv")


def test_a_revision_changes_nothing_unless_it_is_asked_for(desk: Workbench) -> None:
    imported(desk, "daily", "whole.csv")
    before = bars(desk, "daily")
    other = file(desk.folder, "other", [*ROWS[:7], ROWS[7].rpartition(",")[0] + ",12345", *ROWS[8:]])
    with pytest.raises(DataError, match=r"of 1 bar, first of that at 2026-01-05T07:00:00Z: volume is 12345\.0 there"):
        updated(desk, "daily", other)
    assert bars(desk, "daily") == before
    failed = desk.runs.recent(1)[0]
    assert "volume" in (Path(failed.folder) / "revisions.csv").read_text()
    result = updated(desk, "daily", other, revise=True)
    assert (result.revised, result.added) == (1, 0)
    imported(desk, "anew", other)
    assert bars(desk, "daily") == bars(desk, "anew") != before


def test_a_file_with_errors_is_refused_and_accepted_ones_are_told_in_every_result(desk: Workbench) -> None:
    dirty = file(desk.folder, "dirty", [*ROWS[:50], "2026-01-07T02:00:00Z,1,2,-1,1,5", *ROWS[51:]])
    with pytest.raises(DirtyData, match="a price of 0 or below"):
        imported(desk, "dirty", dirty, accept=False)
    assert "dirty" not in desk.sets.names()
    assert "non-positive-price" in (Path(desk.runs.recent(1)[0].folder) / "findings.csv").read_text()
    assert imported(desk, "dirty", dirty).left_out == 1
    plain = {"bars": "dirty", "report.pictures": False, "report.html": False}
    learning = {"training.features": ["change(1)"], "training.horizon": 1, "check_leaks": False}
    crossing = {"strategy": "sma_cross", "over.fast": "3,5", "over.slow": "12", "min_trades": 0}
    jobs: dict[str, dict[str, object]] = {
        "backtest": {"strategy": "buy_and_hold"},
        "train": {"model": "m", **learning},
        "predict": {"model": "m", "in_sample": True},
        "leaks": {"features": ["change(1)"], "rows": 10},
        "optimize": crossing,
        "walkforward": {**crossing, "windows.train": "100 bars", "windows.test": "60 bars", "report.bootstrap": 100},
    }
    for kind, fields in jobs.items():
        result = desk.inline(desk.request(kind, {**plain, **fields}))
        [told] = [line for line in result.sentences if "price of 0 or below" in line]
        assert told.endswith("left out when dirty.csv was accepted."), kind


def test_what_is_wrong_with_finer_bars_is_told_too(desk: Workbench) -> None:
    dirty = file(desk.folder, "dirty", [*ROWS[:50], "2026-01-07T02:00:00Z,1,2,-1,1,5", *ROWS[51:]])
    desk.inline(desk.request("data", {"bars": "whole.csv", "step": "1d", "into": "days"}))
    fields = {
        "bars": "days",
        "fill_bars": [{"path": dirty, "accept": True}],
        "strategy": "buy_and_hold",
        "report.pictures": False,
    }
    told = " ".join(desk.inline(desk.request("backtest", fields)).sentences)
    assert "Finer data of " in told
    assert "price of 0 or below" in told


def test_a_set_is_read_as_it_was_imported(desk: Workbench) -> None:
    imported(desk, "daily", "whole.csv", symbol="WALK")
    request = desk.request("backtest", {"bars": "daily", "strategy": "buy_and_hold"})
    [held] = request.bars
    assert (held.path, held.source, held.symbol, held.zone, held.step) == (
        *("daily", "set", "WALK", "America/New_York", "1h"),
    )
    assert request.provenance.origins["bars.zone"] == "data/daily/manifest.json"
    direct = desk.request("backtest", {"bars": [spec("whole.csv", symbol="WALK")], "strategy": "buy_and_hold"})
    assert desk.inline(request).metrics == desk.inline(direct).metrics
    for wrong in ({"zone": "UTC"}, {"calendar": "XNYS"}, {"step": "1d"}, {"symbol": "X"}, {"factors": "factors.csv"}):
        with pytest.raises(InvalidValue, match="data set daily"):
            desk.request("backtest", {"bars": {"path": "daily", **wrong}, "strategy": "buy_and_hold"})
    with pytest.raises(UnknownName):
        desk.request("update", {"bars": "whole.csv", "base": "dayly"})
    with pytest.raises(UnreadableFile, match="does not exist"):
        desk.request("backtest", {"bars": "dayly", "strategy": "buy_and_hold"})


def test_a_run_on_a_set_that_changed_says_so(desk: Workbench) -> None:
    imported(desk, "daily", file(desk.folder, "first", ROWS[:200]))
    request = desk.request("backtest", {"bars": "daily", "strategy": "buy_and_hold"})
    desk.inline(request)
    ran = desk.runs.recent(1)[0].job_id
    assert data_changes(desk.adapters, request) == ()
    updated(desk, "daily", "whole.csv")
    with pytest.raises(DataError, match="daily has changed since the request was made"):
        desk.inline(request)
    proof = rerun(desk, ran)
    assert proof.verdict is Verdict.CHANGED
    assert [change.name for change in proof.changes] == ["daily"]
    [since] = changed_since(desk.adapters, ran)
    assert since.sentence.startswith("daily has changed since the run: its SHA-256 was")
    assert changed_since(desk.adapters, desk.runs.recent(2)[1].job_id) == (), "an update has changed its set itself"


def test_bars_that_were_edited_by_hand_are_noticed(desk: Workbench) -> None:
    imported(desk, "daily", "whole.csv")
    request = desk.request("backtest", {"bars": "daily", "strategy": "buy_and_hold"})
    path = desk.folder / "data" / "daily" / desk.sets.manifest("daily").file
    path.write_bytes(path.read_bytes() + b"!")
    assert [change.name for change in data_changes(desk.adapters, request)] == ["daily"]
    with pytest.raises(DataError, match="has changed since"):
        desk.inline(request)
    with pytest.raises(UnreadableFile, match="is damaged"):
        updated(desk, "daily", file(desk.folder, "more", ROWS[:3]))


def test_resampled_bars_become_a_set_that_the_same_command_renews(desk: Workbench) -> None:
    imported(desk, "hours", file(desk.folder, "first", ROWS[:200]), zone="UTC")
    resampling = {"bars": "hours", "step": "1d", "into": "days"}
    first = desk.inline(desk.request("data", resampling))
    assert (first.into, first.resampled, desk.sets.manifest("days").resampled) == ("days", 8, "hours")
    updated(desk, "hours", "whole.csv")
    assert desk.inline(desk.request("data", resampling)).resampled == desk.sets.manifest("days").rows == 10
    assert desk.inline(desk.request("backtest", {"bars": "days", "strategy": "buy_and_hold"})).bars == 10
    with pytest.raises(InvalidValue, match="was not made in this way"):
        desk.inline(desk.request("data", {**resampling, "step": "4h"}))
    with pytest.raises(InvalidValue, match="resample it again"):
        updated(desk, "days", "whole.csv")


def test_importing_can_be_proved_and_leaves_the_set_alone(desk: Workbench) -> None:
    imported(desk, "daily", file(desk.folder, "first", ROWS[:200]))
    ran = desk.runs.recent(1)[0].job_id
    updated(desk, "daily", "whole.csv")
    grown = bars(desk, "daily")
    assert rerun(desk, ran).verdict is Verdict.EQUAL
    assert bars(desk, "daily") == grown


@pytest.mark.parametrize("moment", ["before:bars-", "before:manifest", "after:manifest"])
def test_an_update_that_is_killed_is_resumed_to_the_same_bytes(
    desk: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(KILLER)
    imported(desk, "daily", file(desk.folder, "first", ROWS[:100]))
    shutil.copytree(desk.folder, tmp_path / "calm")
    old = bars(desk, "daily")
    request = desk.request("update", {"bars": {"path": "whole.csv", "factors": "factors.csv"}, "base": "daily"})
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"), prepend=os.pathsep)
    monkeypatch.setenv("TRADECORE_KILL_FOR_TESTS", moment)
    job_id = desk.submit(request)
    status = desk.wait(job_id).status
    assert status.error is not None
    assert (status.state, status.error.type) == (State.FAILED, "ProcessLost")
    assert (bars(desk, "daily") == old) == (moment != "after:manifest")

    monkeypatch.delenv("TRADECORE_KILL_FOR_TESTS")
    resume(desk, job_id)
    assert desk.wait(job_id).status.state is State.SUCCEEDED
    calm = Workbench(tmp_path / "calm")
    calm.inline(request)
    assert results(desk, job_id) == results(calm, calm.runs.recent(1)[0].job_id)
    left = [{p.name: p.read_bytes() for p in (w.folder / "data" / "daily").iterdir()} for w in (desk, calm)]
    assert left[0] == left[1]


def test_two_updates_at_once_both_arrive(desk: Workbench) -> None:
    imported(desk, "whole", "whole.csv")
    imported(desk, "daily", file(desk.folder, "first", ROWS[:80]))
    requests = [
        desk.request("update", {"bars": {"path": path, "factors": "factors.csv"}, "base": "daily"})
        for path in (file(desk.folder, "second", ROWS[80:160]), file(desk.folder, "third", ROWS[160:]))
    ]
    jobs = [desk.submit(request) for request in requests]
    assert [desk.wait(job).status.state for job in jobs] == [State.SUCCEEDED] * 2
    assert bars(desk, "daily") == bars(desk, "whole")
    assert len(desk.sets.manifest("daily").sources) == 3


def test_reading_a_set_needs_neither_pandas_nor_a_calendar(desk: Workbench) -> None:
    imported(desk, "daily", "whole.csv", calendar="XNYS")
    code = (
        "import sys, json; from tradecore_workbench.workbench import Workbench; w = Workbench(sys.argv[1]); "
        "r = w.request('backtest', {'bars': 'daily', 'strategy': 'sma_cross', 'report.pictures': False, "
        "'engine': 'interpreted'}); print(w.inline(r).bars); "
        "print(json.dumps([m for m in ('pandas', 'exchange_calendars', 'scipy', 'numba') if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(desk.folder)], capture_output=True, text=True, check=True)
    *_, found = done.stdout.splitlines()
    assert json.loads(found) == []
