"""Removing folders: out of sight in one step, then file by file; and what those who made or removed one left."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import time

from tradecore_kit.atomic import sync_folder
from tradecore_kit.storage import storing

# No id begins with a dot: a folder of that name is no run for anybody.
PREFIX = ".removed-"
NEW = ".new-"
# Nobody takes so long to make a folder.
ABANDONED_SECONDS = 3600.0


def take_away(folder: Path) -> Path:
    """Renames a run folder, so that it is gone for everybody at once; returns where it is now."""
    away = folder.with_name(PREFIX + folder.name)
    if away.exists():
        # Left by a removal that was interrupted, before somebody copied the run in again.
        delete(away)
    with storing(folder):
        folder.rename(away)
        sync_folder(folder.parent)
    return away


def delete(folder: Path) -> None:
    """Deletes a folder that nobody sees any more; links in it are removed, not followed."""
    with storing(folder):
        shutil.rmtree(folder)


def left_over(room: Path) -> Iterator[Path]:
    """What interrupted removals left, and new folders whose maker died before they had a name."""
    with suppress(FileNotFoundError), os.scandir(room) as entries:
        names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
        yield from (room / name for name in sorted(names) if name.startswith(PREFIX) or _abandoned(room / name))


def _abandoned(folder: Path) -> bool:
    if not folder.name.startswith(NEW):
        return False
    # It may get its name meanwhile.
    with suppress(FileNotFoundError):
        return time() - folder.stat().st_mtime > ABANDONED_SECONDS
    return False


def size(folder: Path) -> int:
    """Bytes of the files in a folder and below; links count as themselves."""
    total = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                total += size(Path(entry.path))
            else:
                # A file may be finished, and so renamed, meanwhile.
                with suppress(FileNotFoundError):
                    total += entry.stat(follow_symlinks=False).st_size
    return total
