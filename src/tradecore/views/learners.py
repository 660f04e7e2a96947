"""What a form asks of a learner, and the columns that it can learn from."""

from collections.abc import Mapping, Sequence

from tradecore.ports.catalog import Catalog
from tradecore.ports.learner import Tunable
from tradecore.views.forms import Asked, Question

HEAD = "training.parameters."


def of_learner(learner: object, given: Mapping[str, float | int | str | bool]) -> tuple[Question, ...]:
    """The parameters of a learner at what is `given`, else at its own defaults; none for one that tells none.

    What is given for another learner is left out.
    """
    if not isinstance(learner, Tunable):
        return ()
    usual = learner.resolve({})
    return tuple(_question(name, value, given.get(name, value)) for name, value in usual.items())


def columns_offered(catalog: Catalog, providers: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """What can be learned from: each provider with the names of its columns, as one types them.

    Those of the core stand alone, others behind their provider and a dot.
    """
    return tuple((each, ", ".join(_names(catalog, each))) for each in providers)


def _question(name: str, usual: Asked, value: Asked) -> Question:
    kind = usual.__class__
    return Question(f"{HEAD}{name}", name.replace("_", " "), kind, value, help=f"Usually {usual}.")


def _names(catalog: Catalog, provider: str) -> Sequence[str]:
    names = sorted(catalog.feature_set(provider).names())
    return names if provider == "core" else [f"{provider}.{name}" for name in names]
