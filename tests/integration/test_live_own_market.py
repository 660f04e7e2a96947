"""The daemon at a broker with a market, bars, hours and a clock of its own, as a real one has them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamed_desk import SYMBOLS, Killed, StreamedDesk, killed, stopped

from tradecore.bars import MINUTE, SECOND
from tradecore.instants import parse_instant
from tradecore.live.events import BarRow, BarsClosed, Clock, Connection, Decided, Fill, Intent
from tradecore.live.exchange import Exchange
from tradecore.ports.bar_stream import BarStream
from tradecore.ports.broker import AccountWanted, FillsOnBars
from tradecore_live.daemon import Daemon
from tradecore_plugins import hookimpl
from tradecore_plugins.registry import Registry
from tradecore_plugins.sources import Source, installed
from tradecore_testing.live_fakes import MemoryBroker
from tradecore_testing.memory_stream import MemoryStream

OPENS, CLOSES = parse_instant("2025-11-26T14:30:00Z"), parse_instant("2025-11-26T16:00:00Z")
NEXT, AFTER = parse_instant("2025-11-28T14:30:00Z"), parse_instant("2025-11-28T16:00:00Z")


class OwnMarket:
    """A broker that closes two hours early on two days, and fills when its market moves, not when it is told to."""

    modes = ("paper",)

    def __init__(self) -> None:
        self.stream_, self.ahead = MemoryStream(MINUTE), 0
        self.now = OPENS
        self._broker: MemoryBroker | None = None

    def open(self, wanted: AccountWanted) -> "OwnMarket":
        if self._broker is None:
            self._broker = MemoryBroker(Exchange.opened(wanted.instruments, wanted.rules, wanted.cash))
        return self

    def __getattr__(self, name: str) -> Any:
        if name == "trade":
            raise AttributeError(name)
        return getattr(self._broker, name)

    def stream(self) -> BarStream:
        return self.stream_

    def hours(self, symbol: str) -> Sequence[tuple[int, int]]:
        assert symbol in SYMBOLS
        return ((OPENS, CLOSES), (NEXT, AFTER))

    def time(self) -> int | None:
        return self.now + self.ahead

    def move(self, bars: Sequence[Any]) -> None:
        """Its market goes through a minute."""
        assert self._broker is not None
        prices = ("open", "high", "low", "close", "volume")
        for name, bar in bars:
            values = {one: getattr(bar, one) for one in prices}
            row = BarRow(name, bar.time, bar.time + MINUTE, 0, **values, nights=0, split=1.0, dividend=0.0)
            self._broker.trade([row])


class Desk(StreamedDesk):
    """The streamed desk whose minutes come from the broker."""

    def __init__(self, folder: Path, market: OwnMarket) -> None:
        super().__init__(folder, "5min", "2025-11-20", "2025-11-26T14:30:00Z", "2025-11-28T16:00:00Z", {})
        self.market = market
        self.live = replace(self.live, feed="", feed_bars=(), source_step="1min", broker="own", mode="paper")

        @hookimpl
        def tradecore_brokers() -> Any:
            return {"own": lambda _: market}

        module = SimpleNamespace(tradecore_brokers=tradecore_brokers)
        sources = [*installed(), Source("own", "own 1.0", lambda: module)]
        self.workbench.adapters.catalog = Registry(str(self.folder), sources)

    def _pass(self, now: int) -> None:
        self.market.now = now
        while self._written < len(self._due) and self._due[self._written][0] <= now:
            _, name, bar = self._due[self._written]
            self.market.move([(name, bar)])
            self.market.stream_.publish(replace(bar, symbol=name))
            self._written += 1
        super()._pass(now)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("TRADECORE_STATE", str(tmp_path / "state"))
    return Desk(tmp_path, OwnMarket())


def events(desk: Desk, kind: type) -> list[tuple[int, Any]]:
    """When, and what."""
    lines = desk.store.lines(desk.name)
    return [(line.event.time, line.event.body) for line in lines if isinstance(line.event.body, kind)]


def test_nothing_is_ordered_outside_the_brokers_hours(desk: Desk) -> None:
    desk.plan(AFTER + 5 * MINUTE, stopped)
    assert desk.start() == 0
    shut = [(time, body.shut) for time, body in events(desk, Clock) if body.shut is not None]
    assert [symbols for _, symbols in shut] == [(), SYMBOLS, (), SYMBOLS]
    assert [time // MINUTE for time, _ in shut[1:]] == [CLOSES // MINUTE, NEXT // MINUTE, AFTER // MINUTE]
    intents = [time for time, _ in events(desk, Intent)]
    assert len(intents) > 4
    assert all(OPENS <= time < CLOSES or NEXT <= time < AFTER for time in intents)
    # The last bar of the broker's day ends with it, and a night follows.
    last = [bar for bar in desk.bodies(BarsClosed) if bar.time < NEXT][-1]
    assert {(row.available, row.nights) for row in last.rows} == {(CLOSES, 2)}
    assert not isinstance(desk.market, FillsOnBars)
    assert len(desk.bodies(Fill)) > 4


def test_of_bars_that_were_missed_the_newest_is_decided_on(desk: Desk) -> None:
    desk.plan(OPENS + 31 * MINUTE, killed)
    with pytest.raises(Killed):
        desk.start()
    before = len(desk.bodies(Decided))
    desk.forget()
    desk.times.pass_by(16 * MINUTE)
    desk.plan(desk.times.now() + 2 * MINUTE, stopped)
    assert desk.start() == 0
    decided: list[Decided] = desk.bodies(Decided)[before:]
    said = [bool(one.blocked) for one in decided if one.symbol == "AAA"]
    assert said == [True, True, False]
    assert all("stale" in one.blocked for one in decided if one.blocked)
    assert [body.stale for _, body in events(desk, Connection)][-3:] == [False, True, False]


def test_a_clock_that_differs_stops_orders(desk: Desk) -> None:
    def set_ahead(_: Daemon) -> None:
        desk.market.ahead = 60 * SECOND

    desk.plan(OPENS + 20 * MINUTE, set_ahead)
    desk.plan(OPENS + 61 * MINUTE, stopped)
    assert desk.start() == 0
    skews = [(time, body.skew) for time, body in events(desk, Clock) if body.skew]
    assert skews[0][1] == -60 * SECOND
    late = [time for time, _ in events(desk, Intent) if time > skews[0][0]]
    assert late == []
    assert any("too far apart" in one.blocked for one in desk.bodies(Decided))
    alarms = (desk.folder / "live" / "alarms.log").read_text()
    assert "clock: This machine's clock is 60 s behind the broker's" in alarms
