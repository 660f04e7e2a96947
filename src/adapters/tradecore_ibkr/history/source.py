"""History at Interactive Brokers as a source of bars: fetched into a folder of the workspace, then read from there."""

from collections.abc import Callable
from pathlib import Path
from time import time_ns
from typing import Any

import numpy as np

from tradecore.bars import DAY, SECOND
from tradecore.config import fingerprint
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.settings import GatewaySettings
from tradecore.errors import InvalidValue, UnreadableFile
from tradecore.instants import parse_instant
from tradecore.instruments import Instrument
from tradecore.packed import pack
from tradecore.ports.bar_source import RawBars
from tradecore.ports.progress import Progress
from tradecore.steps import parse_step
from tradecore.table import Table
from tradecore_ibkr.contracts import CURRENCIES, describe
from tradecore_ibkr.history.answers import Answers
from tradecore_ibkr.history.download import Download, Wanted, kept
from tradecore_ibkr.history.sizes import size_of
from tradecore_ibkr.history.turn import Time, Turns
from tradecore_ibkr.history.vendor import GatewayHistory
from tradecore_ibkr.history.walk import PriceBar
from tradecore_ibkr.link import Link

# Of the workspace; no data set can be called so.
FOLDER = Path("data") / ".ibkr"
PRICES = {"trades": "TRADES", "midpoint": "MIDPOINT"}


class IbkrHistory:
    """BarSource and Downloads: a spec's `path` is the symbol of an instrument as `tradecore_ibkr.contracts` reads it.

    Prices are trades, of currencies the midpoint, unless the spec says otherwise. `hours` regular asks for these alone.
    """

    def __init__(
        self,
        workspace: str,
        link: Callable[[GatewaySettings], Link] = lambda gateway: Link(gateway, "data"),
        now: Callable[[], int] = time_ns,
    ) -> None:
        """`link` makes a connection that nobody has asked for yet; `now` is ns UTC."""
        self._folder, self._link, self._now = Path(workspace) / FOLDER, link, now
        self._answers = Answers(self._folder)

    def check(self, spec: BarsSpec) -> None:
        """Instrument, step, prices and span."""
        wanted, kind = wanted_of(spec), describe(instrument_of(spec)).kind
        if wanted.start >= wanted.end:
            raise InvalidValue("end", spec.end, f"a time after start, {spec.start}")
        if kind == "CASH" and spec.prices == "trades":
            raise InvalidValue("prices", spec.prices, "midpoint: currencies have no trades in IBKR's history")
        if spec.factors:
            raise InvalidValue("factors", spec.factors, "nothing: IBKR's history is adjusted for splits already")

    def fetch(self, spec: BarsSpec, gateway: GatewaySettings, progress: Progress) -> None:
        """See Downloads; the pace that IBKR allows is kept by all downloads of the workspace together."""
        link = self._link(gateway)
        time = _time_of(link, self._now())
        vendor = GatewayHistory(link, instrument_of(spec))
        try:
            link.connect()
            Download(vendor, self._answers, Turns(self._folder, time), time, progress).run(wanted_of(spec))
        finally:
            link.close()

    def read(self, spec: BarsSpec) -> RawBars:
        """What was fetched."""
        bars = self._kept(spec)
        columns: dict[str, Any] = {"line": np.arange(1, len(bars) + 1)}
        for place, name in enumerate(PriceBar._fields):
            columns[name] = np.array([bar[place] for bar in bars], dtype="i8" if name == "time" else "f8")
        time = columns.pop("time")
        return RawBars(spec.symbol or spec.path, Table(time, columns), zone=spec.zone or "UTC")

    def fingerprint(self, spec: BarsSpec) -> str:
        """Of what was fetched, however often that was interrupted."""
        bars = self._kept(spec)
        columns = [[bar[place] for bar in bars] for place in range(len(PriceBar._fields))]
        return fingerprint({"time": columns[0], "prices": [pack(column) for column in columns[1:]]})

    def _kept(self, spec: BarsSpec) -> list[PriceBar]:
        bars = kept(wanted_of(spec), self._answers)
        if bars is None:
            accepted = f"tradecore data import {spec.path} --from ibkr, which keeps it as a data set"
            raise UnreadableFile(spec.path, "was not downloaded from IBKR yet, or not all of it", accepted)
        return bars


def _time_of(link: Link, now: int) -> Time:
    """The clock of the link's loop, which stands at `now` (ns UTC); the loop goes on while somebody sleeps."""
    clock, begun = link.pump.loop.time, link.pump.loop.time()

    def sleep(seconds: float) -> None:
        limit = clock() + seconds
        while (left := limit - clock()) > 0.0:
            link.pump.pump(left)

    return Time(lambda: now / SECOND + clock() - begun, sleep)


def instrument_of(spec: BarsSpec) -> Instrument:
    """What is to be downloaded; a pair says its own currency."""
    pair = CURRENCIES.fullmatch(spec.path)
    currency = pair["currency"] if pair else spec.instrument.currency if spec.instrument else "USD"
    return Instrument(spec.path, currency)


def wanted_of(spec: BarsSpec) -> Wanted:
    """The download that a spec means; raises InvalidValue."""
    size_of(spec.step)
    usual = "midpoint" if CURRENCIES.fullmatch(spec.path) else "trades"
    start, end = (parse_instant(text, name) for name, text in (("start", spec.start), ("end", spec.end)))
    # Bars of days have dates, which begin somewhere.
    zone = (spec.zone or "UTC") if parse_step(spec.step) >= DAY else ""
    prices, regular = PRICES[spec.prices or usual], spec.hours == "regular"
    return Wanted(spec.path, prices, regular, spec.step, start, end, zone)
