"""A daemon dies wherever it can, under each fault of the broker; mutants show that a defect would be noticed."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from dying import Died, dying
from live_runs import Desk, desk_of, fills_of
from scripted import start
from test_live_laws import assert_consistent
from test_live_session import BARS, LONG

from tradecore.errors import LogMismatch
from tradecore.live import deciding, outcomes, reconciling, session
from tradecore.live.engine import FAILPOINTS, Engine
from tradecore.live.events import Intent, OrderStatus
from tradecore.live.orders import Standing
from tradecore.live.state import State
from tradecore.simulation.rows import Rules
from tradecore_testing.live_fakes import MemoryLog

# Into a position, its protection changed, out of it, and into the other one by an order that is replaced.
WISHES = {
    ("AAA", 0): LONG,
    ("AAA", 2): {**LONG, "stop": 9.0},
    ("AAA", 3): {"target": 0.0},
    ("AAA", 4): {"target": -50.0, "limit": 20.0, "stop": 21.0},
    ("AAA", 5): {"target": -50.0, "limit": 10.2, "stop": 11.0},
}
FAULTS: list[list[Any]] = [
    [],
    ["swallow"],
    ["drop before"],
    ["drop after"],
    ["twice"],
    ["error"],
    ["reject"],
    ["twice", "swallow"],
]


def desk(faults: list[Any]) -> Desk:
    made = desk_of(start({"AAA": BARS[:8]}, WISHES, Rules(), 10_000.0))
    made.broker.faults = deque(faults)
    return made


def passed() -> list[str]:
    """The failpoints of a run without death, in their order."""
    names: list[str] = []
    desk([]).run(names.append)
    return names


def survives(faults: list[Any], at: int, *, power: bool = True) -> bool:
    """Whether a session that died at failpoint number `at` and was started again is as it should be.

    Without `power` the machine went down as well: of the log there is what was on disk.
    """
    made = desk(faults)
    try:
        try:
            made.run(dying(at))
        except Died:
            del made.kept[len(made.kept) if power else made.synced :]
        assert_consistent(made, made.run())
    except (AssertionError, LogMismatch):
        return False
    return True


def test_every_failpoint_is_passed() -> None:
    assert set(passed()) == set(FAILPOINTS)


@pytest.mark.parametrize("faults", FAULTS, ids=lambda faults: "+".join(faults) or "none")
def test_a_death_at_any_failpoint_is_survived(faults: list[Any]) -> None:
    assert [at for at in range(1, len(passed()) + 20) if not survives(faults, at)] == []


def no_executions(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(self: Engine) -> None:
        self._note(self.broker.holdings())

    monkeypatch.setattr(Engine, "_ask", ask)


def no_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count()
    monkeypatch.setattr(deciding, "decision_id", lambda *_: f"order{next(numbers)}")


def resent(monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(state: State, standing: Standing, actions: list[Any]) -> None:
        assert standing.order is not None
        state.orders[standing.ref] = replace(standing, stage="ready", missing=0)
        state.outbox += (Intent(standing.order),)

    monkeypatch.setattr(reconciling, "give_up", give_up)


def no_fsync(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryLog, "sync", lambda _: None)


@pytest.mark.parametrize("mutant", [no_executions, no_reference, resent])
def test_a_mutant_does_not_survive(
    mutant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = range(1, len(passed()) + 1)
    mutant(monkeypatch)
    assert not all(survives(faults, at) for faults in ([], ["swallow"]) for at in tried)


def test_a_machine_that_goes_down_at_any_failpoint_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = range(1, len(passed()) + 1)
    assert [at for at in tried if not survives([], at, power=False)] == []
    no_fsync(monkeypatch)
    assert [at for at in tried if not survives([], at, power=False)] != []


def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    def on_status(state: State, said: OrderStatus, actions: list[Any]) -> None:
        outcomes.on_status(state, replace(said, status="cancelled") if said.status == "unknown" else said, actions)

    monkeypatch.setitem(session.HANDLERS, OrderStatus, on_status)  # type: ignore[arg-type]


def as_backtested(faults: list[Any]) -> bool:
    """Whether a session that faults must not change trades what the backtest trades, and alarms nobody."""
    simulation = start({"AAA": BARS[:8]}, WISHES, Rules(), 10_000.0)
    simulation.advance()
    made = desk(faults)
    made.run()
    return made.fills == fills_of(simulation) and not made.alerts.told


def test_an_error_about_an_order_does_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    faults: list[Any] = ["error"] * 4
    assert as_backtested(faults)
    trusting(monkeypatch)
    assert not as_backtested(faults)
