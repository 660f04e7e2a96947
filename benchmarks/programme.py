"""What is held: the parts of the benchmark, and how large each is in a quick, an ordinary and a full run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.contest import Contest, Entry

SIMPLE = Entry("tradecore", "tradecore", {"rules": "simple"})
EVERY = Entry("tradecore, every rule on", "tradecore", {"rules": "all"}, beside="tradecore, every rule on")
PROGRAMS = {
    "simple": "C, specialised loop",
    "general": "C, same rules by flags",
    "pruned": "C, same rules by macros",
}
WORKERS = {1: "one thread", 2: "two threads"}
PEERS = ("vectorbt", "backtesting", "pybroker", "backtrader")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is asked of whom.

    `slow` is the largest backtest of the peers that go bar by bar in Python; `sampled` how many sets vectorbt does of
    a sweep, whose chunks are alike; `again` how often a cold start is measured; `runs` how
    long a history is, and `rows` how long the files that are read; `orders` bars are traded behind a history of `kept`.
    """

    repeat: int
    budget: float
    bars: Sequence[int]
    slow: Mapping[str, int]
    sweep_bars: int
    sweeps: Sequence[int]
    sampled: int
    symbols: tuple[int, int]
    few: Mapping[str, int]
    start: int
    growth: Sequence[tuple[int, int]]
    again: int
    runs: int
    rows: int
    kept: int
    orders: int


QUICK = Size(
    repeat=2,
    budget=4.0,
    bars=(10_000,),
    slow={"backtesting": 10_000, "pybroker": 10_000, "backtrader": 10_000},
    sweep_bars=10_000,
    sweeps=(100,),
    sampled=32,
    symbols=(5, 2_000),
    few={"pybroker": 500, "backtrader": 500},
    start=2_000,
    growth=((10_000, 1), (10_000, 10), (10_000, 100)),
    again=1,
    runs=200,
    rows=50_000,
    kept=10_000,
    orders=50,
)
ORDINARY = Size(
    repeat=5,
    budget=100.0,
    bars=(10_000, 100_000, 1_000_000),
    slow={"backtesting": 1_000_000, "pybroker": 100_000, "backtrader": 100_000},
    sweep_bars=100_000,
    sweeps=(1_000, 10_000),
    sampled=128,
    symbols=(50, 25_000),
    few={"pybroker": 1_000, "backtrader": 500},
    start=10_000,
    growth=((10_000, 1), (10_000, 100), (100_000, 10), (100_000, 100), (1_000_000, 10), (1_000_000, 100)),
    again=2,
    runs=10_000,
    rows=5_000_000,
    kept=100_000,
    orders=500,
)
FULL = Size(
    repeat=5,
    budget=100_000.0,
    bars=(10_000, 100_000, 1_000_000),
    slow={"backtesting": 1_000_000, "pybroker": 1_000_000, "backtrader": 1_000_000},
    sweep_bars=100_000,
    sweeps=(1_000, 10_000),
    sampled=0,
    symbols=(50, 25_000),
    few={"pybroker": 0, "backtrader": 2_500},
    start=100_000,
    growth=(*ORDINARY.growth, (100_000, 1_000), (100_000, 10_000), (1_000_000, 1_000), (1_000_000, 10_000)),
    again=5,
    runs=10_000,
    rows=5_000_000,
    kept=100_000,
    orders=500,
)


def c(program: str, rules: str = "simple") -> Entry:
    """The C program of this kind."""
    more, beside = (", every rule on", EVERY.label) if rules == "all" else ("", "")
    return Entry(PROGRAMS[program] + more, "limit", {"program": program, "rules": rules}, beside=beside)


def backtests(size: Size) -> list[Contest]:
    """Indicators, simulation, equity, trades and metrics of one set."""
    made: list[Contest] = []
    for bars in size.bars:
        entries = [
            Entry("tradecore, compiled", "tradecore"),
            Entry("tradecore, interpreted", "tradecore", {"engine": "interpreted"}),
        ]
        entries += [Entry("vectorbt", "vectorbt")]
        entries += [Entry(name, name) for name in PEERS[1:] if bars <= size.slow[name]]
        made.append(Contest(f"backtest-{bars}", f"One backtest of {bars:,} bars", "backtest", bars, entries))
    return made


def limits(size: Size) -> list[Contest]:
    """The loop alone against C."""
    bars, (symbols, each) = size.bars[-1], size.symbols
    general = [EVERY, c("general", "all"), c("pruned", "all")]
    one = f"The loop alone over {bars:,} bars, no tapes, no moments"
    many = f"The loop alone over {symbols} symbols x {each:,} bars on one account"
    several = [SIMPLE, c("general"), c("pruned"), *general]
    return [
        Contest("kernel-one", one, "kernel", bars, [SIMPLE, *(c(program) for program in PROGRAMS), *general]),
        Contest("kernel-many", many, "kernel", each, several, symbols=symbols),
    ]


def sweeps(size: Size) -> list[Contest]:
    """Many sets, on one thread and on two."""
    first, *others = size.sweeps
    made = [sweep(size, first, workers, small_sweep(size, workers)) for workers in WORKERS]
    for count in others:
        made += [sweep(size, count, workers, large_sweep(size, workers)) for workers in WORKERS]
    return made


def sweep(size: Size, count: int, workers: int, entries: Sequence[Entry]) -> Contest:
    """One sweep; where several threads work, CPU time says little."""
    return Contest(
        f"sweep-{count}-{workers}",
        f"A sweep of {count:,} sets over {size.sweep_bars:,} bars, {WORKERS[workers]}",
        "sweep",
        size.sweep_bars,
        entries,
        sets=count,
        clock="cpu" if workers == 1 else "wall",
        options={"workers": workers},
    )


def small_sweep(size: Size, workers: int) -> list[Entry]:
    """Everybody who can, with the rules few and many."""
    entries = [SIMPLE, *(c(program) for program in PROGRAMS), EVERY, c("general", "all"), c("pruned", "all")]
    entries.append(Entry("vectorbt", "vectorbt", sample=size.sampled))
    if workers == 1:
        entries.append(Entry("backtesting", "backtesting", sample=2))
    return entries


def large_sweep(size: Size, workers: int) -> list[Entry]:
    """Whom ten times the sets tell something about."""
    more = [Entry("vectorbt", "vectorbt", sample=size.sampled)] if workers > 1 else []
    return [SIMPLE, c("general"), *more]


def portfolios(size: Size) -> list[Contest]:
    """Several symbols on one cash account."""
    count, bars = size.symbols
    entries = [
        Entry("tradecore, compiled", "tradecore"),
        Entry("tradecore, interpreted", "tradecore", {"engine": "interpreted"}),
        Entry("vectorbt", "vectorbt"),
        *(Entry(name, name, bars=size.few[name]) for name in PEERS[2:]),
    ]
    return [Contest("symbols", f"{count} symbols x {bars:,} bars on one account", "symbols", bars, entries, count)]


def growths(size: Size) -> list[Contest]:
    """The same work in sizes that lie apart."""
    return [
        Contest(
            f"growth-{bars}x{count}",
            f"{bars:,} bars x {count:,} sets",
            "sweep",
            bars,
            [SIMPLE],
            sets=count,
            options={"workers": 1},
        )
        for bars, count in size.growth
    ]


PARTS: dict[str, Callable[[Size], list[Contest]]] = {
    "backtest": backtests,
    "limit": limits,
    "sweep": sweeps,
    "symbols": portfolios,
    "growth": growths,
}
