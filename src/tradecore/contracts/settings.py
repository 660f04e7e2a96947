"""What a user may change: the sections of configs/active.json and of requests, with their defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tradecore.bars import Anchor
from tradecore.contracts.common import SCHEMA
from tradecore.errors import InvalidValue
from tradecore.labels import Target


def require(condition: bool, key: str, value: object, accepted: str) -> None:  # noqa: FBT001
    """Raises InvalidValue unless the condition holds."""
    if not condition:
        raise InvalidValue(key, value, accepted)


@dataclass(frozen=True, slots=True)
class DataSettings:
    """How files are read unless a command says otherwise, and how much of their end is held out; see BarsSpec."""

    zone: str = ""
    label: Literal["start", "end"] = "start"
    calendar: str = ""
    hours: Literal["all", "regular"] = "all"
    anchor: Anchor = Anchor.SESSION
    holdout: str = ""


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """The account a backtest starts with: `cash` in the run's currency, `leverage` 1 is a cash account."""

    cash: float = 100_000.0
    leverage: float = 1.0

    def __post_init__(self) -> None:
        require(self.cash > 0, "account.cash", self.cash, "a number above 0")
        require(self.leverage > 0, "account.leverage", self.leverage, "a number above 0")


@dataclass(frozen=True, slots=True)
class CostSettings:
    """What trading costs.

    `commission` names the model; `rate` is its number: a fraction of notional, money a share or
    money an order (ignored by none and the two of IBKR). `slippage_bps` and `slippage_ticks` work against every
    market and stop fill. `borrow` is the annual rate on short positions. `fees` are those that regulators take of
    sales: `us_stocks` is a table by date.
    """

    commission: Literal["none", "fraction", "per_share", "per_order", "ibkr_fixed", "ibkr_tiered"] = "ibkr_fixed"
    rate: float = 0.0
    minimum: float = 0.0
    slippage_bps: float = 0.0
    slippage_ticks: float = 0.0
    borrow: float = 0.0
    fees: Literal["none", "us_stocks"] = "none"

    def __post_init__(self) -> None:
        for key in ("rate", "minimum", "slippage_bps", "slippage_ticks", "borrow"):
            require(getattr(self, key) >= 0, f"costs.{key}", getattr(self, key), "0 or more")


@dataclass(frozen=True, slots=True)
class FillSettings:
    """How orders fill where more than one answer is defensible; see docs/fill-rules.md.

    `limits` fill when their price is touched or only when it is penetrated, targets too. In the bar of an
    entry after the open, `entry_bar` stop grants a touched stop, wait grants neither stop nor target. An order
    `beyond_buying_power` is rejected whole or trimmed to it. `volume_cap` is the fraction of a bar's volume that
    one bar may fill; 0 switches it off.
    """

    limits: Literal["touch", "penetrate"] = "touch"
    entry_bar: Literal["stop", "wait"] = "stop"
    beyond_buying_power: Literal["reject", "trim"] = "reject"
    volume_cap: float = 0.0

    def __post_init__(self) -> None:
        require(0 <= self.volume_cap <= 1, "fills.volume_cap", self.volume_cap, "0 (no cap) to 1, the whole volume")


