"""What an author may write: it compiles and does the same, or runs interpreted with one warning."""

import math
import warnings
from math import exp
from typing import Any, NamedTuple

import pytest
from scripted import bars_of

from tradecore import sizing
from tradecore.errors import StrategyError
from tradecore.instruments import Instrument
from tradecore.simulation.kernel import simulate
from tradecore.simulation.market import assemble
from tradecore.simulation.rows import Rules
from tradecore.simulation.run import Simulation
from tradecore.strategy import Account, Bar, Decision, NoInputs
from tradecore_numba.compiler import NumbaCompiler
from tradecore_numba.store import Store

LEVEL = 0.25


def bar(t: int) -> dict[str, Any]:
    price = 100.0 + 10.0 * math.sin(t / 9.0)
    prices = {"open": price, "high": price + 1.0, "low": price - 1.0, "close": price + 0.5, "volume": 1e6}
    times = {"time": t * 3600 * 10**9, "available": (t + 1) * 3600 * 10**9, "session": t // 7}
    return {**times, **prices, "nights": int(t % 7 == 6), "split": 1.0, "dividend": 0.0}


ASSEMBLED = assemble(bars_of({"AAA": [bar(t) for t in range(200)]}))


class Memory(NamedTuple):
    """What the strategies below remember."""

    bars: int = 0
    level: float = 0


class Natural(NamedTuple):
    """Everything that a beginner writes without thinking."""

    share: float = 1
    window: int = 5

    Inputs = NoInputs
    State = Memory
    REASONS = ("none", "up")

    def features(self) -> tuple[()]:
        return ()

    def decide(self, state: Memory, bar: Bar, inputs: NoInputs, account: Account) -> tuple[Decision, Memory]:
        level = math.sqrt(bar.close) + exp(-1.0) + smooth(bar.close) + int(bar.close)
        later = Memory(state.bars + 1, level)
        if state.bars % self.window == 0:
            units = sizing.share_of_equity(account, bar.close, LEVEL * self.share)
            return Decision(reason=1, target=units, stop=bar.close * 0.9), later
        if state.bars % self.window == 3:
            return Decision(0), later
        return Decision(account.position, hold=0), Memory(bars=later.bars)


def smooth(price: float, by: float = 2) -> float:
    return math.floor(price / by) * by


class Dividing(NamedTuple):
    """Raises in the middle of a run."""

    how: int = 0

    Inputs = NoInputs
    State = Memory
    REASONS = ("none",)

    def features(self) -> tuple[()]:
        return ()

    def decide(self, state: Memory, bar: Bar, inputs: NoInputs, account: Account) -> tuple[Decision, Memory]:
        late = 20 - state.bars
        value = 1.0
        if self.how == 0:
            value = 1.0 / late
        elif self.how == 1:
            value = math.sqrt(late)
        elif self.how == 2:
            value = math.exp(1.0 * state.bars * state.bars * state.bars)
        elif self.how == 3 and late == 0:
            raise KeyError
        elif self.how == 4 and late == 0:
            value = int(bar.close * math.nan)
        return Decision(0.0 * value), Memory(state.bars + 1, value)


class Forgetful(NamedTuple):
    """Uses what no compiler takes."""

    nothing: int = 0

    Inputs = NoInputs
    State = Memory
    REASONS = ("none",)

    def features(self) -> tuple[()]:
        return ()

    def decide(self, state: Memory, bar: Bar, inputs: NoInputs, account: Account) -> tuple[Decision, Memory]:
        return Decision(0.0), state._replace(bars=state.bars + 1)


@pytest.fixture(scope="module")
def compiler(tmp_path_factory: pytest.TempPathFactory) -> NumbaCompiler:
    """One for all, since compiling is slow."""
    return NumbaCompiler(Store(tmp_path_factory.mktemp("cache") / "kernels"))


def both(strategy: Any, compiler: NumbaCompiler) -> list[Simulation]:
    columns = NoInputs([0.0] * len(ASSEMBLED.market.time))
    kernels = (simulate, compiler.compile(simulate, type(strategy)))
    return [
        Simulation.start(ASSEMBLED, [Instrument("AAA")], strategy, columns, Rules(), 1e5, kernel=kernel)
        for kernel in kernels
    ]


def test_natural_code_compiles_and_does_the_same(compiler: NumbaCompiler) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        slow, fast = both(Natural(), compiler)
        slow.advance()
        fast.advance()
    assert sum(slow.book.tally.fills) > 10
    assert slow.curve == fast.curve
    assert slow.book.states == fast.book.states
    assert compiler.cached(simulate, Natural, fast.call(0, 0))


@pytest.mark.parametrize("how", range(5))
def test_what_raises_interpreted_raises_the_same_compiled(compiler: NumbaCompiler, how: int) -> None:
    said = []
    for simulation in both(Dividing(how), compiler):
        with pytest.raises(StrategyError) as caught:
            simulation.advance()
        said.append((str(caught.value), type(caught.value.__cause__)))
    assert said[0] == said[1]


def test_code_that_does_not_compile_runs_interpreted_and_says_so_once(compiler: NumbaCompiler) -> None:
    slow, fast = both(Forgetful(), compiler)
    slow.advance()
    expected = r"Forgetful runs interpreted: .*test_authors.py, line \d+: .*_replace"
    with pytest.warns(UserWarning, match=expected) as said:
        fast.advance()
    assert len(said) == 1
    assert slow.book.states == fast.book.states
    both(Forgetful(), compiler)[1].advance()
