"""The bars behind a live session: those of its files up to its beginning, then those of its log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from tradecore.adjustments import CorporateAction
from tradecore.bars import COLUMNS, Bars
from tradecore.columns import typed
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.live import SessionRequest
from tradecore.contracts.sets import SetManifest
from tradecore.errors import InvalidValue
from tradecore.instants import format_instant
from tradecore.instruments import Instrument
from tradecore.live.events import BarsClosed, Line
from tradecore.live.history import KeptHistory
from tradecore.ports.catalog import Catalog
from tradecore.simulation.rows import MarketRow, typecode
from tradecore.usecases.bars import load_bars, read_rows


@dataclass(frozen=True, slots=True)
class Behind:
    """One symbol's bars before a session began, and what its files say beside them."""

    spec: BarsSpec
    bars: Bars
    manifest: SetManifest | None
    actions: Sequence[CorporateAction]
    zone: str

    @property
    def digest(self) -> str:
        """SHA-256 of the bars, so that a session goes on behind the history that it began with, and no other."""
        found = sha256(typed("q", self.bars.time).tobytes())
        for name in COLUMNS:
            found.update(typed(typecode(MarketRow, name), self.bars[name]).tobytes())
        return found.hexdigest()

    def told(self, catalog: Catalog) -> Sequence[CorporateAction]:
        """Splits and dividends as they are known by now."""
        if not self.spec.factors and self.manifest is None:
            return self.actions
        raw = catalog.bar_source(self.spec.source).read(self.spec)
        return raw.manifest.actions if raw.manifest else raw.actions


def frozen(request: SessionRequest, catalog: Catalog) -> SessionRequest:
    """The request of a live session whose history ends now, so that its files may grow.

    The hash of a file says nothing any more then: the session's fingerprint holds that of the bars. Instruments stand
    in it, so that whoever is in a panic knows them without any file of bars.
    """
    specs: list[BarsSpec] = []
    for spec in request.trade.bars:
        one = replace(spec, sha256="", holdout="", open_holdout=False)
        bars = load_bars(one, catalog).history
        end, symbol = spec.end or format_instant(bars.time[-1] + bars.step), bars.symbol
        specs.append(replace(one, end=end, symbol=symbol, instrument=spec.instrument or Instrument(symbol)))
    return replace(request, trade=replace(request.trade, bars=tuple(specs)))


def behind(spec: BarsSpec, catalog: Catalog) -> Behind:
    """Reads one symbol's history; raises InvalidValue where nobody could say which session a live bar belongs to."""
    one = replace(spec, holdout="", open_holdout=False)
    loaded = load_bars(one, catalog)
    manifest = loaded.manifest
    if manifest:
        given, actions, zone = manifest.facts == "given", manifest.actions, manifest.zone
    else:
        raw, _ = read_rows(one, catalog)
        given, actions, zone = "session" in raw.table, raw.actions, raw.zone
    if given and not spec.calendar:
        accepted = "the exchange's calendar such as XNYS: live bars do not bring their sessions along"
        raise InvalidValue("bars.calendar", "", accepted, spec.path)
    return Behind(one, loaded.history, manifest, actions, zone)


def with_logged(histories: Sequence[Bars], lines: Iterable[Line]) -> list[KeptHistory]:
    """Each history with the bars of its symbol that the log has closed behind it."""
    kept = [KeptHistory(bars) for bars in histories]
    by_symbol = {one.bars.symbol: one for one in kept}
    for line in lines:
        if isinstance(line.event.body, BarsClosed):
            for bar in line.event.body.rows:
                by_symbol[bar.symbol].append(bar)
    return kept
