"""History over a real socket: killed and resumed, kept as a set, and no faster than Interactive Brokers allows."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import pytest
from ibkr_downloads import download, spec_of

from tradecore.bars import DAY, HOUR, MINUTE
from tradecore.instants import format_instant, parse_instant
from tradecore.jobs import State
from tradecore_gateway import Plan
from tradecore_ibkr.history.source import FOLDER, IbkrHistory
from tradecore_testing.gateways import ServedGateway, served
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

SCRIPT = Path(__file__).parent / "ibkr_downloads.py"
# How many calendar days a download has; `nox -s live` takes a year.
DAYS = int(os.environ.get("TRADECORE_IBKR_DAYS", "21"))
DEATHS = 5
END = "2026-06-01T20:00:00Z"
START = format_instant(parse_instant(END) - DAYS * DAY)
SEED = int(os.environ.get("TRADECORE_LIVE_SEED", "1"))


def answers(workspace: Path) -> int:
    return len(list((workspace / FOLDER).glob("aapl-*.json")))


def killed(workspace: Path, after: int) -> bool:
    """A download that gets SIGKILL when so many more answers are there; False when it was done before."""
    before = answers(workspace)
    command = [sys.executable, str(SCRIPT), str(workspace), START, END, "AAPL", "1min"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        while process.poll() is None:
            if answers(workspace) >= before + after:
                process.send_signal(signal.SIGKILL)
                process.wait()
                return True
            time.sleep(0.001)
        return process.returncode == -signal.SIGKILL


def broken(asked: list[float]) -> list[str]:
    found: list[str] = []
    for begun in asked:
        if len([one for one in asked if begun <= one <= begun + 600.0]) > 60:
            found.append("sixty in ten minutes")
        if len([one for one in asked if begun <= one <= begun + 2.0]) >= 6:
            found.append("six for one contract in two seconds")
    return found


def test_a_download_that_is_killed_five_times_is_the_one_that_is_not(tmp_path: Path) -> None:
    spec, draw = spec_of("AAPL", "1min", START, END), random.Random(SEED)
    whole = download(str(make(tmp_path / "whole")), spec)
    assert broken(whole.asked) == []
    gold = IbkrHistory(str(tmp_path / "whole"))
    bars = gold.read(spec).table

    desk = make(tmp_path / "pieces")
    most = max(len(whole.asked) // (DEATHS + 1), 1)
    deaths = sum(killed(desk, draw.randint(1, most)) for _ in range(DEATHS))
    command = [sys.executable, str(SCRIPT), str(desk), START, END, "AAPL", "1min"]
    last = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    pieces = IbkrHistory(str(desk))

    assert deaths == DEATHS
    assert 0 < len(last["asked"]) < len(whole.asked)
    assert broken(last["asked"]) == []
    assert last["orders"] == whole.order_messages == 0
    assert pieces.fingerprint(spec) == gold.fingerprint(spec)
    # No duplicate, no gap: the minutes of every session, as the exchange's hours have them.
    times = list(bars.time)
    assert times == sorted(set(times))
    days = sorted({t // DAY for t in times})
    assert all(minutes_of(times, day) in (list(range(390)), list(range(210))) for day in days)
    assert len(days) >= DAYS * 5 // 7 - DAYS // 25 - 2
    minutes = (whole.asked[-1] - whole.asked[0]) / 60
    figure = f"{len(times):,} bars of {len(days)} days, {len(whole.asked)} requests in {minutes:.1f} virtual minutes"
    sys.stdout.write(f"{figure}; killed {deaths} times: the same bars\n")


def minutes_of(times: list[int], day: int) -> list[int]:
    """The minutes of a day, counted from its first one."""
    inside = [t for t in times if t // DAY == day]
    assert inside[0] % DAY in (13 * HOUR + 30 * MINUTE, 14 * HOUR + 30 * MINUTE)
    return [(t - inside[0]) // MINUTE for t in inside]


@pytest.fixture
def gateway() -> Generator[ServedGateway]:
    with served(Plan(start=parse_instant("2026-06-05T20:00:00Z"))) as one:
        yield one


def desk(folder: Path, gateway: ServedGateway) -> Workbench:
    workbench = Workbench(make(folder))
    workbench.settings.set("gateway.port", gateway.port)
    return workbench


def weeks(**said: object) -> dict[str, object]:
    five = {"path": "AAPL", "source": "ibkr", "step": "5min", "hours": "regular", "calendar": "XNYS"}
    return {**five, "start": "2026-03-30", "end": "2026-05-22", **said}


def tradecore(workbench: Workbench, *words: str) -> str:
    command = [sys.executable, "-m", "tradecore_cli.main", *words, "--workspace", str(workbench.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_job_that_is_killed_goes_on_where_it_was(tmp_path: Path, gateway: ServedGateway) -> None:
    workbench = desk(tmp_path / "pieces", gateway)
    words = "--from ibkr --step 5min --hours regular --calendar XNYS --start 2026-03-30 --end 2026-05-22"
    tradecore(workbench, "data", "import", "AAPL", *words.split(), "--name", "aapl", "--detach")
    [job_id] = [record.job_id for record in workbench.runs.recent(5)]
    # After five requests it waits for its turn: nothing is in flight that would be asked for again 15 seconds later.
    while answers(workbench.folder) < 5:
        time.sleep(0.01)
    process = workbench.runs.status(job_id).process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    failure = workbench.wait(job_id).status.error
    assert failure is not None
    assert failure.type == "ProcessLost"
    before = gateway.ask(lambda one: one.received["reqHistoricalData"])

    tradecore(workbench, "runs", "resume", job_id)
    assert workbench.runs.status(job_id).state is State.SUCCEEDED
    asked = gateway.ask(lambda one: one.received["reqHistoricalData"])
    # What was answered before it died was not asked for again.
    assert before >= 5
    assert asked - before == len(list(workbench.folder.glob("data/.ibkr/aapl-*"))) - 5

    other = desk(tmp_path / "whole", gateway)
    other.inline(other.request("import", {"bars": [weeks()], "name": "aapl"}))
    assert workbench.sets.manifest("aapl") == other.sets.manifest("aapl")
    assert workbench.sets.manifest("aapl").sources[0].name == "ibkr:AAPL"
    assert gateway.ask(lambda one: one.order_messages) == 0

    told = tradecore(workbench, "data", "update", "aapl", "--from", "ibkr")
    held = workbench.sets.manifest("aapl")
    assert "ibkr:AAPL: 780 rows new." in told
    assert (held.end, held.findings) == ("2026-06-05T20:00:00Z", ())
    assert "brought nothing that the set had not" in tradecore(workbench, "data", "update", "aapl", "--from", "ibkr")
