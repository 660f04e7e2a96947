"""notes.json: what people say of a run."""

from collections.abc import Callable

from tradecore.errors import JobError
from tradecore.notes import Notes
from tradecore_files.layout import RunFiles
from tradecore_kit.atomic import read_bytes, write_bytes
from tradecore_kit.codec import dumps, encode, read
from tradecore_kit.locks import alone
from tradecore_kit.plain import MAX_BYTES


def read_notes(files: RunFiles) -> Notes:
    """What was said so far; nothing when there is no file."""
    job_id = files.folder.name
    try:
        content = read_bytes(files.notes)
    except FileNotFoundError:
        return Notes()
    except OSError as error:
        raise JobError(job_id, f"its notes cannot be read: {files.notes.name}: {error.strerror}") from error
    return read(Notes, content, f"runs/{job_id}/{files.notes.name}")


def change_notes(files: RunFiles, change: Callable[[Notes], Notes]) -> Notes:
    """Reads, changes and writes while nobody else does, so that no remark is lost."""
    with alone(files.folder):
        notes = change(read_notes(files))
        content = dumps(encode(notes), files.notes.name)
        if len(content) > MAX_BYTES:
            raise JobError(
                files.folder.name, f"its notes would have {len(content):,} bytes, more than can be read again"
            )
        write_bytes(files.notes, content)
    return notes
