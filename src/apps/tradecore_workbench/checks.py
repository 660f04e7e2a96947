"""What can be refused before there is a job: names that nothing answers to, files that a strategy needs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tradecore.config import OVERRIDE
from tradecore.contracts.bars import BarsSpec
from tradecore.errors import InvalidValue, RequestError
from tradecore.features import Feature, distinct
from tradecore.instants import parse_instant
from tradecore.parameters import build
from tradecore.space import searched
from tradecore.steps import parse_step

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

# Sets of a search whose columns are looked at before there is a job; the job looks at all of them.
MOST_ASKED = 1_000


def check(workbench: "Workbench", kind: str, request: Any) -> None:  # noqa: ANN401 - one of the contracts' requests
    """Raises UnknownName or RequestError for what the job would refuse at its first step."""
    for spec in specs(request):
        check_spec(workbench, spec, request.provenance.origins)
    if getattr(request, "step", ""):
        parse_step(request.step)
    if kind in CHECKS:
        CHECKS[kind](workbench, request)


def specs(request: Any) -> Sequence[BarsSpec]:  # noqa: ANN401
    """Every file of bars that a request reads."""
    bars: BarsSpec | tuple[BarsSpec, ...] = getattr(request, "bars", ())
    others: list[BarsSpec | None] = [getattr(request, name, None) for name in ("compare", "base")]
    finer: tuple[BarsSpec, ...] = getattr(request, "fill_bars", ())
    return [*(bars if isinstance(bars, tuple) else (bars,)), *finer, *(other for other in others if other is not None)]


def check_spec(workbench: "Workbench", spec: BarsSpec, origins: Mapping[str, str]) -> None:
    """How a file is read: zone, calendar, step and dates."""
    from tradecore_workbench.names import check_registered, check_zone

    zone, calendar = (origins.get(f"data.{name}", OVERRIDE) for name in ("zone", "calendar"))
    check_zone(spec.zone, "data.zone", zone)
    if spec.calendar:
        check_registered("calendar", spec.calendar, workbench.catalog, by_user(calendar, "data.calendar"))
    if spec.step:
        parse_step(spec.step, "--step")
    start, end = (parse_instant(text, f"--{name}") if text else None for name, text in limits(spec))
    if start is not None and end is not None and start >= end:
        raise InvalidValue("--end", spec.end, f"a date after --start {spec.start}")


def limits(spec: BarsSpec) -> Iterable[tuple[str, str]]:
    """The dates that a run is cut at."""
    return ("start", spec.start), ("end", spec.end)


def by_user(origin: str, key: str) -> str:
    """Who is to be told of a bad name: the file and its key, or nobody but the reader of the command line."""
    return "" if origin == OVERRIDE else f"{origin}: {key}"


def check_import(workbench: "Workbench", request: Any) -> None:  # noqa: ANN401, ARG001
    """The name of a set must be one."""
    from tradecore_kit.names import checked_name

    checked_name(request.name, "--name")


def check_data(workbench: "Workbench", request: Any) -> None:  # noqa: ANN401, ARG001
    """So must that of one that is resampled."""
    from tradecore_kit.names import checked_name

    if request.into:
        checked_name(request.into, "--into")


def check_train(workbench: "Workbench", request: Any) -> None:  # noqa: ANN401
    """What it learns by must exist; a model's name must be free."""
    if request.provenance.origins.get("model") == OVERRIDE and request.model in workbench.models.names():
        raise InvalidValue("--model", request.model, "a name that is free: a model is never replaced")
    check_training(workbench, request)


def check_training(workbench: "Workbench", request: Any) -> None:  # noqa: ANN401
    """The learner, its parameters and the features must exist, and the learner be able to learn the target."""
    from tradecore.ports.learner import Tunable
    from tradecore.usecases.examples import learner_of
    from tradecore_workbench.names import check_features, check_registered

    origins, training = request.provenance.origins, request.training
    origin = by_user(origins.get("training.learner", OVERRIDE), "training.learner")
    check_registered("learner", training.learner, workbench.catalog, origin)
    chosen = learner_of(training, workbench.catalog)
    if isinstance(chosen, Tunable):
        chosen.resolve(training.parameters)
    check_features(training.features, workbench.catalog, origins.get("training.features", OVERRIDE))


def check_leaks(workbench: "Workbench", request: Any) -> None:  # noqa: ANN401
    """The features, the learner and the model must exist."""
    from tradecore_workbench.names import check_features

    check_features(request.features, workbench.catalog, OVERRIDE)
    if request.model:
        workbench.models.record(request.model)
    if not (request.features or request.strategy or request.model or request.predictions):
        check_training(workbench, request)


