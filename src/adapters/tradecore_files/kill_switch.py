"""The kill switch as a file: there, it is on."""

import os
import stat
from pathlib import Path

from tradecore_kit.atomic import make_folder, read_bytes, sync_folder, write_bytes
from tradecore_kit.storage import storing

LONGEST = 4_096
OTHERS = stat.S_IWGRP | stat.S_IWOTH


class FileKillSwitch:
    """`live/KILL` of a workspace, for all its sessions.

    Whoever can touch the file can stop trading: `touch live/KILL` will do, and what it holds is the reason. A folder
    that is gone, or that others could write to, counts as on, since nobody could then be sure to be heard.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def state(self) -> str:
        """The reason, or why it cannot be read; empty when it is off."""
        folder = self._path.parent
        try:
            mode = folder.stat().st_mode
            if mode & OTHERS and os.name != "nt":
                return f"others than you can write to {folder}"
            reason = read_bytes(self._path, LONGEST)
        except FileNotFoundError:
            return "" if folder.is_dir() else f"{folder} is missing"
        except OSError as error:
            return f"{self._path.name} cannot be read: {error.strerror}"
        return " ".join(reason.decode("utf-8", "replace").split()) or "no reason given"

    def throw(self, reason: str) -> None:
        """Writes the file, unless it is there."""
        make_folder(self._path.parent)
        if not self.state():
            write_bytes(self._path, f"{reason or 'no reason given'}\n".encode())

    def clear(self) -> None:
        """Removes the file."""
        with storing(self._path):
            self._path.unlink(missing_ok=True)
            sync_folder(self._path.parent)
