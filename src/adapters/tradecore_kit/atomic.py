"""Files that appear whole or not at all."""

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tradecore_kit.storage import storing

FOLDER_MODE = 0o700
# Windows has no such flag; there a link is followed.
NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def writing(path: Path) -> Generator[BinaryIO]:
    """A stream that becomes `path` (mode 0600) when the block ends without an error; else nothing changes.

    Content, then name, then folder are forced to disk in that order. Raises StorageError where the disk or the
    folder does not take it.
    """
    with storing(path):
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def write_bytes(path: Path, content: bytes) -> None:
    """Replaces `path` by `content`, as `writing` does."""
    with writing(path) as stream:
        stream.write(content)


def read_bytes(path: Path) -> bytes:
    """The content of a file; raises OSError when it is a link, so that nobody points a run at something else."""
    descriptor = os.open(path, os.O_RDONLY | NO_LINK)
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read()


def make_folder(path: Path) -> Path:
    """The folder, made with mode 0700 (its missing parents too) unless it is there; raises StorageError."""
    if not path.is_dir():
        if not path.parent.is_dir():
            make_folder(path.parent)
        with storing(path):
            path.mkdir(mode=FOLDER_MODE, exist_ok=True)
            sync_folder(path.parent)
    return path


def sync_folder(path: Path) -> None:
    """Forces a folder's list of names to disk; nothing on Windows, which cannot."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
