"""What a command takes that fits models on its way."""

from collections.abc import Mapping
from typing import Annotated, Literal, NamedTuple

import typer


class Learning(NamedTuple):
    """The options; their fields in a request are those of `learning_fields`."""

    learn: Annotated[
        bool, typer.Option("--learn", help="Fit a model in each window, which the strategy decides on.")
    ] = False
    learner: Annotated[
        str, typer.Option("--learner", metavar="NAME", help="What learns: ridge, logistic ... Implies --learn.")
    ] = ""
    target: Annotated[
        Literal["return", "price", "direction"] | None,
        typer.Option("--target", help="What is predicted. Implies --learn."),
    ] = None
    feature: Annotated[
        list[str] | None,
        typer.Option("--feature", metavar="NAME", help="A column to learn from. May be repeated. Implies --learn."),
    ] = None
    horizon: Annotated[
        int | None, typer.Option("--horizon", metavar="BARS", help="How far ahead to predict. Implies --learn.")
    ] = None


def learning_fields(learning: Learning) -> Mapping[str, object]:
    """What they say, as fields of a request."""
    chosen = {
        "training.learner": learning.learner,
        "training.target": learning.target,
        "training.features": learning.feature,
        "training.horizon": learning.horizon,
    }
    given = {name: value for name, value in chosen.items() if value not in (None, "")}
    return {**given, "learn": True} if given or learning.learn else {}
