"""The trace of decisions: what the strategy was handed, and what it answered."""

from dataclasses import dataclass, field
from typing import Any

from tradecore.live.orders import told
from tradecore.strategy import Account, Bar, Decision, decide

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One call of the strategy."""

    state: Row
    bar: Bar
    inputs: Row
    account: Account
    decision: Decision


@dataclass(slots=True)
class Listener:
    """Stands in for a strategy and remembers what it was asked, by instrument."""

    strategy: Any
    answers: dict[int, Answer] = field(default_factory=dict[int, Answer])

    def decide(self, state: Any, bar: Bar, inputs: Any, account: Account) -> tuple[Decision, Any]:  # noqa: ANN401
        """The strategy's own answer."""
        decision, after = decide(self.strategy, state, bar, inputs, account)
        self.answers[bar.instrument] = Answer(state, bar, inputs, account, decision)
        return decision, after


def as_mapping(values: Any) -> dict[str, float | None]:  # noqa: ANN401
    """A row by the names of its fields, None for NaN."""
    return {name: told(float(value)) for name, value in zip(values._fields, values, strict=True)}
