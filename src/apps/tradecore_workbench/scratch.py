"""What a rerun works with: it reads the registry of models and leaves it as it is."""

from dataclasses import replace
from hashlib import sha256

from tradecore.contracts.promote import Change, Standing
from tradecore.contracts.train import ModelRecord
from tradecore.errors import InvalidValue
from tradecore.ports.model_store import ModelStore


class ScratchModels:
    """A model store whose models are those of another one; what is saved is checked and kept nowhere.

    So a training can be run again though its model's name is taken, also when it gives another model. A model stands
    as it did when the first run began, `until` (ISO 8601 UTC, empty for now): what was decided about it since is no
    difference between the two.
    """

    def __init__(self, models: ModelStore, until: str = "") -> None:
        self.record, self.content, self.names = models.record, models.content, models.names
        self._models, self._until = models, until

    def standing(self, name: str) -> Standing:
        """How it stood then."""
        found = self._models.standing(name)
        earlier = (change for change in found.changes if not self._until or change.at <= self._until)
        return replace(found, changes=tuple(earlier))

    def save(self, record: ModelRecord, content: bytes) -> None:
        """Raises InvalidValue unless the record is that of the content."""
        found = sha256(content).hexdigest()
        if found != record.sha256:
            raise InvalidValue("sha256", record.sha256, f"that of the content, {found}")

    def stand(self, name: str, change: Change) -> None:  # noqa: ARG002
        """Leaves the model as it stands."""
        self.standing(name)
