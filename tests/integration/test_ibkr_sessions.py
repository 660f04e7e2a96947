"""A session at Interactive Brokers dies anywhere, under each fault of its gateway, and is as it must be afterwards.

More in a session of its own: `nox -s ibkr`.
"""

import os
import sys
from collections.abc import Callable
from itertools import combinations, count
from random import Random
from time import perf_counter, process_time
from typing import Any

import pytest
from dying import dying
from ibkr_sessions import FAULTS, IbkrSession, outcome

from tradecore.errors import LogMismatch
from tradecore.live import deciding, reconciling
from tradecore.live.engine import Engine
from tradecore.live.events import Fill, Intent, OrderStatus
from tradecore.live.orders import Standing
from tradecore.live.state import State
from tradecore_ibkr import executions
from tradecore_ibkr.account import Account

# How many deaths are tried under each fault, and how many pairs of faults.
DEATHS = int(os.environ.get("TRADECORE_IBKR_DEATHS", "1"))
PAIRS = int(os.environ.get("TRADECORE_IBKR_PAIRS", "2"))
SEED = int(os.environ.get("TRADECORE_IBKR_SEED", "1"))
# About so many failpoints are passed by a session without a fault.
PASSED = 505
# Everything that goes wrong with the link or the account, with what ends it where it does not end by itself.
LINK: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "restart": (("restart for 20s",), ()),
    "restart with new numbers": (("restart for 5s", "roll back ids"), ()),
    "drop": (("drop",), ()),
    "half-open": (("half-open for 30s",), ()),
    "broken off": (("error 1100",), ("error 1102",)),
    "broken off, data lost": (("error 1100",), ("error 1101",)),
    "farm": (("error 2103",), ("error 2104",)),
    "history farm": (("error 2105",), ("error 2106",)),
    "in use": (("client 1 in use for 25s", "drop"), ()),
    "not answered": (("ignore next reqExecutions", "ignore next reqPositions"), ()),
    "half synchronised": (("ignore next reqCompletedOrders", "drop"), ()),
    "bytes": (("frames bytes",), ("frames whole",)),
    "random frames": (("frames random",), ("frames whole",)),
    "merged": (("frames merged",), ("frames whole",)),
    "delayed": (("delay 1s",), ("delay 0s",)),
    "permuted": (("permute",), ("in order",)),
    "clock": (("clock ahead 90s",), ("clock ahead 0s",)),
    "scolded": (("error 321 on order", "error 10349 on order", "error 399 on order"), ()),
    "told again": (("repeat executions", "duplicate execution"), ()),
}
# Virtual seconds after the end of a fault within which new orders may leave again.
READY = 60.0


def deaths(name: str) -> list[int]:
    draw = Random(f"{SEED} {name}")
    return sorted(draw.sample(range(1, PASSED), DEATHS))


@pytest.mark.parametrize("name", FAULTS)
def test_a_death_anywhere_is_survived_under_each_fault(name: str) -> None:
    wrong = {at: outcome(FAULTS[name], at) for at in deaths(name)}
    assert {at: problems for at, problems in wrong.items() if problems} == {}


def ready(*names: str) -> str:
    """What is wrong a while after these faults have ended, in a session that holds a position."""
    session = IbkrSession(bars=3)
    try:
        session.run()
        engine = session.engine
        assert engine is not None
        for name in names:
            session.desk.say(*LINK[name][0])
        for _ in range(6):
            session.look(engine)
        for name in names:
            session.desk.say(*LINK[name][1])
        session.desk.gateway.faults.orders.clear()
        waited = 0.0
        while waited < READY and (not engine.state.linked or engine.state.reconciled != "confirmed"):
            session.look(engine)
            waited += 5.0
        blocked = "" if engine.state.linked else "the link is down"
        return "; ".join(filter(None, [blocked, *session.problems()]))
    finally:
        session.close()


