"""A training as text."""

from tradecore.contracts.train import TrainResult
from tradecore.views.text import moment
from tradecore_cli.text import prose


def lines(result: TrainResult) -> list[str]:
    """The model, what it saw, and how it did on rows it did not see."""
    model = result.model
    head = (
        f"Model {model.name}: {model.learner} on {len(model.features)} features, {model.horizon} bars ahead, "
        f"{model.rows:,} rows {moment(model.train_start)} to {moment(model.train_end)} UTC."
    )
    return [prose(head), *map(prose, result.sentences)]
