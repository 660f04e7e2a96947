"""Trading the tests of a walk one after the other, and laying them behind each other."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tradecore.columns import plain
from tradecore.contracts.optimize import Parameters
from tradecore.contracts.walkforward import WalkForwardRequest
from tradecore.features import Feature
from tradecore.fields import Schema
from tradecore.metrics.drawdowns import drawdowns
from tradecore.schemas import EQUITY, FILLS, TRADES
from tradecore.simulation.ending import close_out
from tradecore.simulation.market import Assembled, stretch
from tradecore.simulation.rows import Columns
from tradecore.simulation.run import Kernel, Simulation
from tradecore.simulation.tables import equity_table, fills_table, known, trades_table
from tradecore.table import Column, Table
from tradecore.usecases.backtest import rejections
from tradecore.usecases.engine import choose_engine
from tradecore.usecases.inputs import inputs_from
from tradecore.usecases.tools import Tools
from tradecore.usecases.walk_ground import WalkGround, parameters_at
from tradecore.usecases.window_choice import Choice
from tradecore.usecases.window_lessons import between


@dataclass(frozen=True, slots=True)
class Traded:
    """One window with the set that its test was traded by, empty where it was not."""

    choice: Choice
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class Stitched:
    """All tests behind each other: tables as those of one backtest, and how many orders were not filled."""

    equity: Table
    fills: Table
    trades: Table
    rejected: int

    def in_position(self) -> list[int]:
        """1 for each bar in which a position was held, for however short a part of it."""
        traded, equity = set(self.fills.time), self.equity
        rows = zip(equity["exposure"], equity.time, strict=True)
        return [1 if exposed or time in traded else 0 for exposed, time in rows]


class Stitcher:
    """Takes the choices in the order of the windows and trades each test on from the account the one before left.

    Where borders are flat every test is a simulation of its own, closed out at its end unless it is the last; where
    positions are carried it goes on until a window that is not traded. After ruin nothing is traded any more.
    """

    def __init__(self, request: WalkForwardRequest, ground: WalkGround, tools: Tools) -> None:
        self._request, self._ground, self._tools = request, ground, tools
        self._carry = request.borders == "carry"
        self._set: int | None = None
        self._kernel: Kernel | None = None
        self._running: Simulation | None = None
        self._begun = 0
        self._pieces: list[Stitched] = []
        self.equity = request.account.cash
        self.traded: list[Traded] = []

    def take(self, choice: Choice) -> Traded:
        """Trades the next window; raises what the strategy does."""
        request, place = self._request, choice.set
        if not request.retune and self._ground.space is not None:
            self._set = choice.set if choice.window == 0 else self._set
            place = self._set
        if place is None or self.equity <= 0.0:
            self._stop()
            self._idle(self._ground.walk.windows[choice.window].test)
            parameters: Parameters = {}
        else:
            self._trade(choice, place)
            parameters = parameters_at(self._ground, place)
        done = Traded(choice, parameters)
        self.traded.append(done)
        return done

    def finish(self) -> Stitched:
        """Everything so far; positions that are open at the end of the last test stay so, marked at its close."""
        if self._running is not None:
            self._keep(self._running)
            self._running = None
        return joined(self._pieces, self._request.account.cash)

    def _trade(self, choice: Choice, place: int) -> None:
        test, last = self._ground.walk.windows[choice.window].test, len(self._ground.walk.windows) - 1
        if self._running is None:
            self._running = self._start(test, place)
        simulation = self._running
        simulation.strategy = self._ground.sets.strategies[place]
        self._lay(simulation, choice, test)
        simulation.advance(test.stop - self._begun)
        self.equity = simulation.curve.equity
        if simulation.ruined:
            self._keep(simulation)
            self._running = None
            self._idle(range(self._begun + simulation.group, test.stop))
        elif not self._carry and choice.window < last:
            self._stop()

    def _start(self, test: range, place: int) -> Simulation:
        """A simulation over the test or, where positions are carried, over all that is left, without inputs yet."""
        ground, course = self._ground, self._ground.course
        self._begun = test.start
        groups = range(test.start, ground.walk.windows[-1].test.stop) if self._carry else test
        part = stretch(ground.market, groups)
        strategy = ground.sets.strategies[place]
        simulation = Simulation.start(
            part, course.instruments, strategy, blank_inputs(strategy, part), course.rules, self.equity, moments=True
        )
        if self._kernel is None:
            # With tapes it is another kernel than that of the sweeps.
            engine = "auto" if self._request.engine == "compiled" else self._request.engine
            windows = 1 if self._carry else len(ground.walk.windows)
            choose_engine(engine, simulation, self._request.strategy, self._tools, windows)
            self._kernel = simulation.kernel
        simulation.kernel = self._kernel
        return simulation

    def _lay(self, simulation: Simulation, choice: Choice, test: range) -> None:
        """Writes the window's columns into the inputs of the simulation."""
        first = simulation.assembled.first
        low, high = first[test.start - self._begun], first[test.stop - self._begun]
        own: Columns = inputs_from(self._columns(choice, test), high - low)(simulation.strategy)
        for target, values in zip(simulation.inputs, own, strict=True):
            target[low:high] = array("d", plain(values))

    def _columns(self, choice: Choice, test: range) -> Mapping[Feature, Column]:
        ground = self._ground
        if ground.lessons is None:
            return ground.columns_over(test)
        said: list[Mapping[str, Column]] = []
        for place, values in enumerate(choice.said):
            start, _ = between(ground.loaded[place].bars, *ground.span(test))
            said.append(ground.lessons.columns(place, values, choice.sigmas[place], start))
        return ground.columns_over(test, said)

    def _stop(self) -> None:
        """Ends what runs, with nothing held; harmless when nothing runs."""
        if self._running is None:
            return
        close_out(self._running)
        self.equity = self._running.curve.equity
        self._keep(self._running)
        self._running = None

    def _keep(self, simulation: Simulation) -> None:
        rejected = sum(rejections(simulation).values())
        self._pieces.append(
            Stitched(equity_table(simulation), fills_table(simulation), trades_table(simulation), rejected)
        )

    def _idle(self, groups: range) -> None:
        """Rows in which the account only lies there."""
        if not groups:
            return
        market, cash = stretch(self._ground.market, groups), array("d", [self.equity]) * len(groups)
        nothing = array("d", [0.0]) * len(groups)
        columns: dict[str, Column] = {"available": known(market, len(groups)), "equity": cash, "cash": cash}
        columns |= {"position_value": nothing, "exposure": nothing, "drawdown": nothing}
        rows = Table(self._ground.times[groups.start : groups.stop], columns)
        self._pieces.append(Stitched(rows, behind(FILLS, ()), behind(TRADES, ()), 0))


def blank_inputs(strategy: Any, part: Assembled) -> Columns:  # noqa: ANN401
    """Inputs of a strategy over a market, still to be written."""
    rows = len(part.market.time)
    return strategy.Inputs(*(array("d", [0.0]) * rows for _ in strategy.Inputs._fields))


def joined(pieces: Sequence[Stitched], cash: float) -> Stitched:
    """Tables behind each other, the drawdown that of all."""
    equity = behind(EQUITY, [piece.equity for piece in pieces])
    return Stitched(
        equity.with_columns(drawdown=drawdowns(array("d", equity["equity"]), cash)),
        behind(FILLS, [piece.fills for piece in pieces]),
        behind(TRADES, [piece.trades for piece in pieces]),
        sum(piece.rejected for piece in pieces),
    )


def behind(schema: Schema, tables: Sequence[Table]) -> Table:
    """The rows of tables of one schema, one table behind the other, with the columns that no table may lack."""
    names = [field.name for field in schema.fields if field.name != "time" and not field.optional]
    time = [instant for table in tables for instant in table.time]
    return Table(time, {name: [value for table in tables for value in table[name]] for name in names})
