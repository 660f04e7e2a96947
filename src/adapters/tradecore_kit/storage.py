"""What a disk or a folder refuses, said in one paragraph."""

import errno
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tradecore.errors import StorageError

FREE = "Free some space there, then try again."
ALLOW = "Give yourself the right to write there, or use another folder."
REMEDIES: Mapping[int, str] = {
    errno.ENOSPC: FREE,
    errno.EDQUOT: FREE,
    errno.EFBIG: "The limit on the size of files (ulimit -f) is too low.",
    errno.EROFS: "Use a folder that is not mounted read-only.",
    errno.EACCES: ALLOW,
    errno.EPERM: ALLOW,
    errno.EIO: "The disk reports an error: look after it before anything else.",
}


@contextmanager
def storing(path: Path) -> Generator[None]:
    """Raises StorageError, which names `path`, for an OSError that is the disk's or the folder's own.

    What the block fails to do with other files is its own affair.
    """
    try:
        yield
    except OSError as error:
        remedy = REMEDIES.get(error.errno or 0)
        if remedy is None or not _about(error, path):
            raise
        raise StorageError(str(path), error.strerror or "refused", remedy) from error


def _about(error: OSError, path: Path) -> bool:
    """An error of writing has no name; one of opening names the file or the folder, or an unfinished file in it."""
    if not isinstance(error.filename, str):
        return error.filename is None
    named, path = Path(error.filename).absolute(), path.absolute()
    return named in (path, path.parent) or named.parent in (path, path.parent)
