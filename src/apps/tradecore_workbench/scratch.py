"""What a rerun works with: it reads the registry of models and leaves it as it is."""

from hashlib import sha256

from tradecore.contracts.promote import Change
from tradecore.contracts.train import ModelRecord
from tradecore.errors import InvalidValue
from tradecore.ports.model_store import ModelStore


class ScratchModels:
    """A model store whose models are those of another one; what is saved is checked and kept nowhere.

    So a training can be run again though its model's name is taken, also when it gives another model.
    """

    def __init__(self, models: ModelStore) -> None:
        self.record, self.content, self.names = models.record, models.content, models.names
        self.standing = models.standing

    def save(self, record: ModelRecord, content: bytes) -> None:
        """Raises InvalidValue unless the record is that of the content."""
        found = sha256(content).hexdigest()
        if found != record.sha256:
            raise InvalidValue("sha256", record.sha256, f"that of the content, {found}")

    def stand(self, name: str, change: Change) -> None:  # noqa: ARG002
        """Leaves the model as it stands."""
        self.standing(name)
