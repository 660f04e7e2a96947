"""A strategy that reads its decisions from columns, so that the kernel and the ledger are asked the same."""

from array import array
from collections.abc import Mapping, Sequence
from math import nan
from typing import Any, NamedTuple

from tradecore.bars import COLUMNS, HOUR, Bars
from tradecore.instruments import Instrument
from tradecore.simulation.kernel import simulate
from tradecore.simulation.market import Assembled, assemble, scattered
from tradecore.simulation.rows import Finer, Rules
from tradecore.simulation.run import Kernel, Simulation
from tradecore.strategy import Account, Bar, Decision, NoState, stay

NONE = -1.0


class ScriptedInputs(NamedTuple):
    """One decision; -1 stands for no price, `given` 0 for no decision."""

    given: float = 0.0
    target: float = 0.0
    stop: float = NONE
    profit: float = NONE
    hold: float = 0.0
    limit: float = NONE
    trigger: float = NONE
    day: float = 0.0


class Scripted(NamedTuple):
    """Does as it is told."""

    nothing: int = 0

    Inputs = ScriptedInputs
    State = NoState
    REASONS = ("stay", "told")

    def decide(self, state: NoState, bar: Bar, inputs: ScriptedInputs, account: Account) -> tuple[Decision, NoState]:
        """The row's decision."""
        if inputs.given == 0.0:
            return stay(account), state
        stop = inputs.stop if inputs.stop > 0.0 else nan
        profit = inputs.profit if inputs.profit > 0.0 else nan
        limit = inputs.limit if inputs.limit > 0.0 else nan
        trigger = inputs.trigger if inputs.trigger > 0.0 else nan
        return Decision(inputs.target, limit, trigger, stop, profit, int(inputs.hold), 1, inputs.day > 0.0), state


def bars_of(market: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Bars]:
    """The ledger's bars as ours."""
    whole = ("available", "session", "nights")
    return [
        Bars(
            array("q", [bar["time"] for bar in bars]),
            {name: array("q" if name in whole else "d", [bar[name] for bar in bars]) for name in COLUMNS},
            symbol,
            HOUR,
        )
        for symbol, bars in market.items()
    ]


def inputs_of(
    market: Mapping[str, Sequence[Any]], decisions: Mapping[tuple[str, int], Mapping[str, Any]], assembled: Assembled
) -> ScriptedInputs:
    """The decisions as columns over the market's rows."""
    columns: dict[str, list[list[float]]] = {name: [] for name in ScriptedInputs._fields}
    for symbol, bars in market.items():
        wishes = [decisions.get((symbol, place)) for place in range(len(bars))]
        for name, column in columns.items():
            default = ScriptedInputs._field_defaults[name] if name != "given" else 0.0
            told = [{**wish, "given": 1.0} if wish else {} for wish in wishes]
            column.append([float(wish.get(name, default)) for wish in told])
    return ScriptedInputs(*(scattered(columns[name], assembled) for name in ScriptedInputs._fields))


def start(
    market: Mapping[str, Sequence[Any]],
    decisions: Mapping[tuple[str, int], Mapping[str, Any]],
    rules: Rules,
    cash: float,
    kernel: Kernel = simulate,
    *,
    taped: bool = True,
    moments: bool = False,
    sessions: int = 0,
    finer: Finer | None = None,
    **terms: float,
) -> Simulation:
    """Our simulation of the ledger's scenario, before its first bar."""
    assembled = assemble(bars_of(market))
    instruments = [Instrument(symbol, **terms) for symbol in market]
    return Simulation.start(
        assembled,
        instruments,
        Scripted(),
        inputs_of(market, decisions, assembled),
        rules,
        cash,
        kernel=kernel,
        taped=taped,
        moments=moments,
        sessions=sessions,
        finer=finer,
    )
