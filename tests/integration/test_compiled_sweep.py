"""A sweep on the compiled kernel equals the interpreted one to the last bit, on any number of threads."""

from array import array
from random import Random

from scripted import bars_of

from tradecore.costs import IBKR_FIXED
from tradecore.indicators import sma
from tradecore.instruments import Instrument
from tradecore.simulation.kernel import simulate
from tradecore.simulation.market import assemble
from tradecore.simulation.rows import Rules
from tradecore.strategies.sma_cross import SmaCross
from tradecore.sweep import Course, sweep
from tradecore_numba.compiler import NumbaCompiler

HOUR = 3_600 * 10**9
SETS = [SmaCross(fast, slow, 0.3, short=True) for fast in (3, 7, 9) for slow in (19, 31, 40, 50)]


class Silent:
    """Progress that nobody reads."""

    def step(self, message: str, done: int = 0, total: int = 0, best: str = "", left: float | None = None) -> None:
        pass


def bars(seed: int) -> list[dict[str, float]]:
    draw, price, made = Random(seed), 100.0, []
    for t in range(300):
        opening = price * (1.0 + draw.gauss(0.0, 0.002))
        price = opening * (1.0 + draw.gauss(0.0, 0.01))
        high, low = max(opening, price) * 1.002, min(opening, price) * 0.998
        made.append(
            {
                "time": t * HOUR,
                "available": (t + 1) * HOUR,
                "session": t // 7,
                "open": opening,
                "high": high,
                "low": low,
                "close": price,
                "volume": 1e6,
                "nights": int(t % 7 == 6),
                "split": 1.0,
                "dividend": 0.0,
            }
        )
    return made


def average(closes: "array[float]", window: int) -> "array[float]":
    out = array("d", [0.0]) * len(closes)
    sma(closes, window, out)
    return out


def course(kernel: object) -> Course:
    assembled = assemble(bars_of({"AAA": bars(1), "BBB": bars(2)}))
    closes = array("d", assembled.market.close)

    def inputs(strategy: SmaCross) -> object:
        return SmaCross.Inputs(average(closes, strategy.fast), average(closes, strategy.slow))  # type: ignore[arg-type]

    rules = Rules(IBKR_FIXED, 0.0004, 0.08, leverage=2.0)
    instruments = [Instrument("AAA", tick=0.01), Instrument("BBB", lot=0.5)]
    return Course(assembled, instruments, inputs, rules, 100_000.0, 1_764.0, kernel)  # type: ignore[arg-type]


def test_a_compiled_sweep_is_the_interpreted_one() -> None:
    interpreted = list(sweep(course(simulate), SETS, Silent(), sessions=True))
    compiled = course(NumbaCompiler().compile(simulate, SmaCross))
    for workers in (1, 3):
        assert list(sweep(compiled, SETS, Silent(), workers=workers, sessions=True)) == interpreted
    assert len({trial.metrics["final"] for trial in interpreted}) > len(SETS) // 2
