"""Looking for columns that know the future."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.common import SCHEMA, Provenance
from tradecore.contracts.predict import PredictionsSpec
from tradecore.contracts.settings import ReportSettings, TrainingSettings, require


@dataclass(frozen=True, slots=True)
class LeaksRequest:
    """Check columns on a stretch of `rows` bars: cut it at every bar, then alter its future.

    What is checked are the named `features`; the features and the decisions of `strategy`, fed by `predictions`,
    `signals` or the `model` when it asks for them; the features and predictions of the stored `model` (`model_sha256`
    pins its file); `predictions` themselves. Without any of these it is what a training would use: the features, the
    label and the learner of `training`, fitted on the first half of the stretch.
    """

    bars: BarsSpec
    features: tuple[str, ...] = ()
    strategy: str = ""
    parameters: Mapping[str, float | int | bool] = field(default_factory=dict[str, float | int | bool])
    model: str = ""
    model_sha256: str = ""
    predictions: PredictionsSpec | None = None
    signals: PredictionsSpec | None = None
    training: TrainingSettings = TrainingSettings()
    rows: int = 300
    report: ReportSettings = ReportSettings()
    schema: int = SCHEMA
    provenance: Provenance = Provenance()

    def __post_init__(self) -> None:
        require(self.rows >= 2, "rows", self.rows, "2 or more bars")  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Leak:
    """A guilty column, the first bar whose value changed, which test caught it, and a hint."""

    column: str
    time: str
    test: str
    hint: str


@dataclass(frozen=True, slots=True)
class LeaksResult:
    """`checked` columns and the `leaks` among them.

    `remembering` are columns that never forget where history begins: no leak, but other numbers in another file.
    """

    checked: tuple[str, ...]
    leaks: tuple[Leak, ...] = ()
    remembering: tuple[Leak, ...] = ()
    sentences: tuple[str, ...] = ()
    schema: int = SCHEMA
