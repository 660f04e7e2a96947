"""Whether a walk forward shows what the recipe of a model does out of sample.

A walk fits a model in each window and trades the bars after it: none of them is that model, but all of them were made
as it was. So the walk speaks for the recipe: learner, parameters, features, target and horizon on the same symbol.
"""

from collections.abc import Iterator, Mapping

from tradecore.contracts.train import ModelRecord
from tradecore.features import distinct, parse_feature
from tradecore.ports.catalog import Catalog
from tradecore.ports.learner import Tunable
from tradecore.ports.past_walks import PastWalk

Given = Mapping[str, float | int | str | bool]


def objections(record: ModelRecord, walk: PastWalk, catalog: Catalog, few: int) -> tuple[str, ...]:
    """Why the walk says nothing of the model; empty where it counts.

    It has to have traded `few` bars whose outcomes, as far ahead as the model predicts, do not overlap.
    """
    if not walk.request.learn:
        return ("it fitted no model",)
    return (*_otherwise(record, walk, catalog), *_elsewhere(record, walk), *_little(record, walk, few))


def shown(walk: PastWalk) -> str:
    """How much of it was out of sample, and what came of it."""
    windows = len(walk.result.windows)
    return (
        f"walked forward in run {walk.run}, {windows} window{'s' if windows > 1 else ''}, {traded(walk):,} bars traded "
        f"out of sample, verdict {walk.result.verdict}"
    )


def traded(walk: PastWalk) -> int:
    """Bars of the windows that were traded."""
    return sum(window.test_bars for window in walk.result.windows if window.traded)


def _otherwise(record: ModelRecord, walk: PastWalk, catalog: Catalog) -> Iterator[str]:
    """What its models were made of otherwise."""
    training = walk.request.training
    if training.learner != record.learner:
        yield f"it fitted {training.learner}, not {record.learner}"
    elif dict(_resolved(training.parameters, record.learner, catalog)) != dict(record.parameters):
        yield f"it fitted {training.learner} with other parameters"
    if tuple(map(str, distinct(map(parse_feature, training.features)))) != record.features:
        yield "it learned from other features"
    if training.target != record.target:
        yield f"it predicted the {training.target}, not the {record.target}"
    if training.horizon != record.horizon:
        yield f"it predicted {training.horizon} bars ahead, not {record.horizon}"


def _resolved(parameters: Given, learner: str, catalog: Catalog) -> Given:
    found = catalog.learner(learner)
    return found.resolve(parameters) if isinstance(found, Tunable) else parameters


def _elsewhere(record: ModelRecord, walk: PastWalk) -> Iterator[str]:
    """What it walked over that the model was not made for."""
    if record.symbol not in walk.result.symbols:
        yield f"it traded {', '.join(walk.result.symbols) or 'nobody knows what'}, not {record.symbol}"
    if walk.result.step != record.step:
        yield f"its bars last {walk.result.step or 'nobody knows how long'}, not {record.step}"


def _little(record: ModelRecord, walk: PastWalk, few: int) -> Iterator[str]:
    """Too little that is out of sample."""
    free = traded(walk) // max(record.horizon, 1)
    if free < few:
        yield f"{traded(walk):,} bars traded, {free:,} of them independent, are too few"
