"""Models as folders: the fitted pipeline and what is known of it."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from tradecore.contracts.promote import Change, Standing
from tradecore.contracts.train import ModelRecord
from tradecore.errors import InvalidValue, ModelError, UnknownName, UntrustedModel
from tradecore_files.layout import Layout, ModelFiles
from tradecore_files.removal import NEW, delete, left_over
from tradecore_kit.atomic import FOLDER_MODE, make_folder, read_bytes, sync_folder, write_bytes
from tradecore_kit.codec import dumps, encode, read
from tradecore_kit.locks import alone
from tradecore_kit.names import NAME
from tradecore_kit.storage import storing


class FileModels:
    """The model store of a workspace: `models/<name>/`, written once."""

    def __init__(self, workspace: str) -> None:
        self._layout = Layout(Path(workspace))

    def save(self, record: ModelRecord, content: bytes) -> None:
        """Stores a model whole. The run that made it may differ when the same model is saved again."""
        files = self._layout.model(record.name)
        if sha256(content).hexdigest() != record.sha256:
            raise InvalidValue("sha256", record.sha256, f"that of the content, {sha256(content).hexdigest()}")
        if not files.folder.exists() and self._publish(files, record, content):
            return
        if replace(self.record(record.name), run=record.run) != record:
            raise InvalidValue("model", record.name, "a name that is free: a model is never replaced", "models")
        self.content(record.name)

    def record(self, name: str) -> ModelRecord:
        """What is known of the model."""
        return read(ModelRecord, _content(self._files(name).record), f"models/{name}/record.json")

    def content(self, name: str) -> bytes:
        """The pipeline's file, checked against the record."""
        expected, found = self.record(name).sha256, _content(self._files(name).content)
        if sha256(found).hexdigest() != expected:
            raise UntrustedModel(
                f"models/{name}/model.skops is not the file that was saved: its SHA-256 is "
                f"{sha256(found).hexdigest()}, the record says {expected}. Remove the folder and train it again."
            )
        return found

    def standing(self, name: str) -> Standing:
        """What standing.json says."""
        files = self._files(name)
        if not files.standing.exists():
            return Standing()
        return read(Standing, _content(files.standing), f"models/{name}/standing.json")

    def stand(self, name: str, change: Change) -> None:
        """Writes the file anew, the change behind the others; whoever else does so meanwhile waits."""
        files = self._files(name)
        with alone(files.folder):
            changed = Standing((*self.standing(name).changes, change))
            write_bytes(files.standing, dumps(encode(changed), "standing"))

    def names(self) -> Sequence[str]:
        """The models that are there."""
        if not self._layout.models.is_dir():
            return ()
        return sorted(
            path.name for path in self._layout.models.iterdir() if path.is_dir() and NAME.fullmatch(path.name)
        )

    def _files(self, name: str) -> ModelFiles:
        files = self._layout.model(name)
        if not files.folder.is_dir():
            raise UnknownName("model", name, self.names())
        return files

    def _publish(self, files: ModelFiles, record: ModelRecord, content: bytes) -> bool:
        with storing(files.folder):
            new = ModelFiles(Path(tempfile.mkdtemp(prefix=NEW, dir=make_folder(self._layout.models))))
        new.folder.chmod(FOLDER_MODE)
        try:
            write_bytes(new.content, content)
            write_bytes(new.record, dumps(encode(record), "model record"))
            new.folder.rename(files.folder)
        except OSError:
            # Somebody else may have published the name meanwhile; a folder that is not empty is not replaced.
            if not files.folder.is_dir():
                raise
            return False
        finally:
            shutil.rmtree(new.folder, ignore_errors=True)
        sync_folder(self._layout.models)
        for folder in left_over(self._layout.models):
            delete(folder)
        return True


def _content(path: Path) -> bytes:
    try:
        return read_bytes(path)
    except OSError as error:
        raise ModelError(f"models/{path.parent.name} is damaged: {path.name}: {error.strerror}.") from error
