"""The bytes of a file, or a plain sentence why there are none."""

import gzip
import hashlib
import zlib
from difflib import get_close_matches
from pathlib import Path

from tradecore.errors import UnreadableFile

# As much of a file as tells what it is.
HEAD = 65536
_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff")
ACCEPTED = "the path of a comma file, plain or gzipped, or of a Parquet file; for bars also the name of a data set"


def locate(workspace: str, path: str) -> Path:
    """The file; raises UnreadableFile for a folder and for nothing, naming the nearest file beside it."""
    full = Path(workspace, path).expanduser()
    if full.is_dir():
        raise UnreadableFile(path, "is a folder, not a file", ACCEPTED)
    if not full.is_file():
        raise UnreadableFile(path, f"does not exist{_nearest(full)}", ACCEPTED)
    return full


def read_text(workspace: str, path: str) -> bytes:
    """The content as UTF-8 bytes without mark, unzipped when it is gzip whatever its name."""
    content = _bytes(locate(workspace, path), path)
    if content.startswith(_GZIP):
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableFile(path, f"is gzip that cannot be unpacked ({error})", "a whole gzip file") from error
    if content.startswith(_WIDE):
        content = content.decode("utf-16").encode()
    content = content.removeprefix(_BOM)
    if not content[:4096].strip() and not content.strip():
        raise UnreadableFile(path, "is empty", "a header line and at least one row")
    if b"\x00" in content[:HEAD]:
        raise UnreadableFile(path, "is binary, not text", "a text file of comma-separated values, plain or gzipped")
    return content


def plain_head(path: Path) -> bytes:
    """The beginning of a plain text file; nothing where it has to be unpacked, decoded or refused as a whole."""
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError:
        return b""
    strange = head.startswith((_GZIP, *_WIDE)) or b"\x00" in head
    return b"" if strange else head.removeprefix(_BOM)


def sha256(workspace: str, *paths: str) -> str:
    """SHA-256 over the files' bytes as they are on disk, one after the other."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(_bytes(locate(workspace, path), path))
    return digest.hexdigest()


def _bytes(full: Path, path: str) -> bytes:
    try:
        return full.read_bytes()
    except OSError as error:
        raise UnreadableFile(path, f"cannot be read ({error.strerror})", "a file you may read") from error


def _nearest(full: Path) -> str:
    if not full.parent.is_dir():
        return f"; nor does its folder {full.parent}"
    names = [entry.name for entry in full.parent.iterdir() if entry.is_file()]
    near = get_close_matches(full.name, names, n=1, cutoff=0.4)
    return f"; the nearest name in its folder is {near[0]!r}" if near else ""
