"""What a backtest and a session of one request stand on: the same bars, instruments and inputs, read the same way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tradecore.bars import Bars
from tradecore.contracts.backtest import BacktestRequest
from tradecore.errors import InvalidValue
from tradecore.instruments import Instrument
from tradecore.parameters import build
from tradecore.simulation.market import Assembled, assemble
from tradecore.simulation.rows import Columns
from tradecore.table import Column
from tradecore.usecases.bars import Loaded, load_bars
from tradecore.usecases.engine import choose_loops
from tradecore.usecases.given import given_columns
from tradecore.usecases.inputs import inputs_for
from tradecore.usecases.tools import Tools


@dataclass(frozen=True, slots=True)
class TradingGround:
    """The strategy that a request asks for with all that it is to decide and trade on.

    `given` holds each instrument's columns from files or a model, `inputs` the strategy's over the market's rows;
    `in_sample` is whether any prediction is, `warnings` what a reader must know of them.
    """

    strategy: Any
    loaded: Sequence[Loaded]
    instruments: Sequence[Instrument]
    assembled: Assembled
    given: Sequence[Mapping[str, Column]]
    inputs: Columns
    in_sample: bool
    warnings: tuple[str, ...]

    @property
    def bars(self) -> list[Bars]:
        """Each instrument's bars."""
        return [one.bars for one in self.loaded]


def trading_ground(request: BacktestRequest, tools: Tools) -> TradingGround:
    """Reads the bars and computes the inputs, once, over all of history.

    Raises InSample for predictions made on bars their model was trained on, and what the request's names, values and
    files raise.
    """
    strategy = build(tools.catalog.strategy(request.strategy), request.parameters)
    tools.progress.step("reading bars", 0, len(request.bars) + len(request.fill_bars))
    loaded = [load_bars(spec, tools.catalog) for spec in request.bars]
    bars = [one.bars for one in loaded]
    instruments = instruments_of(request, bars)
    tools.progress.step("computing inputs")
    loops = choose_loops(request.engine, sum(map(len, bars)), tools.catalog)
    assembled = assemble(bars, loops)
    given, in_sample, warnings = given_columns(request, loaded, tools)
    inputs = inputs_for(strategy, [one.history for one in loaded], given, assembled, tools.catalog, loops)
    return TradingGround(strategy, loaded, instruments, assembled, given, inputs, in_sample, warnings)


def instruments_of(request: BacktestRequest, bars: Sequence[Bars]) -> list[Instrument]:
    """In the order of the request; raises InvalidValue unless symbols differ and steps and currencies agree."""
    instruments = [spec.instrument or Instrument(one.symbol) for spec, one in zip(request.bars, bars, strict=True)]
    symbols = [one.symbol for one in bars]
    if len(set(symbols)) < len(symbols):
        raise InvalidValue("bars", ", ".join(symbols), "each symbol once")
    if len({one.step for one in bars}) > 1:
        raise InvalidValue("bars", "several steps", "one step for all symbols of a run; resample first")
    if len({one.currency for one in instruments}) > 1:
        raise InvalidValue("bars", "several currencies", "one currency for all symbols of a run")
    return instruments
