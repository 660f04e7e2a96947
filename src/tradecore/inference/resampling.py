"""What drawing a run's returns again and again tells: how far its numbers could have come out otherwise."""

from dataclasses import dataclass

from tradecore.errors import InvalidValue

FALLS = (0.1, 0.2, 0.3, 0.5)
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class Resampling:
    """How to draw: `draws` series, in blocks of `block` bars on average (0 lets the data choose), from one `seed`.

    `confidence` is the share of draws that an interval spans, the rest cut off evenly at both ends.
    """

    draws: int = 2_000
    confidence: float = 0.95
    block: float = 0.0
    seed: int = 1

    def __post_init__(self) -> None:
        accepted = {
            "draws": (100 <= self.draws <= 1_000_000, "100 to 1,000,000"),  # noqa: PLR2004
            "confidence": (0.5 <= self.confidence < 1.0, "a share from 0.5 to below 1"),  # noqa: PLR2004
            "block": (
                self.block == 0.0 or 1.0 <= self.block < float("inf"),
                "1 or more bars, or 0 to choose by the data",
            ),
            "seed": (self.seed >= 0, "0 or more"),
        }
        for name, (fits, what) in accepted.items():
            if not fits:
                raise InvalidValue(f"resampling.{name}", getattr(self, name), what)


@dataclass(frozen=True, slots=True)
class Interval:
    """The range that the middle share of the draws spans."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Fall:
    """The share of draws whose deepest drawdown is worse than `depth` (0.2: below -20%)."""

    depth: float
    chance: float


@dataclass(frozen=True, slots=True)
class Resampled:
    """Percentile intervals of a series' metrics by the stationary block bootstrap (Politis and Romano 1994).

    `block` is the mean length of the blocks that was used, in bars. `sharpe` and `annual_return` are yearly;
    None where the series itself has no such metric.
    """

    draws: int
    confidence: float
    block: float
    seed: int
    sharpe: Interval | None
    annual_return: Interval | None
    max_drawdown: Interval
    falls: tuple[Fall, ...]


@dataclass(frozen=True, slots=True)
class ForecastIntervals:
    """Percentile intervals of the metrics of predictions, by the same bootstrap of their rows.

    `skill` is 1 - mean loss / mean naive loss. None where the rows themselves have no such metric.
    """

    draws: int
    confidence: float
    block: float
    seed: int
    ic: Interval | None
    rank_ic: Interval | None
    auc: Interval | None
    skill: Interval | None


@dataclass(frozen=True, slots=True)
class Superiority:
    """Hansen's test of superior predictive ability (2005): p-values of "no trial beats the benchmark".

    `consistent` is the test's; `lower` and `upper` bound it, the latter being White's reality check (2000) of
    studentised differences. All are 1 where no trial is better than the benchmark on average. `tested` trials
    differ from the benchmark at all.
    """

    tested: int
    draws: int
    block: float
    lower: float
    consistent: float
    upper: float


@dataclass(frozen=True, slots=True)
class Paired:
    """How far one series of returns is from another on the same bars, both drawn together by the same bootstrap.

    Percentile intervals of the first one's metric less the second's: `sharpe` and `annual_return` are yearly, None
    where one of the series has no such metric. `better` is the share of draws in which the first one grew more, ties
    counted half.
    """

    draws: int
    confidence: float
    block: float
    seed: int
    sharpe: Interval | None
    annual_return: Interval | None
    better: float


@dataclass(frozen=True, slots=True)
class Cone:
    """Where equity may be after so many more bars like those of a series, by the same bootstrap.

    After each of `bars` (rising, the last one is the horizon) `growth` has a row for each of `shares`: the multiple
    of the equity at the start that this share of the draws does not exceed. `sample` is how many returns were drawn
    from.
    """

    draws: int
    block: float
    seed: int
    sample: int
    bars: tuple[int, ...]
    shares: tuple[float, ...]
    growth: tuple[tuple[float, ...], ...]
