"""What a strategy is: a NamedTuple of parameters with one pure method."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import Any, ClassVar, NamedTuple, Protocol

from tradecore.features import Feature


class Bar(NamedTuple):
    """The bar that has just closed; prices raw, instants in ns UTC, `instrument` its place in the request."""

    time: int
    available: int
    session: int
    instrument: int
    open: float
    high: float
    low: float
    close: float
    volume: float


class Account(NamedTuple):
    """What the account holds at the bar's close.

    `equity`, `cash` and `buying_power` are of the whole account; the rest is of the bar's own
    instrument: signed `position` and `average_price` of it, the protective `stop`, the `profit`
    target (NaN none) and `hold` in force, `age`, the bars it has been held (0 when flat), and
    the instrument's terms (`margin` is the share of notional that a position ties up). `instruments` is
    how many the run has.
    """

    equity: float
    cash: float
    buying_power: float
    position: float
    average_price: float
    stop: float
    profit: float
    hold: int
    age: int
    lot: float
    multiplier: float
    margin: float
    instruments: int = 1


class Decision(NamedTuple):
    """The whole wish for one instrument, valid from the next open until the next decision.

    `target` is the signed position in units. An increase is bought at the market, or at `limit` or from
    `trigger` on when one is given (NaN none); a decrease is always at the market. `stop` and
    `profit` protect the position, `hold` closes it after so many bars (0 never). `reason` is an
    index into the strategy's REASONS. A `day` entry that has not filled ends with its session.
    """

    target: float
    limit: float = nan
    trigger: float = nan
    stop: float = nan
    profit: float = nan
    hold: int = 0
    reason: int = 0
    day: bool = False


class NoState(NamedTuple):
    """The state of a strategy that remembers nothing."""

    nothing: int = 0


class NoInputs(NamedTuple):
    """The inputs of a strategy that looks at prices only; `nothing` stays 0."""

    nothing: float = 0.0


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds of a parameter (both allowed) and the step of its grid; stands in the field's annotation."""

    low: float
    high: float
    step: float = 0.0


class Strategy(Protocol):
    """The shape a strategy class has; it inherits from NamedTuple only.

    `Inputs` and `State` are NamedTuples of scalars at module level; every field of both has a
    default, and State's defaults are the state at the start of a run. `REASONS` names what
    `Decision.reason` counts, so that a run without trades can say why.
    """

    Inputs: ClassVar[type]
    State: ClassVar[type]
    REASONS: ClassVar[Sequence[str]]

    def features(self) -> Sequence[Feature]:
        """The columns it needs, one for each field of Inputs, in their order."""
        ...

    def decide(self, state: Any, bar: Bar, inputs: Any, account: Account) -> tuple[Decision, Any]:  # noqa: ANN401
        """The wish at the bar's close, and what to remember."""
        ...


def decide(strategy: Any, state: Any, bar: Bar, inputs: Any, account: Account) -> tuple[Decision, Any]:  # noqa: ANN401
    """Calls the strategy; the one name a compiler replaces."""
    return strategy.decide(state, bar, inputs, account)


def stay(account: Account, reason: int = 0) -> Decision:
    """The wish to change nothing: the position with the protection it has."""
    return Decision(account.position, nan, nan, account.stop, account.profit, account.hold, reason)
