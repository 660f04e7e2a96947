"""The registry: names to adapters, typed."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from tradecore.errors import UnknownName
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
from tradecore.strategy import Strategy
from tradecore_plugins.loading import Plugins
from tradecore_plugins.problems import DuplicateName, IllegalName, UnknownOrBroken
from tradecore_plugins.sources import Plugin, Source, installed

NAME = r"^[a-z0-9][a-z0-9_-]{0,63}$"
CODE = r"^[A-Za-z0-9/_]{1,16}$"
HOOKS = {
    "alerts": "tradecore_alerts",
    "bar_source": "tradecore_bar_sources",
    "bar_stream": "tradecore_bar_streams",
    "broker": "tradecore_brokers",
    "calendar": "tradecore_calendars",
    "compiler": "tradecore_compilers",
    "data_store": "tradecore_data_stores",
    "executor": "tradecore_executors",
    "feature_set": "tradecore_feature_sets",
    "gateway": "tradecore_gateways",
    "job_store": "tradecore_job_stores",
    "launcher": "tradecore_launchers",
    "learner": "tradecore_learners",
    "matrix_writer": "tradecore_matrix_writers",
    "model_store": "tradecore_model_stores",
    "prediction_source": "tradecore_prediction_sources",
    "reporter": "tradecore_reporters",
    "resampler": "tradecore_resamplers",
    "session_store": "tradecore_session_stores",
    "settings_store": "tradecore_settings_stores",
    "strategy": "tradecore_strategies",
    "table_writer": "tradecore_table_writers",
    "trial_ledger": "tradecore_trial_ledgers",
}


class Offer(NamedTuple):
    """What one plugin brings under one name: a factory, or a strategy's class."""

    plugin: Plugin
    value: Any


