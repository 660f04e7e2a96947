"""Compiling strategies before anybody waits for them."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tradecore.bars import DAY, HOUR, PRICES, Anchor, Bars, with_neutral_facts
from tradecore.core_features import RECIPES, CoreFeatures
from tradecore.features import Feature
from tradecore.inspection import Market, inspect
from tradecore.instruments import Instrument
from tradecore.labels import UNIT_OF, labels
from tradecore.loops import Loops
from tradecore.merging import NUMBERS, Held, join, revisions
from tradecore.metrics.drawdowns import drawdowns
from tradecore.metrics.passes import difference, tail, walk
from tradecore.metrics.simulated import SHARE
from tradecore.ports.bar_source import RawBars
from tradecore.ports.compiler import Compiler
from tradecore.resample import resample
from tradecore.sessions import neutral_sessions
from tradecore.simulation.kernel import simulate
from tradecore.simulation.market import assemble, scattered
from tradecore.simulation.rows import Rules
from tradecore.simulation.run import Simulation
from tradecore.table import Column, Table
from tradecore.usecases.engine import CompiledLoops

CASH = 1e6
ROWS = 2


@dataclass(frozen=True, slots=True)
class Use:
    """A use that a strategy is compiled for: on how many instruments, whether splits may come, in a sweep or not."""

    instruments: int
    events: bool
    swept: bool

    def __str__(self) -> str:
        market = "several instruments" if self.instruments > 1 else "one instrument"
        events = ", splits or dividends" if self.events and self.instruments == 1 else ""
        return f"{'sweep' if self.swept else 'backtest'}, {market}{events}"


USES = tuple(
    Use(instruments, events, swept)
    for swept in (False, True)
    for instruments, events in ((1, False), (1, True), (2, True))
)


@dataclass(frozen=True, slots=True)
class Warmed:
    """What came of one use: compiled now, compiled before (`known`), or not to be compiled for the reason `refusal`."""

    strategy: str
    use: Use
    known: bool
    refusal: str = ""


def warm(
    name: str, strategy: type[Any], rules: Rules, compiler: Compiler, uses: Sequence[Use] = USES
) -> Iterator[Warmed]:
    """Compiles a strategy for each of the uses under such rules, yielding each when it is done.

    After a refusal there is nothing more to try. Rules count by which of them are switched on, not by their numbers.
    """
    for use in uses:
        simulation = example(strategy, rules, use)
        known = compiler.cached(simulate, strategy, simulation.call(0, 0))
        simulation.kernel = compiler.compile(simulate, strategy)
        simulation.warm()
        refusal = compiler.refusal(simulate, strategy)
        yield Warmed(name, use, known, refusal)
        if refusal:
            return


def warm_loops(compiler: Compiler) -> bool:
    """Compiles the loops behind data, features, tables and metrics; whether all were compiled before."""
    loops = WatchedLoops(compiler)
    look(flat_bars("I0"), loops)
    quick, plain = CoreFeatures(loops), flat_bars("I0")
    for bars in (plain, plain.with_columns(split=array("d", [2.0]) * ROWS)):
        for name, recipe in RECIPES.items():
            quick.compute(bars, Feature(name, tuple(str(recipe.fewest + n) for n in range(len(recipe.windows)))))
    both = assemble([plain, flat_bars("I1")], loops)
    scattered([plain["close"]] * 2, both, loops)
    curve = array("d", plain["close"])
    loops(walk)(curve, CASH, array("d", curve))
    loops(difference)(curve, array("d", curve), array("d", curve))
    drawdowns(curve, CASH, loops)
    tail(curve, SHARE, loops)
    return loops.known


def look(bars: Bars, loops: Loops) -> None:
    """Inspects bars, joins them to themselves, resamples them and looks ahead of them."""
    sessions = neutral_sessions(bars.time[0], bars.time[-1])
    numbers = {name: bars[name] for name in NUMBERS}
    raw = RawBars(bars.symbol, Table(bars.time, {**numbers, "line": array("q", range(len(bars)))}))
    inspected = inspect(raw, Market(bars.step, sessions, calendar=True), loops).bars
    held = Held.of(inspected, (), given=False)
    join(held, raw, "UTC", "", loops)
    revisions(held, inspected, (), "UTC", loops)
    resample(inspected, DAY, Anchor.SESSION, sessions, loops)
    for target in UNIT_OF:
        labels(bars, 1, target, loops)


class WatchedLoops(CompiledLoops):
    """Compiles every loop, and remembers whether each was compiled before."""

    def __init__(self, compiler: Compiler) -> None:
        super().__init__(compiler, always=True)
        self.known = True

    def takes(self, loop: Callable[..., Any], arguments: Sequence[Any]) -> bool:
        """Always."""
        self.known = self.compiler.cached(loop, None, arguments) and self.known
        return True


def example(strategy: type[Any], rules: Rules, use: Use) -> Simulation:
    """A simulation of the use's shape, on a few bars that nobody trades."""
    assembled = assemble([flat_bars(f"I{n}") for n in range(use.instruments)])._replace(uneventful=not use.events)
    instruments = [Instrument(f"I{n}") for n in range(use.instruments)]
    rows = len(assembled.market.time)
    inputs = strategy.Inputs(*(array("d", [0.0]) * rows for _ in strategy.Inputs._fields))
    return Simulation.start(
        assembled,
        instruments,
        strategy(),
        inputs,
        rules,
        CASH,
        taped=not use.swept,
        moments=True,
        sessions=1 if use.swept else 0,
    )


def flat_bars(symbol: str) -> Bars:
    """Bars of one price."""
    time, flat = array("q", range(0, ROWS * HOUR, HOUR)), array("d", [1.0]) * ROWS
    columns: dict[str, Column] = dict.fromkeys((*PRICES, "volume"), flat)
    table = Table(time, columns)
    return Bars(time, {**columns, **with_neutral_facts(table, HOUR)}, symbol, HOUR)
