"""Trading a strategy live."""

from dataclasses import dataclass
from typing import Literal

from tradecore.contracts.backtest import BacktestRequest
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.common import SCHEMA
from tradecore.contracts.settings import require
from tradecore.steps import parse_step


@dataclass(frozen=True, slots=True)
class Faults:
    """What a simulated broker does wrong on purpose.

    The orders with the numbers `reject` (from 1, in the order in which they arrive) are rejected. Reports come
    `delay` bars late. `partial` is the fraction of a bar's volume that fills at most, 0 for no limit but the session's.
    """

    reject: tuple[int, ...] = ()
    delay: int = 0
    partial: float = 0.0

    def __post_init__(self) -> None:
        require(all(number >= 1 for number in self.reject), "faults.reject", self.reject, "numbers of orders, from 1")
        require(self.delay >= 0, "faults.delay", self.delay, "0 or more bars")
        require(0 <= self.partial <= 1, "faults.partial", self.partial, "0 (no limit) to 1, the whole volume")


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """Where a session trades, and how it stops.

    `broker` is a registered name; `account` is the broker's account. When the kill switch is thrown, `policy` hold
    cancels entries and leaves protection in place, cancel takes that away too, flatten closes all positions. Recorded
    bars are played at `speed` bars a second, 0 as fast as they are traded.

    `feed` names where live bars come from; empty is the broker's own, or, of a simulated one, the recorded bars. A feed
    of bars of `source_step` (empty: the session's own step) reads `feed_bars`, one for each of the session's bars in
    their order, or the session's own files. A symbol whose bar is `barrier` seconds late is left out of that bar's
    decision, and a feed that is silent for `silence` seconds beyond its next bar counts as stale.

    `challengers` are models of the registry, promoted or not, that decide on the same bars beside the session and order
    nothing. `reference` is the run whose returns out of sample say what to expect of the session's.
    """

    account: str
    broker: str = "simulated"
    mode: Literal["simulated", "paper", "real"] = "simulated"
    policy: Literal["hold", "cancel", "flatten"] = "hold"
    speed: float = 0.0
    faults: Faults = Faults()
    feed: str = ""
    feed_bars: tuple[BarsSpec, ...] = ()
    source_step: str = ""
    barrier: float = 10.0
    silence: float = 60.0
    challengers: tuple[str, ...] = ()
    reference: str = ""

    def __post_init__(self) -> None:
        require(bool(self.account), "live.account", self.account, "the account to trade")
        require(self.speed >= 0, "live.speed", self.speed, "0 (as fast as possible) or bars a second")
        require(self.barrier >= 0, "live.barrier", self.barrier, "0 or more seconds")
        require(self.silence > 0, "live.silence", self.silence, "seconds, above 0")
        once = len(set(self.challengers)) == len(self.challengers)
        require(once, "live.challengers", ", ".join(self.challengers), "each model once")
        if self.source_step:
            parse_step(self.source_step, "live.source_step")

    @property
    def streams(self) -> bool:
        """Whether it trades on bars as they close, not on recorded ones."""
        return bool(self.feed) or self.mode != "simulated"


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """Let `session` trade what `trade` would backtest: the same bars, strategy, costs, fills and limits.

    Of `trade`, what is about a run's report does not matter here. `session` is the name of its folder.
    """

    session: str
    trade: BacktestRequest
    live: LiveSettings
    schema: int = SCHEMA
