"""The user's configuration file."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import time_ns
from typing import cast

from tradecore.contracts.common import SCHEMA
from tradecore.contracts.settings import Settings
from tradecore.errors import InvalidValue, RequestError
from tradecore.jobs import stamp
from tradecore.ports.settings_store import Version
from tradecore_files.layout import Layout
from tradecore_kit.atomic import make_folder, read_bytes, write_bytes
from tradecore_kit.codec import decode, dumps, encode, loads

WHERE = "configs/active.json"
# So many versions are kept, under names that any filesystem takes.
KEPT = 100
NAMED = str.maketrans("", "", ":-")
STEM = "%Y%m%dT%H%M%S.%fZ"


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
        written = dumps(encode(content), WHERE)
        if self._layout.active.is_file() and (held := self._layout.active.read_bytes()) != written:
            write_bytes(self._layout.previous, held)
            self._keep(held)
        write_bytes(self._layout.active, written)

    def history(self) -> Sequence[Version]:
        """Files of configs/history/, each named by the instant at which it was replaced."""
        found = (self._version(path) for path in self._kept())
        return [version for version in found if version is not None]

    def _keep(self, content: bytes) -> None:
        """One more version; the oldest ones make room."""
        folder = make_folder(self._layout.history)
        at = stamp(time_ns())
        write_bytes(folder / f"{at.translate(NAMED)}.json", content)
        for path in self._kept()[KEPT:]:
            path.unlink(missing_ok=True)

    def _kept(self) -> list[Path]:
        return sorted(self._layout.history.glob("*.json"), reverse=True)

    def _version(self, path: Path) -> Version | None:
        try:
            plain = loads(read_bytes(path), path.name)
            at = datetime.strptime(path.stem, STEM).replace(tzinfo=UTC)
        except (OSError, RequestError, ValueError):
            return None
        if not isinstance(plain, Mapping):
            return None
        values = cast("Mapping[str, object]", plain)
        return Version(f"{at:%Y-%m-%dT%H:%M:%S.%f}Z", {key: each for key, each in values.items() if key != "schema"})
