"""Finding and making the folder in which everything happens."""

import os
from pathlib import Path

from tradecore.contracts.common import SCHEMA
from tradecore.contracts.settings import Settings
from tradecore.errors import RequestError
from tradecore_kit.atomic import make_folder, write_bytes
from tradecore_kit.codec import dumps, encode

VARIABLE = "TRADECORE_WORKSPACE"
ROOMS = ("configs", "data", "models", "runs")


class NoWorkspace(RequestError):
    """No folder with configs/ where one was looked for."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.folder, self.reason = folder, reason
        super().__init__(
            f"{folder} ({reason}) is not a workspace: it holds no folder configs. Name one with --workspace or "
            f"{VARIABLE}, stand in one, or make one here with: mkdir configs"
        )


def find(given: str | Path | None = None) -> Path:
    """The workspace, absolute: `given`, else the one TRADECORE_WORKSPACE names, else the current folder.

    Raises NoWorkspace when that folder holds no configs/; the next choice is not tried then.
    """
    variable = os.environ.get(VARIABLE, "")
    if given is not None:
        return _checked(Path(given), "given")
    if variable:
        return _checked(Path(variable), VARIABLE)
    return _checked(Path.cwd(), "the current folder")


def make(folder: str | Path) -> Path:
    """Makes the workspace's rooms, an empty configs/active.json and configs/example.json with every default.

    What is there is left alone. Returns the folder, absolute.
    """
    root = Path(folder).expanduser().absolute()
    for room in ROOMS:
        make_folder(root / room)
    contents = {"active.json": {"schema": SCHEMA}, "example.json": encode(Settings())}
    for name, content in contents.items():
        if not (root / "configs" / name).exists():
            write_bytes(root / "configs" / name, dumps(content))
    return root


def _checked(folder: Path, reason: str) -> Path:
    root = folder.expanduser().absolute()
    if not (root / "configs").is_dir():
        raise NoWorkspace(root, reason)
    return root
