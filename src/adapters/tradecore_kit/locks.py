"""Locks on open files: they end with the last process that holds the file open, however it ended.

Windows has nothing of the kind: there every lock is granted and nobody seems to hold one.
"""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

SUPPORTED = os.name != "nt"


def lock(descriptor: int, *, shared: bool = False, wait: bool = True) -> bool:
    """Locks an open file or folder, for one process and its heirs or shared; False when others do not let us."""
    if not SUPPORTED:
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def unlock(descriptor: int) -> None:
    """Lets go of the lock of an open file that stays open."""
    if SUPPORTED:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_UN)


def is_locked(path: Path) -> bool:
    """Whether somebody has locked the file for itself; raises FileNotFoundError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        # Shared, so that two who ask at once do not take one another for the owner.
        return not lock(descriptor, shared=True, wait=False)
    finally:
        os.close(descriptor)


@contextmanager
def alone(folder: Path) -> Generator[None]:
    """Nobody else is inside a block about this folder at the same time, in this process or another."""
    if not SUPPORTED:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        lock(descriptor)
        yield
    finally:
        os.close(descriptor)