@dataclass(frozen=True, slots=True)
class RiskSettings:
    """What no entry may exceed, in research and live alike; 0 switches a limit off.

    `largest_position` and `order_value` are notional values in money, `orders_a_session` counts new entries
    of the whole account, `daily_loss` is a fraction of the equity at the session's start, `price_collar` the
    distance of a limit or trigger price from the last close, as a fraction, `stale_bar` the seconds after which a
    bar's decision is too old to enter on, within a session.
    """

    largest_position: float = 0.0
    order_value: float = 0.0
    orders_a_session: int = 0
    daily_loss: float = 0.0
    price_collar: float = 0.0
    stale_bar: float = 0.0

    def __post_init__(self) -> None:
        for key in ("largest_position", "order_value", "orders_a_session", "price_collar", "stale_bar"):
            require(getattr(self, key) >= 0, f"risk.{key}", getattr(self, key), "0 (no limit) or more")
        require(0 <= self.daily_loss < 1, "risk.daily_loss", self.daily_loss, "0 (no limit) or a fraction below 1")


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How a model is trained.

    `learner` and `features` are registered names; `parameters` go to the learner. The label is
    the close `horizon` bars ahead: as a return (`target` return), as a price, or whether it is higher (direction).
    The last `validation` share of the rows is held out; training rows whose label reaches into it, and
    `embargo` more bars, are purged. The rest is cut into `folds`, purged and embargoed alike, each predicted
    by a model of the others: their residuals give sigma.
    """

    learner: str = "ridge"
    parameters: Mapping[str, float | int | str | bool] = field(default_factory=dict[str, float | int | str | bool])
    features: tuple[str, ...] = (
        "change(1)",
        "change(3)",
        "change(7)",
        "volatility_ratio(7,35)",
        "talib.rsi(14)",
        "talib.adx(14)",
        "position_in_range(35)",
        "volume_ratio(35)",
    )
    target: Target = "return"
    horizon: int = 7
    validation: float = 0.3
    folds: int = 5
    embargo: int = 0
    seed: int = 1

    def __post_init__(self) -> None:
        require(bool(self.features), "training.features", self.features, "at least one feature")
        require(self.horizon >= 1, "training.horizon", self.horizon, "1 or more bars")
        require(0 < self.validation < 1, "training.validation", self.validation, "a share between 0 and 1")
        require(2 <= self.folds <= 50, "training.folds", self.folds, "2 to 50")  # noqa: PLR2004
        require(self.embargo >= 0, "training.embargo", self.embargo, "0 or more bars")
        require(self.seed >= 0, "training.seed", self.seed, "0 or more")


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """What a run folder shows: `html` writes a page about the run, `pictures` draws PNG files beside it.

    `benchmark` runs buy and hold beside a backtest. `bootstrap` is how often the returns are drawn again for
    intervals, 0 not at all; they span `confidence`, and `seed` makes them the same each time.
    """

    html: bool = True
    pictures: bool = True
    benchmark: bool = True
    bootstrap: int = 0
    confidence: float = 0.95
    seed: int = 1

    def __post_init__(self) -> None:
        drawn = self.bootstrap == 0 or 100 <= self.bootstrap <= 1_000_000  # noqa: PLR2004
        require(drawn, "report.bootstrap", self.bootstrap, "0 (off) or 100 to 1,000,000 draws")
        require(0.5 <= self.confidence < 1, "report.confidence", self.confidence, "a share from 0.5 to below 1")  # noqa: PLR2004
        require(self.seed >= 0, "report.seed", self.seed, "0 or more")


@dataclass(frozen=True, slots=True)
class JobSettings:
    """How jobs share the machine: `at_once` heavy ones work side by side, the others wait in order.

    One sweep uses all cores, so that two at a time are no sooner done than one after the other.
    """

    at_once: int = 1

    def __post_init__(self) -> None:
        require(self.at_once >= 1, "jobs.at_once", self.at_once, "1 or more")


LOOPBACK = ("127.0.0.1", "localhost", "::1")
HIGHEST_PORT = 65_535
# Besides a session itself, its panic and downloads are clients: each has a number of its own beyond `client_id`.
CLIENT_IDS = 100_000


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """Where TWS or IB Gateway listens, and which library speaks to it.

    `client_id` is that of a session; panic and downloads take numbers beyond it. A `host` that is not this machine
    needs `remote`, since what is spoken there is not encrypted. Sessions with real money trade `real_accounts` only.
    """

    host: str = "127.0.0.1"
    port: int = 4002
    client_id: int = 1
    library: Literal["ib_insync", "ib_async"] = "ib_insync"
    remote: bool = False
    real_accounts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        accepted = "this machine (127.0.0.1); another one needs gateway.remote"
        require(self.remote or self.host in LOOPBACK, "gateway.host", self.host, accepted)
        require(1 <= self.port <= HIGHEST_PORT, "gateway.port", self.port, f"1 to {HIGHEST_PORT}")
        require(1 <= self.client_id < CLIENT_IDS, "gateway.client_id", self.client_id, f"1 to {CLIENT_IDS - 1}")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything in configs/active.json. `strategies` holds parameters by strategy name."""

    data: DataSettings = DataSettings()
    account: AccountSettings = AccountSettings()
    costs: CostSettings = CostSettings()
    fills: FillSettings = FillSettings()
    risk: RiskSettings = RiskSettings()
    training: TrainingSettings = TrainingSettings()
    report: ReportSettings = ReportSettings()
    jobs: JobSettings = JobSettings()
    gateway: GatewaySettings = GatewaySettings()
    strategies: Mapping[str, Mapping[str, float | int | bool]] = field(
        default_factory=dict[str, Mapping[str, float | int | bool]]
    )
    schema: int = SCHEMA
