"""Training a model."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.common import SCHEMA, Provenance
from tradecore.contracts.settings import ReportSettings, TrainingSettings
from tradecore.inference.resampling import ForecastIntervals
from tradecore.learning.bins import Bin
from tradecore.learning.importance import Importance


@dataclass(frozen=True, slots=True)
class TrainRequest:
    """Fit a model on `bars`. `model` is its name in the registry; empty derives one from the run's id.

    `check_leaks` runs the leak check first and refuses to train on a leaky column.
    """

    bars: BarsSpec
    training: TrainingSettings = TrainingSettings()
    model: str = ""
    check_leaks: bool = True
    report: ReportSettings = ReportSettings()
    schema: int = SCHEMA
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """What the registry knows of a model; instants are ISO 8601 UTC, `horizon` in bars.

    [`train_start`, `label_end`] spans all that was seen in training: the bars from the first to
    the last training row and the labels that reach `horizon` bars beyond. `sigma` is the standard
    deviation of the residuals of training rows that were predicted out of fold, in `unit`. `sha256` is that of the
    model's file. `metrics` are those of the `held_out` rows after the training interval; the `gap` rows between them
    and the training rows were left out, since their labels or the `embargo` reach into the held-out rows. `base_rate`
    is the share of training rows whose price rose.
    """

    name: str
    learner: str
    parameters: Mapping[str, float | int | str | bool]
    features: tuple[str, ...]
    features_fingerprint: str
    target: str
    unit: str
    horizon: int
    step: str
    symbol: str
    train_start: str
    train_end: str
    label_end: str
    rows: int
    sigma: float
    seed: int
    data_sha256: str
    sha256: str
    versions: Mapping[str, str]
    run: str = ""
    metrics: Mapping[str, float | int | None] = field(default_factory=dict[str, float | int | None])
    leak_check: str = "not run"
    held_out: int = 0
    folds: int = 0
    gap: int = 0
    embargo: int = 0
    base_rate: float | None = None
    schema: int = SCHEMA


@dataclass(frozen=True, slots=True)
class TrainResult:
    """The model's record and how good its predictions were.

    `metrics` are those of the held-out rows, `folds` those of the training rows out of fold, `train` those of the same
    rows by the model that has learned from them. Intervals, importances and calibration are of the held-out rows.
    """

    model: ModelRecord
    metrics: Mapping[str, float | int | None]
    folds: Mapping[str, float | int | None] = field(default_factory=dict[str, float | int | None])
    train: Mapping[str, float | int | None] = field(default_factory=dict[str, float | int | None])
    intervals: ForecastIntervals | None = None
    importances: tuple[Importance, ...] = ()
    calibration: tuple[Bin, ...] = ()
    sentences: tuple[str, ...] = ()
    schema: int = SCHEMA
