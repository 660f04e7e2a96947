"""What a plugin may bring, as hooks.

A plugin is a module named by an entry point of the group `tradecore`. It defines any of these
functions, each marked with `@hookimpl`, and imports nothing heavy: a factory imports its SDK when it
is called, so that a missing one breaks that factory alone.

Every hook but the strategies' returns a mapping from a name to a factory. The factory is called at
most once for a registry, with the absolute path of the workspace, and returns an object with the
port's shape. Names match `^[a-z0-9][a-z0-9_-]{0,63}$`, but for the calendars'. A name that two plugins
bring is an error that names both. A plugin that raises while it is imported or asked is skipped and
listed by `tradecore plugins`; a hook that is not in this file is an error.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from tradecore.ports.alerts import Alerts
from tradecore.ports.bar_source import BarSource
from tradecore.ports.bar_stream import StreamsBars
from tradecore.ports.broker import Brokers
from tradecore.ports.calendar import Calendar
from tradecore.ports.compiler import Compiler
from tradecore.ports.data_store import DataStore
from tradecore.ports.executor import Executor
from tradecore.ports.feature_set import FeatureSet
from tradecore.ports.gateway import Gateways
from tradecore.ports.job_store import JobStore
from tradecore.ports.launcher import Launcher
from tradecore.ports.learner import Learner
from tradecore.ports.matrix_writer import MatrixWriter
from tradecore.ports.model_store import ModelStore
from tradecore.ports.prediction_source import PredictionSource
from tradecore.ports.reporter import Reporter
from tradecore.ports.resampler import Resampler
from tradecore.ports.session_store import SessionStore
from tradecore.ports.settings_store import SettingsStore
from tradecore.ports.table_writer import TableWriter
from tradecore.ports.trial_ledger import TrialLedger
from tradecore_plugins.markers import hookspec

Adapter = TypeVar("Adapter")
Factory = Callable[[str], Adapter]


@hookspec
def tradecore_alerts() -> Mapping[str, Factory[Alerts]]:  # pyright: ignore[reportReturnType]
    """Who tells a person that a trading session needs one: a halt, a lost order, a mismatch of positions."""


@hookspec
def tradecore_bar_sources() -> Mapping[str, Factory[BarSource]]:  # pyright: ignore[reportReturnType]
    """Readers of bars, from files or from anywhere; `BarsSpec.source` chooses one by name."""


@hookspec
def tradecore_bar_streams() -> Mapping[str, Factory[StreamsBars]]:  # pyright: ignore[reportReturnType]
    """Live bars that belong to no broker; `live.feed` chooses one by name."""


@hookspec
def tradecore_brokers() -> Mapping[str, Factory[Brokers]]:  # pyright: ignore[reportReturnType]
    """Where trading sessions send their orders; `live.broker` chooses one by name."""


@hookspec
def tradecore_calendars() -> Mapping[str, Factory[Calendar]]:  # pyright: ignore[reportReturnType]
    """When exchanges are open, by their code, such as XNYS; codes match `^[A-Za-z0-9/_]{1,16}$`."""


@hookspec
def tradecore_compilers() -> Mapping[str, Factory[Compiler]]:  # pyright: ignore[reportReturnType]
    """What makes the simulation kernel fast, with results that stay equal bit for bit."""


@hookspec
def tradecore_data_stores() -> Mapping[str, Factory[DataStore]]:  # pyright: ignore[reportReturnType]
    """Where prepared data sets are kept, each with its manifest and its hash."""


@hookspec
def tradecore_executors() -> Mapping[str, Factory[Executor]]:  # pyright: ignore[reportReturnType]
    """What spreads the windows of a walk over workers; `process` is used."""


@hookspec
def tradecore_feature_sets() -> Mapping[str, Factory[FeatureSet]]:  # pyright: ignore[reportReturnType]
    """Providers of feature columns; the name is what stands before the dot in `talib.rsi(14)`."""


@hookspec
def tradecore_gateways() -> Mapping[str, Factory[Gateways]]:  # pyright: ignore[reportReturnType]
    """Gateways that stand where a broker's would, scripted: rehearsals, the demo, tests."""


@hookspec
def tradecore_job_stores() -> Mapping[str, Factory[JobStore]]:  # pyright: ignore[reportReturnType]
    """Where runs are kept: requests, states, results, logs and artifacts."""


@hookspec
def tradecore_launchers() -> Mapping[str, Factory[Launcher]]:  # pyright: ignore[reportReturnType]
    """What starts, watches and stops the processes of jobs."""


@hookspec
def tradecore_learners() -> Mapping[str, Factory[Learner]]:  # pyright: ignore[reportReturnType]
    """Kinds of model; `training.learner` chooses one by name."""


@hookspec
def tradecore_matrix_writers() -> Mapping[str, Factory[MatrixWriter]]:  # pyright: ignore[reportReturnType]
    """How the returns of many trials are kept in one file; the name is the ending of the file (`parquet`)."""


@hookspec
def tradecore_model_stores() -> Mapping[str, Factory[ModelStore]]:  # pyright: ignore[reportReturnType]
    """Where trained models are kept, each with its record and its hash."""


@hookspec
def tradecore_prediction_sources() -> Mapping[str, Factory[PredictionSource]]:  # pyright: ignore[reportReturnType]
    """Where predictions and signals made elsewhere are read from."""


@hookspec
def tradecore_reporters() -> Mapping[str, Factory[Reporter]]:  # pyright: ignore[reportReturnType]
    """What draws the pictures of a run."""


@hookspec
def tradecore_resamplers() -> Mapping[str, Factory[Resampler]]:  # pyright: ignore[reportReturnType]
    """What draws returns again: bootstrap intervals, Hansen's test, the probability of overfitting."""


@hookspec
def tradecore_session_stores() -> Mapping[str, Factory[SessionStore]]:  # pyright: ignore[reportReturnType]
    """Where trading sessions are kept, each with its log, its pulse and what people want of its daemon."""


@hookspec
def tradecore_settings_stores() -> Mapping[str, Factory[SettingsStore]]:  # pyright: ignore[reportReturnType]
    """Where the values that a user has changed are kept."""


@hookspec
def tradecore_strategies() -> Mapping[str, type[Any]]:  # pyright: ignore[reportReturnType]
    """Strategies: each name stands for the class itself (see `tradecore.strategy.Strategy`), not for a factory."""


@hookspec
def tradecore_table_writers() -> Mapping[str, Factory[TableWriter]]:  # pyright: ignore[reportReturnType]
    """How artifacts are written; the name is the ending of the file (`csv`)."""


@hookspec
def tradecore_trial_ledgers() -> Mapping[str, Factory[TrialLedger]]:  # pyright: ignore[reportReturnType]
    """Where it is remembered how many parameter sets were ever tried on some data."""
