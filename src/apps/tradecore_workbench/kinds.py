"""The job types: what is asked, what comes back, and which use case answers."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from importlib import import_module
from typing import Any, get_origin, get_type_hints

from tradecore.contracts.backtest import BacktestRequest, BacktestResult
from tradecore.contracts.data import DataRequest, DataResult
from tradecore.contracts.leaks import LeaksRequest, LeaksResult
from tradecore.contracts.optimize import OptimizeRequest, OptimizeResult
from tradecore.contracts.predict import PredictRequest, PredictResult
from tradecore.contracts.promote import PromoteRequest, PromoteResult
from tradecore.contracts.sets import ImportRequest, ImportResult, UpdateRequest, UpdateResult
from tradecore.contracts.settings import Settings
from tradecore.contracts.train import TrainRequest, TrainResult
from tradecore.contracts.walkforward import WalkForwardRequest, WalkForwardResult
from tradecore.errors import UnknownName
from tradecore.ports.executor import Work
from tradecore.usecases.tools import Tools

SECTIONS = tuple(item.name for item in fields(Settings) if item.name != "schema")


@dataclass(frozen=True, slots=True)
class Kind:
    """One job type; `usecase` is imported by the job that needs it and by nobody else.

    Heavy ones wait for one another (`jobs.at_once`). A check of a file takes seconds, and somebody waits for it.
    `worker` makes, of the same request and tools, what works off single units of the job in other processes.
    """

    name: str
    request: type[Any]
    result: type[Any]
    usecase: str
    heavy: bool = True
    worker: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The request's fields."""
        return tuple(item.name for item in fields(self.request))

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections of the settings that the request carries."""
        return tuple(name for name in self.fields if name in SECTIONS)

    @property
    def several(self) -> bool:
        """Whether it takes the bars of several symbols."""
        return get_origin(get_type_hints(self.request).get("bars")) is tuple

    def required(self, name: str) -> bool:
        """Whether the request has a field of that name that must be given."""
        missing = (
            item.default is MISSING and item.default_factory is MISSING
            for item in fields(self.request)
            if item.name == name
        )
        return next(missing, False)

    def load(self) -> Callable[[Any, Tools], Any]:
        """The use case: a function of the request and the tools, returning the result."""
        return _named(self.usecase)

    def load_worker(self) -> Callable[[Any, Tools], Work]:
        """A function of the request and the tools that returns what works off units; raises UnknownName without one."""
        if not self.worker:
            raise UnknownName("worker of job type", self.name, [kind.name for kind in KINDS.values() if kind.worker])
        return _named(self.worker)


def _named(function: str) -> Any:  # noqa: ANN401
    module, _, name = function.partition(":")
    return getattr(import_module(module), name)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("backtest", BacktestRequest, BacktestResult, "tradecore.usecases.backtest:run"),
        Kind("data", DataRequest, DataResult, "tradecore.usecases.data:run", heavy=False),
        Kind("import", ImportRequest, ImportResult, "tradecore.usecases.importing:run", heavy=False),
        Kind("leaks", LeaksRequest, LeaksResult, "tradecore.usecases.leaks:run"),
        Kind("optimize", OptimizeRequest, OptimizeResult, "tradecore.usecases.optimize:run"),
        Kind("predict", PredictRequest, PredictResult, "tradecore.usecases.predict:run"),
        Kind("promote", PromoteRequest, PromoteResult, "tradecore.usecases.promote:run", heavy=False),
        Kind("train", TrainRequest, TrainResult, "tradecore.usecases.train:run"),
        Kind("update", UpdateRequest, UpdateResult, "tradecore.usecases.updating:run", heavy=False),
        Kind(
            "walkforward",
            WalkForwardRequest,
            WalkForwardResult,
            "tradecore.usecases.walkforward:run",
            worker="tradecore.usecases.walkforward:worker",
        ),
    )
}


def kind_of(name: str) -> Kind:
    """The job type of that name; raises UnknownName."""
    if name not in KINDS:
        raise UnknownName("job type", name, KINDS)
    return KINDS[name]


def is_heavy(name: str) -> bool:
    """Whether jobs of that type wait for one another; a type that does not exist has nothing to wait for."""
    return name in KINDS and KINDS[name].heavy


def kind_of_request(request: object) -> Kind:
    """The job type that a request belongs to; raises UnknownName."""
    for kind in KINDS.values():
        if isinstance(request, kind.request):
            return kind
    raise UnknownName("job type", type(request).__name__, KINDS)
