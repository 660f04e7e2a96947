"""Tables of a run's folder as the core has them."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from tradecore.errors import UnreadableFile
from tradecore.fields import Schema
from tradecore.ports.job_store import JobStore
from tradecore.table import Table
from tradecore.table_text import read_table

Made = TypeVar("Made")


def table_of(runs: JobStore, job_id: str, name: str, schema: Schema) -> Table:
    """An artifact with the columns of its schema; raises UnreadableFile for one that is damaged or gone."""
    return reading(runs, job_id, name, lambda lines, where: read_table(lines, schema, schema.names[1:], where))


def reading(runs: JobStore, job_id: str, name: str, read: Callable[[Iterable[str], str], Made]) -> Made:
    """What `read` makes of the lines of an artifact, and of what it is called in an error."""
    where = f"runs/{job_id}/{name}"
    try:
        with Path(runs.location(job_id, name)).open(encoding="utf-8", newline="") as lines:
            return read(lines, where)
    except OSError as error:
        raise UnreadableFile(where, f"it cannot be opened: {error.strerror}") from error
