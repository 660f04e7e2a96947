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
def writing(path: Path, *, sync: bool = True) -> Generator[BinaryIO]:
    """A stream that becomes `path` (mode 0600) when the block ends without an error; else nothing changes.

    Content, then name, then folder are forced to disk in that order, unless `sync` is off: then the file may be lost or
    torn by a power cut. Raises StorageError where the disk or the folder does not take it.
    """
    with storing(path):
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                yield stream
                stream.flush()
                if sync:
                    os.fsync(stream.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        if sync:
            sync_folder(path.parent)


def write_bytes(path: Path, content: bytes, *, sync: bool = True) -> None:
    """Replaces `path` by `content`, as `writing` does."""
    with writing(path, sync=sync) as stream:
        stream.write(content)


def read_bytes(path: Path, most: int = -1) -> bytes:
    """The content of a file, or its first `most` bytes.

    Raises OSError when it is a link, so that nobody points a run at something else. A pipe or a device that
    somebody put there keeps nobody waiting.
    """
    descriptor = os.open(path, os.O_RDONLY | NO_LINK | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read(most) or b""


def last_lines(path: Path, limit: int, most: int = 65_536) -> list[str]:
    """The last whole lines of a text, at most `limit` and within its last `most` bytes; none where there is no file."""
    try:
        descriptor = os.open(path, os.O_RDONLY | NO_LINK | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return []
    with os.fdopen(descriptor, "rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        start = max(0, size - most)
        stream.seek(start)
        lines = stream.read(most).decode("utf-8", "replace").splitlines()
    # The first one may have begun before.
    return (lines[1:] if start else lines)[-limit:] if limit > 0 else []


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
    """Forces a folder's list of names to disk; nothing on Windows, which cannot. Raises StorageError."""
    if os.name == "nt":
        return
    with storing(path):
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
