"""Whether a rehearsed session did what it must: invariants, and whether the scenario has shown anything."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from tradecore.bars import SECOND
from tradecore.ports.gateway import GatewayTruth
from tradecore.simulation.prices import NEARLY
from tradecore_live.rehearsal.seen import Seen

# After faults have ended, orders may leave again within so many seconds.
READY = 60
# What a scenario must have shown, by the word in its script: how it is seen, and what is said where it was not.
SHOWN: Mapping[str, tuple[Callable[[Seen], bool], str]] = {
    "order": (lambda seen: bool(seen.orders), "the session ordered nothing on that day"),
    "partial": (lambda seen: len(seen.fills) > len({fill.ref for fill in seen.fills}), "no order filled in pieces"),
    "rejected": (lambda seen: bool(seen.statuses["rejected"]), "no order was there to be rejected"),
    "lost": (lambda seen: bool(seen.statuses["lost"]), "no order was there to be lost"),
    "loss": (lambda seen: bool(seen.away), "the link was not lost"),
    "stale": (lambda seen: seen.stale, "market data were never stale"),
    "stranger": (
        lambda seen: bool(seen.alarms["stranger"] or seen.alarms["mismatch"]),
        "nobody noticed what was done by hand",
    ),
    "killed": (lambda seen: seen.killed, "the state in which the switch is to be thrown did not come about"),
    "silent": (lambda seen: bool(seen.bars), "no bar came"),
    "close": (lambda seen: bool(seen.bars), "no bar came"),
}
# Where one of these is not seen, the session is to blame, not the day.
FAILURES = ("stranger",)


def problems(found: Seen, truth: GatewayTruth, account: str, faults_end: int) -> Iterator[str]:
    """Every invariant that is broken, in words."""
    twice = [ref for ref, count in Counter((*found.orders,)).items() if count > 1]
    twice += [ref for ref, count in Counter(truth.refs).items() if count > 1]
    yield from (f"orderRef {ref} was given twice" for ref in dict.fromkeys(twice))
    yield from (f"order {ref} left while nothing was to leave" for ref in found.forbidden)
    yield from (f"order {ref} left after the kill switch was thrown" for ref in found.after_kill)
    if found.state.reconciled != "mismatch":
        yield from _positions(found, truth, account)
    yield from _protection(found, truth)
    yield from _readiness(found, faults_end)
    times = [group.time for group in found.bars]
    if any(later <= earlier for earlier, later in pairwise(times)):
        yield "bars did not come in their order"
    yield from (
        f"the bar of {symbol} at {time} was decided twice"
        for (symbol, time), count in Counter(found.decided).items()
        if count > 1
    )


def missing(shows: tuple[str, ...], found: Seen) -> tuple[list[str], list[str]]:
    """What the scenario was to show and did not: by the session's fault, and because nothing came of the day."""
    unseen = [name for name in shows if not SHOWN[name][0](found)]
    return (
        [SHOWN[name][1] for name in unseen if name in FAILURES],
        [SHOWN[name][1] for name in unseen if name not in FAILURES],
    )


def _positions(found: Seen, truth: GatewayTruth, account: str) -> Iterator[str]:
    held = truth.positions.get(account, {})
    for i, instrument in enumerate(found.state.setup.instruments):
        ours = found.state.book.positions.quantity[i]
        theirs = held.get(instrument.symbol.partition("@")[0], 0.0)
        if abs(ours - theirs) > NEARLY:
            yield f"the log holds {ours:g} {instrument.symbol}, the broker {theirs:g}"


def _protection(found: Seen, truth: GatewayTruth) -> Iterator[str]:
    """Of each position that was to have a stop, one rests for all of it."""
    positions, policy = found.state.book.positions, found.state.setup.policy
    if policy == "cancel" and found.killed:
        return
    for i, instrument in enumerate(found.state.setup.instruments):
        quantity, stop = positions.quantity[i], positions.stop[i]
        if quantity == 0.0 or stop != stop:
            continue
        symbol = instrument.symbol.partition("@")[0]
        legs = [one.quantity for one in truth.resting if one.symbol == symbol and one.ref.endswith("-stop")]
        if abs(sum(legs) + quantity) > NEARLY:
            yield f"{quantity:g} {symbol} are held, and stops rest for {-sum(legs):g} of them"


def _readiness(found: Seen, faults_end: int) -> Iterator[str]:
    for down, ready in found.away:
        late = ready - max(down, faults_end) if ready else 0
        if not ready and found.state.reconciled == "unknown":
            yield "the link was lost and what the broker holds was not known again by the end"
        elif late > READY * SECOND:
            yield f"orders could leave again {late / SECOND:.0f} s after the fault, not within {READY}"
