"""Removing run folders: out of sight in one step, then file by file."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tradecore_kit.atomic import sync_folder
from tradecore_kit.storage import storing

# No id begins with a dot: a folder of that name is no run for anybody.
PREFIX = ".removed-"


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


def left_over(runs: Path) -> Iterator[Path]:
    """What interrupted removals left."""
    with suppress(FileNotFoundError), os.scandir(runs) as entries:
        names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
        yield from (runs / name for name in sorted(names) if name.startswith(PREFIX))


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
