"""What is wrong with a file of bars: findings, not exceptions."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """`error` stops a run unless accepted; `warning` is shown beside its results; `note` is counted."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of defect: how often, where first, and what to do.

    `times` are the opening instants (ns UTC) of the rows concerned and `lines` their lines in the file,
    0 where unknown; both list the first few only, `count` counts all. `drops` says that an
    accepted run leaves these rows out. Of holes every one is listed, and `sizes` says how many of
    the `count` missing bars each of them lacks.
    """

    kind: str
    severity: Severity
    count: int
    message: str
    times: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()
    drops: bool = False
    sizes: tuple[int, ...] = ()
