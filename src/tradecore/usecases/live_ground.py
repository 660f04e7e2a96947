"""What a session on live bars stands on: the history behind it, its hours, and the inputs at each new bar."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tradecore.bars import SECOND, Bars
from tradecore.contracts.backtest import BacktestRequest
from tradecore.contracts.live import LiveSettings, SessionRequest
from tradecore.errors import InvalidValue
from tradecore.instruments import Instrument
from tradecore.live.events import Line
from tradecore.live.history import KeptHistory
from tradecore.live.hours import Intervals
from tradecore.live.orders import told
from tradecore.live.placing import Placer
from tradecore.live.recorded import Recording
from tradecore.live.side import Pace, Traded
from tradecore.parameters import build
from tradecore.predictions import as_inputs
from tradecore.resample import check_step
from tradecore.simulation.market import assemble
from tradecore.simulation.rows import Columns
from tradecore.steps import parse_step
from tradecore.table import Column, Table
from tradecore.usecases.bars import Loaded
from tradecore.usecases.engine import choose_loops
from tradecore.usecases.given import said_by
from tradecore.usecases.inputs import inputs_for
from tradecore.usecases.inputs_at import inputs_at
from tradecore.usecases.live_histories import Behind, behind, with_logged
from tradecore.usecases.live_hours import hours_around
from tradecore.usecases.predicting import Opened, open_model, standing_of
from tradecore.usecases.predicting import check_step as check_trained
from tradecore.usecases.tools import Tools
from tradecore.usecases.trading_ground import instruments_of

Row = tuple[float | None, ...]


def _unknown(_: str) -> Intervals:
    """Hours of which no broker tells."""
    return ()


@dataclass(frozen=True, slots=True)
class LiveGround:
    """A strategy with all that it is to decide and trade on; `behind` has each instrument's history at the start."""

    strategy: Any
    trade: BacktestRequest
    live: LiveSettings
    instruments: Sequence[Instrument]
    behind: Sequence[Behind]
    opened: Opened | None
    tools: Tools

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know of the model."""
        return standing_of(self.opened.record.name, self.tools) if self.opened else ()

    @property
    def pace(self) -> Pace:
        """Steps and limits. Raises InvalidValue where the source's bars do not make up the session's."""
        live, step = self.live, self.behind[0].bars.step
        said = live.source_step or (live.feed_bars[0].step if live.feed_bars else "")
        source = parse_step(said, "live.source_step") if said else step
        if source != step:
            check_step(source, step)
        return Pace(step, source, int(live.barrier * SECOND), int(live.silence * SECOND))

    def histories(self, lines: Iterable[Line]) -> list[KeptHistory]:
        """The bars behind the session and those of its log."""
        return with_logged([one.bars for one in self.behind], lines)

    def traded(self, histories: Sequence[KeptHistory], known: Callable[[str], Intervals] = _unknown) -> list[Traded]:
        """Each instrument as a feed takes it; `known` says a broker's hours of a symbol."""
        specs, source = self.live.feed_bars or self.trade.bars, self.pace.source
        made: list[Traded] = []
        for one, instrument, spec, history in zip(self.behind, self.instruments, specs, histories, strict=True):
            catalog, bars = self.tools.catalog, history.bars
            hours = hours_around(one.spec, one.manifest, catalog, partial(known, instrument.symbol))
            placer = Placer(source, hours, partial(one.told, catalog), one.zone, bars.time[-1])
            made.append(Traded(instrument, spec, bars.anchor, history, hours, placer))
        return made

    def inputs_at(self, bars: Bars) -> Row:
        """The strategy's inputs at the last of these bars, as a log has them."""
        if not self.strategy.features():
            return (0.0,) * len(self.strategy.Inputs._fields)
        catalog = self.tools.catalog
        loops = choose_loops(self.trade.engine, len(bars), catalog)
        return tuple(told(value) for value in inputs_at(self.strategy, bars, catalog, self.opened, loops))

    def recording(self, lines: Iterable[Line]) -> Recording:
        """The bars of the log with inputs computed in one batch over all of history, as a backtest has them."""
        whole = [one.bars for one in self.histories(lines)]
        traded = [bars.slice(len(one.bars), len(bars)) for one, bars in zip(self.behind, whole, strict=True)]
        loops = choose_loops(self.trade.engine, sum(map(len, whole)), self.tools.catalog)
        assembled = assemble(traded, loops)
        given = [self._given(part, bars) for part, bars in zip(traded, whole, strict=True)]
        inputs: Columns = inputs_for(self.strategy, whole, given, assembled, self.tools.catalog, loops)
        return Recording(assembled, self.instruments, inputs)

    def _given(self, part: Bars, whole: Bars) -> Mapping[str, Column]:
        if self.opened is None:
            return {}
        if not len(part):
            return dict.fromkeys(("predicted_return", "predicted_sigma", "predicted_probability"), ())
        loaded = Loaded(part, (), "", lambda: Table((), {}), whole)
        return as_inputs(said_by(self.opened, loaded, self.tools), part)


def live_ground(request: SessionRequest, tools: Tools) -> LiveGround:
    """Reads the history and opens the model. Raises InvalidValue for what live bars cannot be decided on."""
    trade, live = request.trade, request.live
    for name in ("predictions", "signals"):
        given = getattr(trade, name)
        if given is not None:
            accepted = "nothing: a file ends where live bars begin; a model of the registry predicts as they close"
            raise InvalidValue(f"trade.{name}", given.path, accepted)
    if len(live.feed_bars) not in (0, len(trade.bars)):
        raise InvalidValue("live.feed_bars", len(live.feed_bars), f"a file for each of the {len(trade.bars)} symbols")
    strategy = build(tools.catalog.strategy(trade.strategy), trade.parameters)
    tools.progress.step("reading bars", 0, len(trade.bars))
    known = [behind(spec, tools.catalog) for spec in trade.bars]
    bars = [one.bars for one in known]
    opened = open_model(trade.model, trade.model_sha256, tools) if trade.model else None
    if opened is not None:
        for one in bars:
            check_trained(opened.record, one)
    ground = LiveGround(strategy, trade, live, instruments_of(trade, bars), known, opened, tools)
    for one in bars:
        ground.inputs_at(one)
    ground.traded([KeptHistory(one) for one in bars])
    return ground
