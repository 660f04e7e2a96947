"""Champion and challengers: what a session's model came to beside those that decided on the same bars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Literal, TypeAlias

from tradecore.inference.resampling import Interval, Paired, Resampling
from tradecore.live.events import BarsClosed, Decided, Line
from tradecore.live.parity import Wishes, backtest
from tradecore.live.played import played
from tradecore.live.state import Setup
from tradecore.metrics.returns import returns, sharpe
from tradecore.metrics.summary import Metrics, periods_in_year
from tradecore.ports.resampler import Resampler
from tradecore.simulation.run import Simulation
from tradecore.simulation.tables import kept, times_of
from tradecore.usecases.backtest import outcome

# With fewer bars nothing is said of a difference.
FEWEST = 30
CONFIDENCE = 0.95

Finding: TypeAlias = Literal["better", "worse", "undecided", "too few bars"]


@dataclass(frozen=True, slots=True)
class Contender:
    """A session by its log: the one that orders, or one beside it under the name of its model."""

    name: str
    setup: Setup
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Record:
    """What one of them came to over so many `bars`; `metrics` as `schemas.METRICS` has them, empty below two bars.

    `simulated` says whether its fills are those of the fill rules; the champion's own may be a broker's.
    """

    name: str
    bars: int
    decisions: int
    metrics: Mapping[str, float | int | None]
    simulated: bool = True


@dataclass(frozen=True, slots=True)
class Duel:
    """A challenger against the champion over the `bars` that both have met, both filled by the fill rules.

    Of so many `decisions`, `differing` wish something else than the champion's, `opposed` another side of the market
    or none. `sharpe` and `annual_return` are how much more (yearly) the challenger's are, `paired` their intervals
    by drawing both series again on the same bars. `needed` is about how many more bars a difference like this would
    take to be told from chance; None where there is none, or where it is told already.
    """

    record: Record
    bars: int
    decisions: int
    differing: int
    opposed: int
    finding: Finding
    sharpe: float | None = None
    paired: Paired | None = None
    needed: int | None = None


@dataclass(frozen=True, slots=True)
class Contest:
    """A champion as it traded, on the terms of its challengers, and each of these beside it."""

    session: str
    champion: Record
    same_terms: Record
    duels: tuple[Duel, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """A simulation, its wishes by symbol and bar, and its equity by opening instant."""

    simulation: Simulation
    wishes: Wishes
    equity: Mapping[int, float]


def contest(
    session: str, champion: Contender, challengers: Sequence[Contender], resampler: Resampler, periods: float = 0.0
) -> Contest:
    """Compares what the logs hold; `periods` is the number of bars a year, 0 counts them.

    Of several challengers each has a wider interval, so that the chance that luck makes any of them look different
    stays what it is for one. Raises LogMismatch where a log is not what its setup decides.
    """
    closed = [line.event.body for line in champion.lines if isinstance(line.event.body, BarsClosed)]
    simulation, wishes = backtest(champion.setup, closed)
    terms = _run(simulation, wishes)
    how = Resampling(confidence=1.0 - (1.0 - CONFIDENCE) / max(len(challengers), 1))
    duels = tuple(_duel(terms, each, resampler, how, periods) for each in challengers)
    own = Record(
        champion.name,
        len(closed),
        len(_wishes(champion.lines)),
        _metrics(played(champion.setup, champion.lines), periods),
        champion.setup.mode == "simulated",
    )
    free = Record(champion.name, len(closed), len(wishes), _metrics(simulation, periods))
    return Contest(session, own, free, duels)


def _run(simulation: Simulation, wishes: Wishes) -> _Run:
    times = times_of(simulation.assembled, simulation.group)
    return _Run(simulation, wishes, dict(zip(times, kept(simulation.tapes.marks).equity, strict=False)))


def _duel(champion: _Run, challenger: Contender, resampler: Resampler, how: Resampling, periods: float) -> Duel:
    own = _run(played(challenger.setup, challenger.lines), _wishes(challenger.lines))
    record = Record(challenger.name, own.simulation.group, len(own.wishes), _metrics(own.simulation, periods))
    common = [time for time in champion.equity if time in own.equity]
    both = [key for key in own.wishes if key in champion.wishes]
    pairs = [(own.wishes[key], champion.wishes[key]) for key in both]
    counted = Duel(
        record,
        len(common),
        len(both),
        sum(dict(mine) != dict(other) for mine, other in pairs),
        sum(_side(mine) != _side(other) for mine, other in pairs),
        "too few bars",
    )
    return counted if len(common) < FEWEST else _judged(counted, champion, own, common, resampler, how, periods)


def _judged(
    duel: Duel,
    champion: _Run,
    challenger: _Run,
    common: Sequence[int],
    resampler: Resampler,
    how: Resampling,
    periods: float,
) -> Duel:
    yearly = periods or periods_in_year(common)
    mine, other = (
        returns([run.equity[time] for time in common], run.simulation.initial) for run in (challenger, champion)
    )
    paired = resampler.paired(mine, other, yearly, how)
    ratios = sharpe(mine, yearly), sharpe(other, yearly)
    apart = ratios[0] - ratios[1] if ratios[0] is not None and ratios[1] is not None else None
    interval = paired.sharpe or paired.annual_return
    finding = told_apart(interval)
    needed = more_bars(len(common), apart, paired.sharpe) if finding == "undecided" else None
    return Duel(duel.record, duel.bars, duel.decisions, duel.differing, duel.opposed, finding, apart, paired, needed)


def told_apart(interval: Interval | None) -> Finding:
    """What an interval of a difference says: `undecided` while nothing is inside it."""
    if interval is None or interval.low <= 0.0 <= interval.high:
        return "undecided"
    return "better" if interval.low > 0.0 else "worse"


def more_bars(bars: int, apart: float | None, interval: Interval | None) -> int | None:
    """How many more it takes until an interval that narrows with the root of the bars leaves out nothing.

    None where there is no difference that could be told.
    """
    if not apart or interval is None:
        return None
    half = (interval.high - interval.low) / 2.0
    return max(ceil(bars * (half / abs(apart)) * (half / abs(apart))) - bars, 1)


def _metrics(simulation: Simulation, periods: float) -> Metrics:
    if simulation.group < 2:  # noqa: PLR2004
        return {}
    yearly = periods or periods_in_year(times_of(simulation.assembled, simulation.group))
    return outcome(simulation, yearly).metrics


def _wishes(lines: Sequence[Line]) -> dict[tuple[str, int], Mapping[str, Any]]:
    bodies = (line.event.body for line in lines)
    return {(one.symbol, one.time): one.wish for one in bodies if isinstance(one, Decided) and one.wish}


def _side(wish: Mapping[str, float | None]) -> int:
    target = wish.get("target") or 0.0
    return (target > 0.0) - (target < 0.0)