def pairs() -> list[tuple[str, ...]]:
    every = [(name,) for name in LINK]
    two = list(combinations(LINK, 2))
    Random(SEED).shuffle(two)
    return [*every[:: max(len(every) // PAIRS, 1)], *two[:PAIRS]] if len(two) > PAIRS else [*every, *two]


@pytest.mark.parametrize("names", pairs(), ids=" and ".join)
def test_after_faults_have_ended_a_session_is_ready_within_a_minute(names: tuple[str, ...]) -> None:
    assert ready(*names) == ""


def test_a_working_order_outlives_restarts_on_its_bar_and_is_given_once() -> None:
    session = IbkrSession({("AAA", 0): {"target": 100.0, "limit": 5.0, "stop": 4.0}})
    try:
        for _ in range(4):
            assert session.run(dying(60)) is False
        assert session.run()
        assert session.problems() == []
        assert [one.ref[-5:] for one in session.desk.gateway.ledger.tickets.values()] == ["entry", "-stop"]
    finally:
        session.close()


# Mutants: what would be wrong without a rule is noticed.


def no_executions(patch: pytest.MonkeyPatch) -> None:
    def ask(self: Engine) -> None:
        self._note(self.broker.holdings())

    patch.setattr(Engine, "_ask", ask)


def no_reference(patch: pytest.MonkeyPatch) -> None:
    numbers = count()
    patch.setattr(deciding, "decision_id", lambda *_: f"order{next(numbers)}")


def resent(patch: pytest.MonkeyPatch) -> None:
    def give_up(state: State, standing: Standing, actions: list[Any]) -> None:
        assert standing.order is not None
        state.orders[standing.ref] = Standing(standing.ref, standing.place, "ready", order=standing.order)
        state.outbox += (Intent(standing.order),)

    patch.setattr(reconciling, "give_up", give_up)


def by_order_number(patch: pytest.MonkeyPatch) -> None:
    def fill(self: Any, key: str, symbol: str, order_type: str) -> Fill:
        made = honest(self, key, symbol, order_type)
        number = self.found[key].execution.orderId
        return Fill(f"{number}", made.ref, symbol, made.time, made.quantity, made.price, made.commission, made.kind)

    honest = executions.Executions.fill
    patch.setattr(executions.Executions, "fill", fill)


def error_ends(patch: pytest.MonkeyPatch) -> None:
    def told(self: Account, notice: Any) -> None:
        trade = self._trade_of(notice.request)
        if trade is not None:
            self.say(OrderStatus(trade.order.orderRef, "AAA", "cancelled", notice.said))

    patch.setattr(Account, "told", told)


MUTANTS: list[tuple[Callable[[pytest.MonkeyPatch], None], str, tuple[int, ...]]] = [
    (no_executions, "drop after it arrived", (0,)),
    (no_reference, "fill", (100, 130, 160)),
    (resent, "swallow", (0,)),
    (by_order_number, "partial", (0,)),
    (error_ends, "scolded", (0,)),
]


@pytest.mark.parametrize(("mutant", "fault", "at"), MUTANTS, ids=[one[0].__name__ for one in MUTANTS])
def test_a_mutant_is_caught(mutant: Any, fault: str, at: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)
    sentences = FAULTS.get(fault, ("error 10349 on order",))

    def caught(death: int) -> bool:
        try:
            return bool(outcome(sentences, death))
        except (AssertionError, LogMismatch, KeyError):
            return True

    assert any(caught(death) for death in at)


def test_a_day_of_minutes_with_a_restart_is_played_in_a_moment() -> None:
    wishes = {("AAA", t): {"target": 100.0 * (t // 10 % 2), "stop": 8.0} for t in range(0, 390, 10)}
    session = IbkrSession(wishes, bars=390, cash=100_000.0)
    session.before = lambda bar: session.desk.say("restart for 20s") if bar == 200 else None
    session.pace = 20.0
    try:
        began, worked = perf_counter(), process_time()
        assert session.run()
        spent, worked, gateway = perf_counter() - began, process_time() - worked, session.desk.gateway
        asked, told = sum(gateway.received.values()), sum(gateway.sent.values())
        made_of = f"{len(session.kept):,} events, {asked:,} requests, {told:,} messages told"
        sys.stdout.write(f"\n390 minutes in {spent:.1f} s, {worked:.1f} s of work: {made_of}\n")
        assert session.problems() == []
        assert len(session.bodies(Fill)) == 38
    finally:
        session.close()
