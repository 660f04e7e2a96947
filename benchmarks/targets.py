"""The targets: ratios that tradecore wants to keep, looked up in the results of one run."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan

from benchmarks.contest import Outcome
from benchmarks.table import grid, ratio

# Contest -> label -> outcome; and the clock of each contest.
Results = Mapping[str, Mapping[str, Outcome]]


@dataclass(frozen=True, slots=True)
class Target:
    """`above` / `below` of two entries, each (contest, label, clock or part), kept at most or at least at `bound`."""

    words: str
    above: tuple[str, str, str]
    below: tuple[str, str, str]
    bound: float
    most: bool = True


def targets(sets: int, largest: int) -> list[Target]:
    """Those whose contests exist for the size of this run; a missing one is left out of the table."""
    one, two, big = f"sweep-{sets}-1", f"sweep-{sets}-2", f"backtest-{largest}"
    ours, all_on, flags = "tradecore", "tradecore, every rule on", "C, same rules by flags"
    compiled, interpreted = "tradecore, compiled", "tradecore, interpreted"
    return [
        Target(
            "sweep, its sets alone, over C with the same rules, one thread",
            (one, ours, "sets"),
            (one, flags, "sets"),
            1.3,
        ),
        Target("the same with every rule on", (one, all_on, "sets"), (one, f"{flags}, every rule on", "sets"), 1.3),
        Target("the same, simple rules, two threads", (two, ours, "sets"), (two, flags, "sets"), 1.3),
        Target("sweep, whole, over C with the same rules, one thread", (one, ours, "cpu"), (one, flags, "cpu"), 1.3),
        Target(
            "loop alone over C's specialised loop",
            ("kernel-one", ours, "cpu"),
            ("kernel-one", "C, specialised loop", "cpu"),
            2.0,
        ),
        Target("vectorbt over the sweep, simple rules", (one, "vectorbt", "cpu"), (one, ours, "cpu"), 20.0, most=False),
        Target(
            "vectorbt over the sweep, every rule on", (one, "vectorbt", "cpu"), (one, all_on, "cpu"), 5.0, most=False
        ),
        Target("peak memory of the sweep over vectorbt's", (one, ours, "peak"), (one, "vectorbt", "peak"), 0.5),
        Target("vectorbt over one large backtest", (big, "vectorbt", "cpu"), (big, compiled, "cpu"), 10.0, most=False),
        Target(
            "backtesting.py over one large backtest",
            (big, "backtesting", "cpu"),
            (big, compiled, "cpu"),
            300.0,
            most=False,
        ),
        Target(
            "one large backtest interpreted over backtesting.py",
            (big, interpreted, "cpu"),
            (big, "backtesting", "cpu"),
            1.0,
        ),
        Target("one thread over two, by the clock", (one, ours, "wall"), (two, ours, "wall"), 1.7, most=False),
    ]


def value(results: Results, place: tuple[str, str, str]) -> float:
    """One measured number; NaN where it was not measured."""
    contest, label, what = place
    outcome = results.get(contest, {}).get(label)
    if outcome is None or not outcome.wall:
        return float("nan")
    if what == "peak":
        return float(outcome.peak)
    return outcome.seconds(what) if what in ("cpu", "wall") else outcome.part(what)


def table(results: Results, sets: int, largest: int) -> str:
    """The targets that were measured, each with whether it is kept."""
    rows: list[tuple[str, str, str, str]] = []
    for one in targets(sets, largest):
        found = value(results, one.above) / value(results, one.below)
        if isnan(found):
            continue
        kept = found <= one.bound if one.most else found >= one.bound
        words = f"at {'most' if one.most else 'least'} {one.bound:g}"
        rows.append((one.words, ratio(found), words, "kept" if kept else "missed"))
    return "## Targets\n\n" + grid(("", "measured", "target", ""), rows) if rows else ""
