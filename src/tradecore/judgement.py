"""What is left of the best of many sets, as the numbers of schemas.SEARCH."""

from collections.abc import Callable, Sequence
from math import comb, sqrt

from tradecore.distribution import Shape
from tradecore.inference.overfitting import Overfitting
from tradecore.inference.sharpe import TrackRecord, minimum_track_record
from tradecore.inference.trials import deflated_sharpe, sharpe_variance, similarity
from tradecore.landscape import Landscape
from tradecore.metrics.summary import Metrics
from tradecore.trials import Trials

# Sessions are cut into up to so many pieces, and into fewer while all splits of all sets are more work than this.
MOST_BLOCKS, MOST_WORK = 16, 40_000_000
# A piece of fewer sessions has no Sharpe ratio to speak of.
FEWEST_SESSIONS = 5
# The correlation of more sets than this is that of so many of them, evenly chosen.
MOST_COMPARED = 1_000

Returns = Sequence[Sequence[float]]
# Works out PBO for so many blocks; see tradecore.inference.overfitting.
Split = Callable[[Returns, int], Overfitting]


def judge(trials: Trials, landscape: Landscape, returns: Returns, before: int, split: Split) -> Metrics:
    """All fields; `returns` holds each trial's over the sessions, `before` counts the sets that were tried earlier."""
    eligible = [series for index, series in enumerate(returns) if trials.eligible(index)]
    return {
        **_luck(trials, returns, before),
        **_overfitting(eligible, split),
        **_surroundings(trials, landscape),
    }


def record_of(trials: Trials, index: int) -> TrackRecord | None:
    """A trial's Sharpe ratio per bar with what it was earned by; None where it has none."""
    shape = Shape(*(trials.value(name, index) for name in Shape._fields))
    return TrackRecord.of(shape, int(trials.value("bars", index) or 0))


def blocks_for(trials: int, sessions: int) -> int:
    """Into how many pieces to cut the sessions for so many trials; 0 where splitting says nothing."""
    if trials < 2 or sessions < 4 * FEWEST_SESSIONS:  # noqa: PLR2004
        return 0
    choices = range(MOST_BLOCKS, 4, -2)
    fits = (count for count in choices if sessions >= count * FEWEST_SESSIONS and _work(count, trials) <= MOST_WORK)
    return next(fits, 4)


def _work(blocks: int, trials: int) -> int:
    return comb(blocks, blocks // 2) * trials


def _luck(trials: Trials, returns: Returns, before: int) -> Metrics:
    number = len(trials)
    records = [record_of(trials, index) for index in range(number)]
    variance = sharpe_variance([None if each is None else each.sharpe for each in records])
    alike = similarity(returns[:: -(-number // MOST_COMPARED)]).correlation
    best = None if trials.best is None else records[trials.best]
    scale = sqrt(trials.value("periods_per_year", 0) or 0.0)
    # Of a set that has no Sharpe ratio the threshold is known all the same.
    against = deflated_sharpe(best or TrackRecord(0.0, 2), number + before, variance)
    return {
        "trials": number,
        "before": before,
        "effective": float(number) if alike is None else max(1.0, min(float(number), alike + (1.0 - alike) * number)),
        "correlation": alike,
        "chance_sharpe": against.threshold * scale,
        "deflated_sharpe": against.probability if best else None,
        "minimum_bars": minimum_track_record(best, against.threshold) if best else None,
    }


def _overfitting(eligible: Returns, split: Split) -> Metrics:
    blocks = blocks_for(len(eligible), len(eligible[0]) if eligible else 0)
    if not blocks:
        return {
            "overfitting": None,
            "overfitting_loss": None,
            "overfitting_blocks": 0,
            "overfitting_dropped": 0,
        }
    found = split(eligible, blocks)
    return {
        "overfitting": found.probability,
        "overfitting_loss": found.loss,
        "overfitting_blocks": found.blocks,
        "overfitting_dropped": found.dropped,
    }


def _surroundings(trials: Trials, landscape: Landscape) -> Metrics:
    if trials.best is None:
        return {
            "neighbours": 0,
            "neighbours_eligible": 0,
            "neighbours_median": None,
            "neighbours_better": None,
        }
    around = landscape.surroundings(trials.best)
    return {
        "neighbours": around.neighbours,
        "neighbours_eligible": around.eligible,
        "neighbours_median": trials.objective(around.median),
        "neighbours_better": around.better,
    }
