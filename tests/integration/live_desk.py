"""A workspace with a session over recorded bars, and its daemon as a process."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any

from tradecore.contracts.live import LiveSettings, SessionRequest
from tradecore.instants import format_instant
from tradecore.live.engine import replayed
from tradecore.live.events import Decided, Fill, Intent, OrderStatus
from tradecore.live.ledger import NAME_OF
from tradecore.live.parity import Chronicle
from tradecore.ports.broker import AccountWanted
from tradecore.simulation.rows import row
from tradecore.simulation.run import Simulation
from tradecore.usecases.session import Prepared, prepare
from tradecore_kit.codec import encode
from tradecore_testing.markets import walking_market
from tradecore_workbench.unattended import tools_of
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

SESSION = "demo"


def csv_of(rows: int, seed: int = 1) -> str:
    market = walking_market(rows, seed)
    columns = [market[name] for name in ("open", "high", "low", "close", "volume")]
    lines = [",".join([format_instant(t), *map(str, values)]) for t, *values in zip(market.time, *columns, strict=True)]
    return "\n".join(["time,open,high,low,close,volume", *lines]) + "\n"


class LiveDesk:
    """One session of `sma_cross` on an hourly random walk."""

    def __init__(self, folder: Path, rows: int = 210, **live: Any) -> None:
        self.environment = {**os.environ, "TRADECORE_STATE": str(folder / "state")}
        self.workbench = Workbench(make(folder / "desk"))
        self.folder = self.workbench.folder
        (self.folder / "data" / "walk.csv").write_text(csv_of(rows))
        fields = {"bars": "data/walk.csv", "strategy": "sma_cross", "parameters.fast": 3, "parameters.slow": 8}
        fields |= {"parameters.share": 0.5, "report.pictures": False, "costs.slippage_bps": 2.0}
        request = self.workbench.request("backtest", fields)
        self.request = SessionRequest(SESSION, request, LiveSettings(**{"account": "SIM-demo", **live}))
        self.store = self.workbench.adapters.sessions
        self.store.create(SESSION, encode(self.request))

    @property
    def file(self) -> str:
        return self.store.location(SESSION, "session.json")

    @property
    def events(self) -> Path:
        return self.folder / "live" / SESSION / "events.jsonl"

    def start(self) -> "subprocess.Popen[bytes]":
        output = (self.folder / "live" / SESSION / "log.txt").open("ab")
        with output:
            arguments = [sys.executable, "-m", "tradecore_live", "--session", self.file]
            return subprocess.Popen(arguments, stderr=output, env=self.environment)

    def run(self) -> int:
        """The exit code of a daemon that is left alone."""
        return self.start().wait(120)

    def kill_after(self, lines: int) -> None:
        """SIGKILL once the log has so many more lines, or the daemon has ended."""
        daemon, wanted = self.start(), self.lines + lines
        while self.lines < wanted and daemon.poll() is None:
            sleep(0.001)
        daemon.send_signal(signal.SIGKILL)
        daemon.wait(60)

    @property
    def lines(self) -> int:
        return self.events.read_bytes().count(b"\n") if self.events.exists() else 0

    def bodies(self, kind: type) -> list[Any]:
        return [line.event.body for line in self.store.lines(SESSION) if isinstance(line.event.body, kind)]

    @property
    def fills(self) -> list[tuple[Any, ...]]:
        fills: list[Fill] = self.bodies(Fill)
        return [(f.time, f.symbol, f.quantity, f.price, f.commission, f.kind) for f in fills]

    @property
    def wishes(self) -> Mapping[int, Mapping[str, float | None]]:
        decided: list[Decided] = self.bodies(Decided)
        return {one.time: dict(one.wish) for one in decided if one.wish}

    @property
    def lost(self) -> list[OrderStatus]:
        return [one for one in self.bodies(OrderStatus) if one.status == "lost"]

    def decided_at(self, ref: str) -> int:
        """The bar on which an order was decided."""
        return next(one.time for one in self.bodies(Decided) if one.order == ref)

    def prepared(self) -> Prepared:
        return prepare(self.request, tools_of(self.workbench.adapters))

    def backtest(self) -> tuple[list[tuple[Any, ...]], Mapping[int, Mapping[str, float | None]], Simulation]:
        """Fills, wishes by bar, and the simulation of the same request."""
        prepared = self.prepared()
        setup, recording = prepared.setup, prepared.recording
        chronicle = Chronicle(setup.strategy, {})
        simulation = Simulation.start(
            recording.assembled, setup.instruments, chronicle, recording.inputs, setup.rules, setup.cash
        )
        simulation.advance()
        rows = [row(simulation.tapes.fills, k) for k in range(simulation.book.days.fills[0])]
        fills = [(f.time, setup.symbols[0], f.quantity, f.price, f.commission, NAME_OF[f.kind]) for f in rows]
        return fills, {time: dict(wish) for (_, time), wish in chronicle.wishes.items()}, simulation

    @contextmanager
    def broker(self) -> Iterator[Any]:
        """The account at the broker, while no daemon is at work."""
        setup = self.prepared().setup
        folder = self.store.location(SESSION)
        wanted = AccountWanted(
            setup.account, setup.instruments, setup.rules, setup.cash, folder, self.request.live.faults
        )
        broker = self.workbench.catalog.broker("simulated").open(wanted)
        broker.connect()
        yield broker
        broker.close()

    def assert_consistent(self, *, interrupted: bool = False) -> None:
        """Position by the log = the broker's = the sum of executions; no orderRef twice.

        The log of a daemon that was `interrupted` may lack executions: those, and nothing else, explain a difference,
        and the next start takes them up.
        """
        state = replayed(self.prepared().setup, self.store.lines(SESSION))
        with self.broker() as broker:
            holdings, executions = broker.holdings(), broker.executions(0)
        known = {fill.id for fill in self.bodies(Fill)}
        missing = [one for one in executions if isinstance(one, Fill) and one.id not in known]
        assert interrupted or not missing
        held = {symbol: quantity for symbol, quantity in state.positions.items() if quantity}
        assert sum(fill[2] for fill in self.fills) == sum(held.values())
        for fill in missing:
            held[fill.symbol] = held.get(fill.symbol, 0.0) + fill.quantity
        assert {symbol: quantity for symbol, quantity in held.items() if quantity} == dict(holdings.positions)
        refs = [intent.order.ref for intent in self.bodies(Intent)]
        assert len(refs) == len(set(refs))
        ids = [fill.id for fill in self.bodies(Fill)]
        assert len(ids) == len(set(ids))
