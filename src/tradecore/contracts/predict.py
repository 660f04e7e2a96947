"""Predicting with a trained model."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.common import SCHEMA, Provenance
from tradecore.contracts.settings import ReportSettings, require


@dataclass(frozen=True, slots=True)
class PredictRequest:
    """Predict every bar of `bars` with a stored model.

    Bars inside the training interval are left out unless `in_sample` asks for them; then every
    such row is marked. `model_sha256` pins the model's file.
    """

    bars: BarsSpec
    model: str
    model_sha256: str = ""
    in_sample: bool = False
    report: ReportSettings = ReportSettings()
    schema: int = SCHEMA
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class PredictResult:
    """How many rows were predicted, and how well where the outcome is already known."""

    model: str
    rows: int
    start: str
    end: str
    metrics: Mapping[str, float | int | None] = field(default_factory=dict[str, float | int | None])
    sentences: tuple[str, ...] = ()
    schema: int = SCHEMA


@dataclass(frozen=True, slots=True)
class PredictionsSpec:
    """A file of predictions to trade on.

    What the file does not say itself (`symbol`, `unit`, `sigma`, `horizon`, `model`, `train_end`, which is ISO 8601)
    is declared here. `time` says what its times mean: the bar's label or the instant of availability.
    """

    path: str
    symbol: str = ""
    unit: str = ""
    sigma: float = 0.0
    horizon: int = 0
    model: str = ""
    train_end: str = ""
    time: str = "label"
    zone: str = ""
    sha256: str = ""

    def __post_init__(self) -> None:
        require(self.sigma >= 0, "sigma", self.sigma, "a number above 0: a standard deviation")
        require(self.horizon >= 0, "horizon", self.horizon, "1 or more bars")


@dataclass(frozen=True, slots=True)
class PredictionsManifest:
    """What stands in predictions.json beside a predictions file of our own, so that it is known again.

    [`train_start`, `label_end`] is the model's (see ModelRecord). `digests` holds eight hexadecimal
    digits a row, in the order of writing, so that a shifted or edited row is found and named.
    """

    model: str
    model_sha256: str
    data_sha256: str
    symbol: str
    step: str
    unit: str
    horizon: int
    sigma: float
    train_start: str
    label_end: str
    rows: int
    digests: str
    schema: int = SCHEMA
