"""The user's configuration file."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

from tradecore.contracts.common import SCHEMA
from tradecore.contracts.settings import Settings
from tradecore.errors import InvalidValue, RequestError
from tradecore_files.layout import Layout
from tradecore_kit.atomic import make_folder, write_bytes
from tradecore_kit.codec import decode, dumps, encode, loads

WHERE = "configs/active.json"


class BrokenSettings(RequestError):
    """configs/active.json is not JSON, or cannot be read."""

    where = WHERE


class FileSettings:
    """The settings store of a workspace: configs/active.json, with its previous version beside it."""

    def __init__(self, workspace: str) -> None:
        self._layout = Layout(Path(workspace))

    def load(self) -> Mapping[str, object]:
        """What the file holds, without its schema version; nothing when there is no file."""
        if not self._layout.active.is_file():
            return {}
        try:
            plain = loads(self._layout.active.read_bytes(), WHERE)
        except InvalidValue:
            raise
        except RequestError as error:
            raise BrokenSettings(str(error)) from error
        except OSError as error:
            raise BrokenSettings(f"{WHERE} cannot be read: {error.strerror}.") from error
        if not isinstance(plain, Mapping):
            raise InvalidValue("value", plain, "an object of sections such as account and costs", WHERE)
        values = cast("Mapping[str, object]", plain)
        decode(Settings, values, WHERE)
        return {key: value for key, value in values.items() if key != "schema"}

    def save(self, values: Mapping[str, object]) -> None:
        """Writes the file; what it held before is in active.previous.json."""
        content = {**values, "schema": SCHEMA}
        decode(Settings, encode(content), WHERE)
        make_folder(self._layout.active.parent)
        if self._layout.active.is_file():
            write_bytes(self._layout.previous, self._layout.active.read_bytes())
        write_bytes(self._layout.active, dumps(encode(content), WHERE))