def check_predict(workbench: "Workbench", request: Any) -> None:  # noqa: ANN401
    """The model must be stored."""
    workbench.models.record(request.model)


def check_promote(workbench: "Workbench", request: Any) -> None:  # noqa: ANN401
    """So must the model that is promoted, and the walk that is to speak for it must be one."""
    from tradecore_workbench.execution import past_walks

    workbench.models.record(request.model)
    if request.walk:
        past_walks(workbench.runs)(request.walk)


def check_backtest(workbench: "Workbench", request: Any) -> None:  # noqa: ANN401
    """A strategy gets the files whose columns it decides on, and no others; a model must be stored."""
    check_model(workbench, request)
    check_files(request, build(workbench.catalog.strategy(request.strategy), request.parameters).features())


def check_optimize(workbench: "Workbench", request: Any) -> None:  # noqa: ANN401
    """There must be sets to try; together they get the files whose columns they decide on, and no others."""
    check_model(workbench, request)
    strategy = workbench.catalog.strategy(request.strategy)
    _, sets = searched(strategy, request.parameters, request.over, request.random, request.seed)
    check_files(request, distinct(feature for one in sets.strategies[:MOST_ASKED] for feature in one.features()))


def check_model(workbench: "Workbench", request: Any) -> None:  # noqa: ANN401
    """A model that is to predict must be stored, and be the only one who does."""
    if request.model and request.predictions is not None:
        raise RequestError("--model and --predictions both say what is predicted: leave out one of them.")
    if request.model:
        workbench.models.record(request.model)


def check_walkforward(workbench: "Workbench", request: Any) -> None:  # noqa: ANN401
    """Windows must be lengths; what a model of each window gives needs no file, and what it is made of must exist."""
    request.windows.spans()
    strategy = workbench.catalog.strategy(request.strategy)
    if request.over:
        _, sets = searched(strategy, request.parameters, request.over, request.random, request.seed)
        asked = distinct(feature for one in sets.strategies[:MOST_ASKED] for feature in one.features())
    else:
        asked = build(strategy, request.parameters).features()
    if not request.learn:
        check_model(workbench, request)
        check_files(request, asked)
        return
    check_training(workbench, request)
    check_learned(request, asked)


def check_learned(request: Any, asked: Iterable[Feature]) -> None:  # noqa: ANN401
    """The strategy decides on what the models of a walk predict, and on signals only if they are given."""
    from tradecore.usecases.walk_ground import LEARNED

    given, wanted = LEARNED[request.training.target], [feature for feature in asked if feature.provider == "core"]
    decided = [feature.name for feature in wanted if feature.name.startswith("predicted_")]
    strangers = [name for name in decided if name not in given]
    if not decided:
        raise RequestError(f"{request.strategy} uses no predictions: leave out --learn, or name another strategy.")
    if strangers:
        what = f"it decides on the column {strangers[0]}, and a model of a {request.training.target} gives "
        raise RequestError(f"{request.strategy} cannot trade such a model: {what}{', '.join(given)}.")
    check_files(request, [feature for feature in wanted if feature.name not in given])


def check_files(request: Any, asked: Iterable[Feature]) -> None:  # noqa: ANN401
    """A request names the files that the features asked for come from, and no others."""
    from tradecore.usecases.inputs import GIVEN
    from tradecore_workbench.names import check_zone

    features = [feature for feature in asked if feature.provider == "core"]
    needed = {GIVEN[feature.name]: feature for feature in reversed(features) if feature.name in GIVEN}
    for option, source in (("predictions", "FILE or RUN, or --model NAME"), ("signals", "FILE")):
        given = getattr(request, option)
        model = request.model if option == "predictions" else ""
        if option in needed and given is None and not model:
            what = f"it decides on the column {needed[option]}"
            raise RequestError(f"{request.strategy} needs --{option} {source}: {what}.")
        if model and option not in needed:
            raise RequestError(f"{request.strategy} uses no predictions: leave out --model, or name another strategy.")
        if given is not None and option not in needed:
            raise RequestError(f"{request.strategy} uses no {option}: leave out --{option}, or name another strategy.")
        if given is not None:
            check_zone(given.zone, f"{option}.zone", request.provenance.origins.get(f"{option}.zone", OVERRIDE))


CHECKS: Mapping[str, Callable[["Workbench", Any], None]] = {
    "data": check_data,
    "import": check_import,
    "train": check_train,
    "leaks": check_leaks,
    "predict": check_predict,
    "promote": check_promote,
    "backtest": check_backtest,
    "optimize": check_optimize,
    "walkforward": check_walkforward,
}
