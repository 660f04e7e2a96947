"""A champion and its challengers in a table and in sentences."""

from collections.abc import Mapping

from tradecore.inference.resampling import Interval
from tradecore.usecases.challenged import CONFIDENCE, FEWEST, Contest, Duel, Record
from tradecore.views.text import NOTHING, counted, money, percent, ratio, signed_percent

HEAD = ("model", "as", "bars", "differ", "opposed", "trades", "return", "Sharpe", "drawdown", "hit rate", "costs")
# Fewer closed trades than this say little, however many bars there are.
FEW_TRADES = 20


def contest_rows(found: Contest) -> list[tuple[str, ...]]:
    """One row each: the champion, on its challengers' terms where that is another record, and the challengers."""
    rows = [_row(found.champion, "champion")]
    if found.champion.metrics != found.same_terms.metrics:
        rows.append(_row(found.same_terms, "same terms"))
    return rows + [_row(each.record, "challenger", each) for each in found.duels]


def contest_lines(found: Contest) -> list[str]:
    """What may be said of the differences, and what may not."""
    lines = [_verdict(found.champion.name, each, len(found.duels)) for each in found.duels]
    if found.champion.metrics != found.same_terms.metrics:
        lines.append(
            "The champion was held back, refused or filled otherwise than the fill rules say; challengers are held "
            "against what it comes to on their terms (same terms), so that nothing but the model differs."
        )
    few = [
        each.name for each in (found.champion, *(duel.record for duel in found.duels)) if 0 < _trades(each) < FEW_TRADES
    ]
    if few:
        lines.append(
            f"Fewer than {FEW_TRADES} trades were closed by {', '.join(dict.fromkeys(few))}: luck weighs heavily."
        )
    return lines


def _row(record: Record, role: str, duel: Duel | None = None) -> tuple[str, ...]:
    found: Mapping[str, float | int | None] = record.metrics
    costs = (found.get("commission") or 0.0) + (found.get("slippage") or 0.0)
    return (
        record.name,
        role,
        f"{record.bars:,}",
        f"{duel.differing:,}" if duel else "",
        f"{duel.opposed:,}" if duel else "",
        f"{_trades(record):,}",
        signed_percent(found.get("total_return")),
        ratio(found.get("sharpe")),
        percent(found.get("max_drawdown")),
        percent(found.get("win_rate"), 0),
        money(costs),
    )


def _verdict(champion: str, duel: Duel, several: int) -> str:
    name = duel.record.name
    if duel.finding == "too few bars":
        return f"{name} against {champion}: {counted(duel.bars, 'common bar')}; below {FEWEST} nothing is said."
    told = {"better": "is better than", "worse": "is worse than", "undecided": "cannot be told from"}[duel.finding]
    return f"{name} {told} {champion}: {_evidence(duel, several)}{_wanting(duel)}"


def _evidence(duel: Duel, several: int) -> str:
    paired, share = duel.paired, percent(1.0 - (1.0 - CONFIDENCE) / several, 0 if several == 1 else 1)
    if paired is None or (paired.sharpe is None and paired.annual_return is None):
        return f"over {duel.bars:,} bars there is nothing to compare."
    if paired.sharpe is not None:
        apart = f"a Sharpe {ratio(duel.sharpe)} higher" if (duel.sharpe or 0.0) >= 0.0 else _lower(duel.sharpe)
        return f"{apart} over {duel.bars:,} bars, {share} interval {_between(paired.sharpe)}."
    yearly = _yearly(paired.annual_return)
    why = "one of them never traded, so that there are no Sharpe ratios to compare"
    return f"{yearly} a year over {duel.bars:,} bars ({share} interval; {why})."


def _yearly(interval: Interval | None) -> str:
    return NOTHING if interval is None else f"{signed_percent(interval.low)} to {signed_percent(interval.high)}"


def _lower(apart: float | None) -> str:
    return f"a Sharpe {ratio(-(apart or 0.0))} lower"


def _between(interval: Interval) -> str:
    return f"{ratio(interval.low)} to {ratio(interval.high)}"


def _wanting(duel: Duel) -> str:
    if duel.finding != "undecided":
        return ""
    if duel.needed is None:
        return " That is not enough evidence for either."
    return f" That is not enough evidence for either: such a difference takes about {duel.needed:,} bars more."


def _trades(record: Record) -> int:
    return int(record.metrics.get("trades") or 0)
