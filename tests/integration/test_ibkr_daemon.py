"""The daemon and the gateway as processes, in real time: it is killed again and again, and trades on where it was.

More in a session of its own: `nox -s ibkr`.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import monotonic, sleep, time_ns
from typing import Any

import pytest

from tradecore.bars import SECOND
from tradecore.contracts.backtest import BacktestRequest
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.live import LiveSettings, SessionRequest
from tradecore.contracts.settings import ReportSettings
from tradecore.instants import format_instant
from tradecore.live.engine import replayed
from tradecore.live.events import Fill, Intent
from tradecore_kit.codec import encode
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

KILLS = int(os.environ.get("TRADECORE_IBKR_KILLS", "1"))
SEED = int(os.environ.get("TRADECORE_IBKR_SEED", "1"))
SESSION, SYMBOL, ACCOUNT, STEP = "demo", "EUR.USD", "DU1234567", 5 * SECOND
# Bars before the session and while it lasts.
PAST, FUTURE = 200, 20 * KILLS + 100

# Bought above the crossing of two averages, each time with a stop and a target that rest at the broker.
PLUGIN = """
from typing import NamedTuple
from tradecore.features import feature
from tradecore.sizing import share_of_equity
from tradecore.strategy import Decision, NoState, stay
from tradecore_plugins import hookimpl

class GuardedInputs(NamedTuple):
    fast: float = 0.0
    slow: float = 0.0

class Guarded(NamedTuple):
    room: float = 0.001

    Inputs = GuardedInputs
    State = NoState
    REASONS = ("held", "above", "below")

    def features(self):
        return feature("sma", 2), feature("sma", 3)

    def decide(self, state, bar, inputs, account):
        if inputs.fast > inputs.slow:
            if account.position > 0.0:
                return stay(account, 0), state
            stop, profit = bar.close * (1.0 - self.room), bar.close * (1.0 + self.room)
            return Decision(share_of_equity(account, bar.close, 0.3), stop=stop, profit=profit, reason=1), state
        return Decision(0.0, reason=2), state

@hookimpl
def tradecore_strategies():
    return {"guarded": Guarded}
"""
METADATA = "Metadata-Version: 2.1\nName: tradecore-guarded-for-tests\nVersion: 1.0\n"


def walk(begin: int, count: int) -> list[str]:
    draw, price, lines = Random(SEED), 1.08, ["time,open,high,low,close,volume"]
    for k in range(count):
        prices = [round(price + draw.gauss(0.0, 2e-4), 5) for _ in range(4)]
        price = prices[-1]
        when = format_instant(begin + k * STEP)
        lines.append(f"{when},{prices[0]},{max(prices)},{min(prices)},{price},1000")
    return lines


class Desk:
    """A workspace with one session, a gateway process, and its daemon."""

    def __init__(self, folder: Path) -> None:
        self.environment = {**os.environ, "TRADECORE_STATE": str(folder / "state")}
        self.workbench = Workbench(make(folder / "desk"))
        self.folder = self.workbench.folder
        now = time_ns() // STEP * STEP
        lines = walk(now - PAST * STEP, PAST + FUTURE)
        (folder / "market.csv").write_text("\n".join(lines) + "\n")
        (self.folder / "data" / "past.csv").write_text("\n".join(lines[: PAST + 1]) + "\n")
        self.gateway = self._gateway(folder)
        self.workbench.settings.set("gateway.port", json.loads(self._line())["port"])
        request = BacktestRequest(
            (BarsSpec("data/past.csv", SYMBOL, step="5s"),),
            strategy="guarded",
            report=ReportSettings(pictures=False),
        )
        live = LiveSettings(ACCOUNT, "ibkr", "paper", barrier=2.0, silence=30.0)
        self.store = self.workbench.adapters.sessions
        self.store.create(SESSION, encode(SessionRequest(SESSION, request, live)))

    def _gateway(self, folder: Path) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tradecore_gateway", "--bars", f"EUR={folder / 'market.csv'}"]
        command += ["--step", "5", "--no-pacing", "--commands", "--cash", "100000"]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def _line(self) -> str:
        assert self.gateway.stdout is not None
        return self.gateway.stdout.readline()

    def truth(self) -> Any:
        """What the gateway's broker knows."""
        assert self.gateway.stdin is not None
        self.gateway.stdin.write("tell\n")
        self.gateway.stdin.flush()
        while True:
            said = json.loads(self._line())
            if "truth" in said:
                return said["truth"]

    def start(self) -> "subprocess.Popen[bytes]":
        file = self.store.location(SESSION, "session.json")
        with (self.folder / "live" / SESSION / "log.txt").open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "tradecore_live", "--session", file], stderr=output, env=self.environment
            )

    def bodies(self, kind: type) -> list[Any]:
        return [line.event.body for line in self.store.lines(SESSION) if isinstance(line.event.body, kind)]

    def starts(self) -> int:
        """How many daemons have begun to trade."""
        events = self.folder / "live" / SESSION / "events.jsonl"
        return events.read_bytes().count(b'"type":"session"') if events.exists() else 0

    def log(self) -> str:
        return (self.folder / "live" / SESSION / "log.txt").read_text()

    def close(self) -> None:
        self.gateway.terminate()
        self.gateway.communicate(timeout=20)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    installed = tmp_path / "site"
    information = installed / "tradecore_guarded_for_tests-1.0.dist-info"
    information.mkdir(parents=True)
    (installed / "tradecore_guarded_for_tests.py").write_text(PLUGIN)
    (information / "entry_points.txt").write_text("[tradecore]\nguarded = tradecore_guarded_for_tests\n")
    (information / "METADATA").write_text(METADATA)
    monkeypatch.syspath_prepend(str(installed))
    monkeypatch.setenv("PYTHONPATH", str(installed), prepend=os.pathsep)
    made = Desk(tmp_path)
    yield made
    made.close()


