"""What a search or a walk is about to do, how long that may take, and how much luck so many tries buy."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tradecore.contracts.walkforward import WalkForwardRequest
from tradecore.inference.trials import expected_maximum, minimum_backtest_length
from tradecore.space import Sets
from tradecore.views.text import counted, duration, years

# A Sharpe ratio that many would call good.
GOOD = 1.0
SHORTEST = 1.0


class Effort(NamedTuple):
    """What an earlier search worked off: sets times bars, in so many seconds from its start to its end."""

    run: str
    work: int
    seconds: float


def sets_told(strategy: str, over: Mapping[str, str], sets: Sets, *, drawn: bool = False) -> str:
    """How many sets are about to be tried; of a drawing nobody has counted what is refused."""
    refused = f", {sets.refused:,} of them refused by {strategy}" if sets.refused and not drawn else ""
    axes = ", ".join(f"{name}={text}" for name, text in over.items())
    return f"Trying {len(sets.strategies):,} of {sets.size:,} combinations of {axes}{refused}."


def windows_told(request: WalkForwardRequest, sets: Sets | None) -> str:
    """What is about to be done in each window; `sets` is None where nothing is varied."""
    wish, over = request.windows, ", ".join(f"{name}={text}" for name, text in request.over.items())
    cuts = f"Windows of {wish.train} to learn on{' or more' if wish.anchored else ''} and {wish.test} to trade"
    model = f"a {request.training.learner} is fitted" if request.learn else ""
    tried = ""
    if sets is not None:
        number = len(sets.strategies)
        tried = f"{counted(number, 'set')} of {over} {'is' if number == 1 else 'are'} tried"
    done = " and ".join(part for part in (model, tried) if part) or "nothing is chosen"
    return f"{cuts}; in each {done}."


def time_told(work: int, earlier: Iterable[Effort]) -> str:
    """How long so many sets times bars take, by the newest search that says so."""
    for effort in earlier:
        if effort.work and effort.seconds > 0.0:
            rate = effort.work / effort.seconds
            length = f"about {duration(max(work / rate, SHORTEST))}"
            return f"{work:,} bars in all sets: {length}, at the {rate:,.0f} a second of run {effort.run}."
    return f"{work:,} bars in all sets; no search has run here yet that tells how long that takes."


def luck_told(tried: int, before: int, length: float) -> str:
    """What the best of so many tries shows without any skill; `length` of the bars is in years."""
    together = tried + before
    if together < 2 or length <= 0.0:  # noqa: PLR2004
        return ""
    earlier = f" ({before:,} of them earlier on this data)" if before else ""
    lucky = expected_maximum(together) / length**0.5
    enough = minimum_backtest_length(together, GOOD)
    verdict = (
        f"more than {years(enough)} of bars would keep that below {GOOD:g}, and there are {years(length)}"
        if enough > length
        else "a best set must show clearly more"
    )
    return (
        f"The best of {together:,} sets{earlier} without any skill shows a Sharpe of about {lucky:.1f} by chance, if "
        f"they have nothing in common: {verdict}."
    )
