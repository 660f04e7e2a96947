"""What to expect of a session's equity: the cone of a run's returns out of sample."""

from collections.abc import Sequence
from itertools import pairwise

from tradecore.errors import InvalidValue
from tradecore.inference.resampling import Cone, Resampling
from tradecore.metrics.returns import returns
from tradecore.ports.resampler import Resampler

# The least that a cone is drawn from, and how far a session whose end nobody knows is looked ahead.
FEWEST, FURTHEST = 100, 5_000


def foresee(
    time: Sequence[int], equity: Sequence[float], initial: float, step: int, bars: int, resampler: Resampler
) -> Cone:
    """The cone over `bars` bars, 0 for a session without an end, of the returns of a run's equity (ns UTC, money).

    Raises InvalidValue for a run on bars of another length than `step` (ns), or on too few.
    """
    if len(equity) < FEWEST:
        accepted = f"a run over {FEWEST} bars or more before those of the session"
        raise InvalidValue("live.reference", f"{len(equity)} bars", accepted)
    shortest = min(after - before for before, after in pairwise(time))
    if shortest != step:
        accepted = f"a run on bars as long as the session's, {step // 10**9:,} s"
        raise InvalidValue("live.reference", f"bars of {shortest // 10**9:,} s", accepted)
    return resampler.cone(returns(equity, initial), bars or FURTHEST, Resampling())
