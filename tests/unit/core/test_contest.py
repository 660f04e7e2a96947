"""A champion and its challengers, held against each other over the bars that both have met."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import nan, sin
from typing import Any

import pytest
from live_runs import Desk, desk_of
from scripted import start
from test_live_session import BARS

from tradecore.bars import HOUR
from tradecore.inference.resampling import Interval, Paired, Resampling
from tradecore.jobs import ProcessMark
from tradecore.live.pulse import Pulse
from tradecore.simulation.rows import Rules
from tradecore.usecases.challenged import Contender, Contest, contest, more_bars, told_apart
from tradecore.views.contest import HEAD, contest_lines, contest_rows
from tradecore.views.live import standing_line

WIDE = Interval(-1.0, 2.0)


def waves(count: int) -> list[dict[str, Any]]:
    """Prices that rise and fall."""
    made: list[dict[str, Any]] = []
    for t in range(count):
        opening, close = (10.0 + sin(0.7 * (t + place)) for place in (0, 1))
        prices = {"open": opening, "high": max(opening, close), "low": min(opening, close), "close": close}
        made.append({**BARS[0], **prices, "time": t * HOUR, "available": (t + 1) * HOUR})
    return made


def target(t: int, size: float, late: int = 0) -> dict[str, float]:
    return {"target": size if sin(0.7 * (t + 2 - late)) > sin(0.7 * (t + 1 - late)) else -size}


def run(count: int, size: float = 100.0, late: int = 0, *faults: Any) -> Desk:
    """Whoever is `late` follows the waves when they have turned."""
    wishes = {("AAA", t): target(t, size, late) for t in range(count)}
    desk = desk_of(start({"AAA": waves(count)}, wishes, Rules(slippage=0.0001), 10_000.0))
    desk.broker.faults.extend(faults)
    desk.run()
    return desk


def of(name: str, desk: Desk) -> Contender:
    return Contender(name, desk.setup, desk.kept)


@dataclass
class Fixed:
    """A resampler that always draws the same interval, and remembers what it was asked."""

    interval: Interval | None
    asked: list[tuple[Sequence[float], Sequence[float], float, Resampling]]

    def paired(self, returns: Any, benchmark: Any, periods: float, how: Resampling) -> Paired:
        self.asked.append((returns, benchmark, periods, how))
        return Paired(how.draws, how.confidence, 3.0, how.seed, self.interval, Interval(-0.5, 0.5), 0.5)


def held(champion: Desk, *beside: tuple[str, Desk], interval: Interval | None = WIDE) -> Contest:
    resampler: Any = Fixed(interval, [])
    return contest("demo", of("ridge", champion), [of(*each) for each in beside], resampler)


def test_one_that_decides_the_same_differs_nowhere() -> None:
    champion = run(60)
    found = held(champion, ("twin", run(60)))
    [duel] = found.duels
    assert (duel.decisions, duel.differing, duel.opposed, duel.sharpe) == (60, 0, 0, 0.0)
    assert found.champion == found.same_terms
    assert duel.record == replace(found.champion, name="twin")
    assert found.champion.metrics["trades"]


def test_a_size_differs_and_a_side_is_opposed() -> None:
    champion = run(60)
    smaller, late = held(champion, ("smaller", run(60, 50.0)), ("late", run(60, 100.0, 3))).duels
    assert (smaller.differing, smaller.opposed) == (60, 0)
    assert 0 < late.opposed == late.differing < 60
    assert (late.sharpe or 0.0) < 0.0


def test_only_bars_that_both_have_met_are_compared() -> None:
    champion = run(60)
    resampler: Any = Fixed(None, [])
    found = contest("demo", of("ridge", champion), [of("behind", run(40))], resampler, 252.0)
    [(mine, other, periods, how)] = resampler.asked
    assert len(mine) == len(other) == 40
    assert (periods, how.confidence) == (252.0, 0.95)
    [duel] = found.duels
    assert (duel.bars, duel.record.bars, found.champion.bars) == (40, 40, 60)


def test_each_of_several_challengers_is_doubted_more() -> None:
    champion, beside = run(60), run(60, 50.0)
    resampler: Any = Fixed(None, [])
    contest("demo", of("ridge", champion), [of("a", beside), of("b", beside)], resampler)
    assert [how.confidence for *_, how in resampler.asked] == [pytest.approx(0.975)] * 2


def test_few_bars_say_nothing() -> None:
    champion = run(20)
    found = held(champion, ("young", run(20)), ("unborn", Desk(champion.setup, champion.broker, champion.recording)))
    assert [duel.finding for duel in found.duels] == ["too few bars", "too few bars"]
    assert contest_lines(found)[1] == "unborn against ridge: no common bars; below 30 nothing is said."
    assert found.duels[1].record.metrics == {}
    assert len(contest_rows(found)[-1]) == len(HEAD)


@pytest.mark.parametrize(
    ("interval", "finding", "said"),
    [
        (Interval(0.5, 2.0), "better", "late is better than ridge: a Sharpe"),
        (Interval(-2.0, -0.5), "worse", "late is worse than ridge: a Sharpe"),
        (Interval(-1.0, 2.0), "undecided", "That is not enough evidence for either: such a difference takes about"),
        (None, "undecided", "never traded, so that there are no Sharpe ratios"),
    ],
)
def test_an_interval_is_a_verdict(interval: Interval | None, finding: str, said: str) -> None:
    found = held(run(60), ("late", run(60, 100.0, 3)), interval=interval)
    assert found.duels[0].finding == finding
    assert said in " ".join(contest_lines(found))
    assert [row[1] for row in contest_rows(found)] == ["champion", "challenger"]


def test_a_champion_that_was_refused_is_measured_on_the_terms_of_its_challengers() -> None:
    found = held(run(60, 100.0, 0, "reject", "reject"), ("twin", run(60)))
    assert found.champion.metrics != found.same_terms.metrics
    assert found.duels[0].differing == 0
    assert [row[1] for row in contest_rows(found)] == ["champion", "same terms", "challenger"]
    assert any("nothing but the model differs" in line for line in contest_lines(found))


def test_what_is_told_apart_and_how_long_it_takes() -> None:
    assert told_apart(Interval(0.0, 1.0)) == "undecided"
    assert more_bars(100, 0.5, Interval(-0.5, 1.5)) == 300
    assert more_bars(100, 0.0, Interval(-0.5, 1.5)) is None
    assert more_bars(100, nan, None) is None


def test_a_challenger_that_stands_behind_says_how_far_it_is_and_why_it_ended() -> None:
    pulse = Pulse("m", ProcessMark(1, 0.0, "here"), "2026-01-01T00:00:00Z", bars=1_000)
    assert standing_line("m", pulse, 2_000, alive=False) == "Challenger m: lost, 1,000 of 2,000 bars."
    ended = replace(pulse, exit=1, ended="No space left on device.")
    assert standing_line("m", ended, 2_000, alive=False).endswith("It ended: No space left on device.")
    assert standing_line("m", None, 5, alive=False) == "Challenger m: not begun yet, 0 of 5 bars."
    assert standing_line("m", None, 5, alive=True) == "Challenger m: beginning, 0 of 5 bars."
