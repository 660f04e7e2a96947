"""The daemon as a process on bars that close in real time, killed and started again while they come."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random
from time import sleep, time_ns

from tradecore.bars import SECOND
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.live import LiveSettings
from tradecore.instants import format_instant
from tradecore.live.events import BarsClosed, Decided, Intent, Note, Operator, OrderStatus, SessionBegan
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

SESSION = "ticker"
HEAD = "time,open,high,low,close,volume\n"


class Ticker:
    """A program that writes a bar a second into a file, and a daemon that follows it."""

    def __init__(self, folder: Path) -> None:
        self.environment = {**os.environ, "TRADECORE_STATE": str(folder / "state")}
        self.workbench, self._draw = Workbench(make(folder / "desk")), Random(3)
        self.data = self.workbench.folder / "data"
        self._next = time_ns() // SECOND * SECOND
        history = [self._line(self._next - second * SECOND) for second in range(40, 0, -1)]
        (self.data / "past.csv").write_text(HEAD + "".join(history))
        (self.data / "now.csv").write_text(HEAD)
        fields = {"bars": "data/past.csv", "strategy": "sma_cross", "report.pictures": False}
        fields |= {"parameters.fast": 2, "parameters.slow": 3, "parameters.share": 0.5}
        live = LiveSettings("SIM-ticker", feed="csv", feed_bars=(BarsSpec("data/now.csv", step="1s"),))
        self.workbench.sessions.create(SESSION, self.workbench.request("backtest", fields), live)
        self.store = self.workbench.adapters.sessions

    def start(self) -> "subprocess.Popen[bytes]":
        with (self.workbench.folder / "live" / SESSION / "log.txt").open("ab") as output:
            arguments = [sys.executable, "-m", "tradecore_live", "--session"]
            file = self.store.location(SESSION, "session.json")
            return subprocess.Popen([*arguments, file], stderr=output, env=self.environment)

    def tick(self) -> None:
        """Writes the bars that are over by now, the last one in two parts."""
        while self._next + SECOND <= time_ns():
            text = self._line(self._next)
            for part in (text[:9], text[9:]):
                with (self.data / "now.csv").open("a") as file:
                    file.write(part)
            self._next += SECOND

    def wait(self, daemon: "subprocess.Popen[bytes]", bars: int) -> None:
        """Until so many bars are decided on in all."""
        while len(self.bodies(Decided)) < bars:
            assert daemon.poll() is None
            self.tick()
            sleep(0.02)

    def bodies(self, kind: type) -> list[object]:
        return [line.event.body for line in self.store.lines(SESSION) if isinstance(line.event.body, kind)]

    def _line(self, time: int) -> str:
        prices = [round(100.0 + self._draw.gauss(0.0, 1.0), 2) for _ in range(4)]
        return f"{format_instant(time)},{prices[0]},{max(prices)},{min(prices)},{prices[3]},1000\n"


def test_bars_that_close_now_are_decided_on_once_across_a_kill(tmp_path: Path) -> None:
    ticker = Ticker(tmp_path)
    daemon = ticker.start()
    ticker.wait(daemon, 3)
    daemon.send_signal(signal.SIGKILL)
    daemon.wait(60)
    before = len(ticker.bodies(BarsClosed))
    daemon = ticker.start()
    ticker.wait(daemon, before + 3)
    ticker.store.post(SESSION, Operator("stop", "a test"))
    assert daemon.wait(60) == 0
    closed = [body.time for body in ticker.bodies(BarsClosed) if isinstance(body, BarsClosed)]
    # What was missed while nobody was there is decided on, too: no second is left out, and none comes twice.
    assert closed == list(range(closed[0], closed[-1] + SECOND, SECOND))
    assert len(ticker.bodies(SessionBegan)) == 2
    assert ticker.bodies(Note) == []
    refs = [body.order.ref for body in ticker.bodies(Intent) if isinstance(body, Intent)]
    assert len(refs) == len(set(refs))
    # An order that was written down when the process died, and had not left, is lost by the order rule.
    lost = [one for one in ticker.bodies(OrderStatus) if isinstance(one, OrderStatus) and one.status == "lost"]
    found = ticker.workbench.sessions.parity(SESSION)
    assert lost or found.differences == ()
