"""What can be refused before there is a job: names that nothing answers to, files that a strategy needs."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tradecore.contracts.bars import BarsSpec
from tradecore.errors import InvalidValue, UnknownName
from tradecore.parameters import build

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench


def check(workbench: "Workbench", kind: str, request: Any) -> None:  # noqa: ANN401 - one of the contracts' requests
    """Raises UnknownName or InvalidValue for what the job would refuse at its first step."""
    for spec in specs(request):
        if spec.calendar:
            known(spec.calendar, "calendar", workbench.catalog.names("calendar"))
    if kind in CHECKS:
        CHECKS[kind](workbench, request)


def specs(request: Any) -> Sequence[BarsSpec]:  # noqa: ANN401
    """Every file of bars that a request reads."""
    bars: BarsSpec | tuple[BarsSpec, ...] = request.bars
    compare: BarsSpec | None = getattr(request, "compare", None)
    return [*(bars if isinstance(bars, tuple) else (bars,)), *((compare,) if compare else ())]


def known(name: str, kind: str, names: Sequence[str]) -> None:
    """Raises UnknownName unless the name is one of them."""
    if name not in names:
        raise UnknownName(kind, name, names)


def check_train(workbench: "Workbench", request: Any) -> None:  # noqa: ANN401
    """The learner must be registered."""
    known(request.training.learner, "learner", workbench.catalog.names("learner"))


def check_predict(workbench: "Workbench", request: Any) -> None:  # noqa: ANN401
    """The model must be stored."""
    workbench.models.record(request.model)


def check_backtest(workbench: "Workbench", request: Any) -> None:  # noqa: ANN401
    """A strategy that decides on a file's columns needs the file."""
    from tradecore.usecases.inputs import GIVEN

    strategy = build(workbench.catalog.strategy(request.strategy), request.parameters)
    for feature in strategy.features():
        option = GIVEN.get(feature.name, "") if feature.provider == "core" else ""
        if option and getattr(request, option) is None:
            raise InvalidValue(
                f"--{option}", None, f"a file of {option}: {request.strategy} decides on the column {feature}"
            )


CHECKS: Mapping[str, Callable[["Workbench", Any], None]] = {
    "train": check_train,
    "predict": check_predict,
    "backtest": check_backtest,
}
