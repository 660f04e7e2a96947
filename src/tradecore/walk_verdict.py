"""Whether a walk forward passes, with the reasons that a careful trader would give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tradecore.contracts.walkforward import Drift

Verdict: TypeAlias = Literal["pass", "warn", "fail"]
Numbers: TypeAlias = Mapping[str, float | int | None]

# The probability that a Sharpe ratio is above 0 which convinces, and the fewest trades and windows that say anything.
SURE, FEW_TRADES, FEW_WINDOWS = 0.95, 30, 4
# One window may bring so much of the profit, and so many windows may lose, before it looks like luck.
MOST_SHARE, LEAST_PROFITABLE = 0.5, 0.5
# The chosen set may lie at an edge in so many windows; its parameters may move by so much of their axis at a border.
MOST_AT_EDGE, MOST_DRIFT = 0.5, 0.3
# Costs may grow by so much before the profit is gone.
ROOM = 2.0


@dataclass(frozen=True, slots=True)
class Judged:
    """The grade, with what speaks against the strategy or, of a pass, for it."""

    verdict: Verdict
    reasons: tuple[str, ...]


def judged(
    metrics: Numbers,
    benchmark: Numbers,
    facts: Numbers,
    drift: Sequence[Drift] = (),
    *,
    in_sample: bool = False,
) -> Judged:
    """Fails without profit, warns of everything that makes a profit doubtful, else passes.

    `metrics` and `benchmark` are of the stitched equity and of holding (empty where it was not run), `facts` has the
    fields of schemas.WALK.
    """
    failed = [why for why in (_untraded(metrics, facts), _unprofitable(metrics)) if why]
    if failed:
        return Judged("fail", tuple(failed[:1]))
    doubts = [
        "the predictions' model was trained on bars of it" if in_sample else "",
        _unsure(metrics, facts),
        _beaten(metrics, benchmark),
        _few(metrics, facts),
        _lopsided(facts),
        _losing(facts),
        _dear(facts),
        _edges(facts),
        *(_restless(each) for each in drift),
        _gaps(facts),
    ]
    reasons = tuple(why for why in doubts if why)
    return Judged("warn", reasons) if reasons else Judged("pass", _strengths(metrics, facts))


def _untraded(metrics: Numbers, facts: Numbers) -> str:
    if not facts["windows_traded"]:
        return "no window had a set with trades enough to choose"
    return "" if metrics["trades"] or metrics["unrealised"] else "nothing was traded"


def _unprofitable(metrics: Numbers) -> str:
    gained = metrics["total_return"] or 0.0
    return "" if gained > 0.0 else f"it lost {-gained:.1%} out of sample" if gained < 0.0 else "it made nothing"


def _unsure(metrics: Numbers, facts: Numbers) -> str:
    low, sure = facts["sharpe_low"], metrics["probabilistic_sharpe"]
    if low is not None and low <= 0.0:
        return f"its Sharpe ratio may well be {low:.2f} as well as {facts['sharpe_high']:.2f}"
    if sure is not None and sure < SURE:
        return f"that its true Sharpe ratio is above 0 is only {int(100 * sure)}% probable"
    return ""


def _beaten(metrics: Numbers, benchmark: Numbers) -> str:
    own, held = metrics["sharpe"], benchmark.get("sharpe")
    return "" if own is None or held is None or own > held else "holding has the better Sharpe ratio"


def _few(metrics: Numbers, facts: Numbers) -> str:
    trades, windows = int(metrics["trades"] or 0), int(facts["windows"] or 0)
    if trades < FEW_TRADES:
        return f"{trades} closed trades are few"
    return f"{windows} windows are few" if windows < FEW_WINDOWS else ""


def _lopsided(facts: Numbers) -> str:
    share = facts["best_share"]
    if share is None or share <= MOST_SHARE or (facts["windows"] or 0) < FEW_WINDOWS:
        return ""
    return f"one window brought {share:.0%} of the profit"


def _losing(facts: Numbers) -> str:
    won, of = int(facts["windows_profitable"] or 0), int(facts["windows_traded"] or 0)
    return "" if won >= LEAST_PROFITABLE * of else f"only {won} of {of} windows gained"


def _dear(facts: Numbers) -> str:
    paid, bearable = facts["cost_paid"], facts["cost_bearable"]
    if paid is None or bearable is None or not paid or bearable >= ROOM * paid:
        return ""
    return f"the profit is gone at costs of {bearable:.1f} basis points, and {paid:.1f} were paid"


def _edges(facts: Numbers) -> str:
    share = facts["at_edge"]
    return (
        "" if share is None or share <= MOST_AT_EDGE else f"in {share:.0%} of the windows the best set lies at an edge"
    )


def _restless(drift: Drift) -> str:
    if drift.step <= MOST_DRIFT or drift.borders < FEW_WINDOWS - 1:
        return ""
    return f"the best {drift.name} wanders over {drift.step:.0%} of its axis from window to window"


def _gaps(facts: Numbers) -> str:
    idle = int((facts["windows"] or 0) - (facts["windows_traded"] or 0))
    return f"{idle} of {facts['windows']} windows had no set to trade" if idle else ""


def _strengths(metrics: Numbers, facts: Numbers) -> tuple[str, ...]:
    won, of = int(facts["windows_profitable"] or 0), int(facts["windows_traded"] or 0)
    sure, bearable, paid = metrics["probabilistic_sharpe"], facts["cost_bearable"], facts["cost_paid"]
    told = [f"{won} of {of} windows gained"]
    if sure is not None:
        told.append(f"that its true Sharpe ratio is above 0 is {sure:.0%} probable")
    if bearable is not None and paid:
        told.append(f"it bears {bearable / paid:.1f} times the costs paid")
    return tuple(told)
