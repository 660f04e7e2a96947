"""Notes and tags: what a person says of a run, apart from all that the run says itself."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tradecore.contracts.common import SCHEMA
from tradecore.errors import InvalidValue
from tradecore.jobs import stamp

# A run with this tag is never pruned.
PINNED = "pinned"
LONGEST = 10_000
MOST = 1_000
_TAG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Note:
    """One remark; `at` is ISO 8601 UTC with microseconds."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Notes:
    """The content of notes.json: remarks in their order, tags sorted, and the run that this one was made to repeat."""

    notes: tuple[Note, ...] = ()
    tags: tuple[str, ...] = ()
    rerun_of: str = ""
    schema: int = SCHEMA

    @property
    def pinned(self) -> bool:
        """Whether somebody wants to keep the run."""
        return PINNED in self.tags


def noted(notes: Notes, text: str, now: int) -> Notes:
    """With one more remark, made `now` (ns UTC); raises InvalidValue for none, one too long, or too many."""
    said = text.strip()
    if not 0 < len(said) <= LONGEST:
        raise InvalidValue("note", f"{said[:40]}...", f"1 to {LONGEST:,} characters, not {len(said):,}")
    if len(notes.notes) >= MOST:
        raise InvalidValue("notes", len(notes.notes), f"up to {MOST:,} notes on a run")
    return replace(notes, notes=(*notes.notes, Note(stamp(now), said)))


def tagged(notes: Notes, add: Iterable[str] = (), remove: Iterable[str] = ()) -> Notes:
    """With tags added, then others removed; raises InvalidValue for what is no tag."""
    given, gone = tuple(add), frozenset(remove)
    for tag in (*given, *sorted(gone)):
        if _TAG.fullmatch(tag) is None:
            accepted = "1 to 64 of a-z, 0-9, _ and -, beginning with a letter or a digit"
            raise InvalidValue("tag", tag, accepted)
    tags = tuple(sorted({*notes.tags, *given} - gone))
    if len(tags) > MOST:
        raise InvalidValue("tags", len(tags), f"up to {MOST:,} tags on a run")
    return replace(notes, tags=tags)