def until(desk: Desk, daemon: "subprocess.Popen[bytes]", fills: int, seconds: float) -> None:
    """Until the log has so many executions."""
    deadline = monotonic() + seconds
    while len(desk.bodies(Fill)) < fills:
        assert daemon.poll() is None, desk.log()
        assert monotonic() < deadline, desk.log()
        sleep(0.2)


def assert_protected(truth: Any) -> None:
    """What is held has a stop and a target at the broker, for just that quantity."""
    held = truth["positions"][ACCOUNT].get(SYMBOL, 0.0)
    resting = {one["ref"].rpartition("-")[2]: one["quantity"] for one in truth["resting"]}
    if held:
        assert (resting.get("stop"), resting.get("target")) == (-held, -held), truth["resting"]


def test_a_daemon_that_is_killed_again_and_again_holds_what_the_broker_holds(desk: Desk) -> None:
    draw = Random(SEED)
    for _ in range(KILLS):
        begun, daemon = desk.starts(), desk.start()
        while desk.starts() == begun:
            assert daemon.poll() is None, desk.log()
            sleep(0.05)
        sleep(draw.uniform(0.0, 8.0))
        assert daemon.poll() is None, desk.log()
        daemon.send_signal(signal.SIGKILL)
        daemon.wait(20)
        assert_protected(desk.truth())
    daemon = desk.start()
    until(desk, daemon, len(desk.bodies(Fill)) + 1, 120.0)
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(60) == 0, desk.log()
    truth = desk.truth()
    assert_protected(truth)
    state = replayed(desk.workbench.sessions.prepared(SESSION).setup, desk.store.lines(SESSION))
    held = truth["positions"][ACCOUNT].get(SYMBOL, 0.0)
    assert state.positions[SYMBOL] == held == sum(truth["executions"].values())
    assert {fill.id for fill in desk.bodies(Fill)} == set(truth["executions"])
    assert len(desk.bodies(Fill)) == len(truth["executions"])
    refs = [intent.order.ref for intent in desk.bodies(Intent)]
    assert len(refs) == len(set(refs))
    assert len(truth["refs"]) == len(set(truth["refs"]))
    # What protects an entry goes with it, under the decision's own id.
    given = {ref for ref in truth["refs"] if not ref.endswith(("-stop", "-target"))}
    assert given <= set(refs)
    assert {ref.rpartition("-")[0] for ref in truth["refs"]} <= {ref.rpartition("-")[0] for ref in refs}
    assert ACCOUNT not in desk.log()
    sys.stdout.write(f"\n{KILLS} kills: {len(refs)} orders, {len(truth['executions'])} executions\n")