class Registry:
    """What plugins bring, by kind and name; fills `tradecore.ports.catalog.Catalog`.

    Adapters are made for one workspace, on first use, once. Every look-up raises UnknownName with the
    nearest name (UnknownOrBroken when a skipped plugin may have brought it), and DuplicateName or
    IllegalName when what is installed does not go together.
    """

    def __init__(self, workspace: str, sources: Sequence[Source] | None = None) -> None:
        """`workspace` is an absolute path; `sources` are the installed ones unless given.

        Raises MisspeltHook and DuplicateName.
        """
        self._workspace = workspace
        self._plugins = Plugins(installed() if sources is None else sources)
        self._offers: dict[str, Mapping[str, Offer]] = {}
        self._made: dict[tuple[str, str], Any] = {}

    def alerts(self, name: str) -> Alerts:
        """A way to a person."""
        return self._adapter("alerts", name)

    def bar_source(self, name: str) -> BarSource:
        """A reader of bars."""
        return self._adapter("bar_source", name)

    def bar_stream(self, name: str) -> StreamsBars:
        """A feed of live bars."""
        return self._adapter("bar_stream", name)

    def broker(self, name: str) -> Brokers:
        """A kind of broker."""
        return self._adapter("broker", name)

    def calendar(self, name: str) -> Calendar:
        """The sessions of an exchange, by its code."""
        return self._adapter("calendar", name)

    def compiler(self, name: str) -> Compiler:
        """A compiler of the kernel."""
        return self._adapter("compiler", name)

    def data_store(self, name: str) -> DataStore:
        """A place of prepared data sets."""
        return self._adapter("data_store", name)

    def executor(self, name: str) -> Executor:
        """A spreader of units over workers."""
        return self._adapter("executor", name)

    def feature_set(self, name: str) -> FeatureSet:
        """A provider of feature columns."""
        return self._adapter("feature_set", name)

    def gateway(self, name: str) -> Gateways:
        """A maker of gateways that stand where a broker's would."""
        return self._adapter("gateway", name)

    def job_store(self, name: str) -> JobStore:
        """A place of runs."""
        return self._adapter("job_store", name)

    def launcher(self, name: str) -> Launcher:
        """A starter of processes."""
        return self._adapter("launcher", name)

    def learner(self, name: str) -> Learner:
        """A kind of model."""
        return self._adapter("learner", name)

    def matrix_writer(self, name: str) -> MatrixWriter:
        """A writer of trials' returns, by the ending of their file."""
        return self._adapter("matrix_writer", name)

    def model_store(self, name: str) -> ModelStore:
        """A place of models."""
        return self._adapter("model_store", name)

    def prediction_source(self, name: str) -> PredictionSource:
        """A reader of predictions."""
        return self._adapter("prediction_source", name)

    def reporter(self, name: str) -> Reporter:
        """A drawer of pictures."""
        return self._adapter("reporter", name)

    def resampler(self, name: str) -> Resampler:
        """A drawer of returns."""
        return self._adapter("resampler", name)

    def session_store(self, name: str) -> SessionStore:
        """A place of trading sessions."""
        return self._adapter("session_store", name)

    def settings_store(self, name: str) -> SettingsStore:
        """A place of the configuration."""
        return self._adapter("settings_store", name)

    def strategy(self, name: str) -> type[Strategy]:
        """A strategy's class."""
        return self._offer("strategy", name).value

    def table_writer(self, name: str) -> TableWriter:
        """A writer of artifacts, by the ending of their files."""
        return self._adapter("table_writer", name)

    def trial_ledger(self, name: str) -> TrialLedger:
        """A memory of what was tried."""
        return self._adapter("trial_ledger", name)

    def kinds(self) -> Sequence[str]:
        """The kinds of things that plugins bring, sorted."""
        return tuple(HOOKS)

    def names(self, kind: str) -> Sequence[str]:
        """The registered names of a kind (`strategy`, `learner`, ...), sorted."""
        return sorted(self._of(kind))

    def owner(self, kind: str, name: str) -> str:
        """The name of the plugin that brings it."""
        return self._offer(kind, name).plugin.name

    def distribution(self, kind: str, name: str) -> str:
        """Name and version, apart by a space, of the distribution that brings it."""
        return self._offer(kind, name).plugin.distribution

    def package(self, kind: str, name: str) -> str:
        """The import package that it is written in."""
        value = self._offer(kind, name).value
        while isinstance(value, partial):
            value = value.func
        module: str = getattr(value, "__module__", None) or type(value).__module__
        return module.partition(".")[0]

    @property
    def plugins(self) -> Sequence[Plugin]:
        """Every plugin, those included that were skipped: their `problem` says why."""
        for kind in HOOKS:
            self._of(kind)
        return self._plugins.all()

    def _adapter(self, kind: str, name: str) -> Any:  # noqa: ANN401 - narrowed by the public methods
        key = (kind, name)
        if key not in self._made:
            self._made[key] = self._offer(kind, name).value(self._workspace)
        return self._made[key]

    def _offer(self, kind: str, name: str) -> Offer:
        offers = self._of(kind)
        if name in offers:
            return offers[name]
        broken = [plugin for plugin in self._plugins.all() if plugin.error]
        if broken:
            raise UnknownOrBroken(words(kind), name, offers, broken)
        raise UnknownName(words(kind), name, offers)

    def _of(self, kind: str) -> Mapping[str, Offer]:
        if kind not in HOOKS:
            raise UnknownName("kind", kind, HOOKS)
        if kind not in self._offers:
            self._offers[kind] = self._collected(kind)
        return self._offers[kind]

    def _collected(self, kind: str) -> Mapping[str, Offer]:
        accepted = CODE if kind == "calendar" else NAME
        offers: dict[str, Offer] = {}
        for plugin, brought in self._plugins.ask(HOOKS[kind]):
            for name, value in brought.items():
                if re.fullmatch(accepted, name, re.ASCII) is None:
                    raise IllegalName(str(plugin), words(kind), name, accepted)
                if name in offers:
                    raise DuplicateName(words(kind), name, (str(offers[name].plugin), str(plugin)))
                offers[name] = Offer(plugin, value)
        return offers


def words(kind: str) -> str:
    """A kind as a person says it."""
    return kind.replace("_", " ")
