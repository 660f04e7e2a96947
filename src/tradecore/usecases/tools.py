"""The ports a use case works with."""

from dataclasses import dataclass

from tradecore.ports.artifacts import Artifacts
from tradecore.ports.catalog import Catalog
from tradecore.ports.model_store import ModelStore
from tradecore.ports.progress import Progress


@dataclass(frozen=True, slots=True)
class Tools:
    """What the composition root hands to every use case: `run(request, tools) -> result`."""

    catalog: Catalog
    artifacts: Artifacts
    models: ModelStore
    progress: Progress
