"""Whether a run that was executed again gave the same, and what has changed meanwhile."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tradecore.differences.difference import Difference
from tradecore.views.text import counted

# Tables first: they name a row.
RANKS = {"csv": 0, "json": 1}
SHOWN = 12
Hashes = Mapping[str, str]


class Verdict(StrEnum):
    """How a rerun ended. `changed` means that a file it reads is another one now, so that nothing was run."""

    EQUAL = "equal"
    DIFFERENT = "different"
    CHANGED = "changed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Change:
    """Something that a run depends on and that is not as it was: a `version`, `code` or `data`, by name.

    `now` is empty for what is gone; `problem` says why it cannot be had.
    """

    what: str
    name: str
    then: str
    now: str
    problem: str = ""

    @property
    def sentence(self) -> str:
        """The same in words."""
        if self.problem:
            return f"{self.name} cannot be read any more: {self.problem}."
        if self.what == "data":
            then, now = self.then[:SHOWN], self.now[:SHOWN]
            return f"{self.name} has changed since the run: its SHA-256 was {then}... and is {now}... now."
        kind = "Version" if self.what == "version" else "Code"
        return f"{kind} of {self.name}: {self.then or 'none'} then, {self.now or 'none'} now."


@dataclass(frozen=True, slots=True)
class Proof:
    """What `runs rerun` found.

    `again` is the run that was made, empty when there is none (any more); `files` counts those that are equal.
    `differences` has the first place of each file that differs, tables before other files; `edited` names files
    of the old folder that are no longer what the run made; `problem` says why the rerun has no result; `code_known`
    is False for a request that does not say which code it was made with.
    """

    run: str
    again: str
    verdict: Verdict
    files: int = 0
    differences: tuple[Difference, ...] = ()
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    problem: str = ""
    code_known: bool = True

    @property
    def sentences(self) -> tuple[str, ...]:
        """The verdict, where it differs first, and what explains it."""
        return tuple(line for line in (self._head(), *self._where(), *self._causes()) if line)

    def _head(self) -> str:
        if self.verdict is Verdict.EQUAL:
            return f"Equal: {_all(self.files)} and the result came out the same, byte for byte."
        if self.verdict is Verdict.CHANGED:
            return "Not run again: what it reads is not what it was."
        if self.verdict is Verdict.FAILED:
            return f"It has no result this time: {self.problem}"
        differing = len(self.differences) + len(self.missing) + len(self.added)
        return f"Different: {counted(differing, 'file')} of {self.files + differing:,} did not come out the same."

    def _where(self) -> Iterable[str]:
        yield from (difference.sentence for difference in self.differences[:1])
        others = [difference.file for difference in self.differences[1:]]
        yield f"These differ too: {', '.join(others)}." if others else ""
        yield f"Made then and not now: {', '.join(self.missing)}." if self.missing else ""
        yield f"Made now and not then: {', '.join(self.added)}." if self.added else ""
        yield f"Changed in the folder since the run made it: {', '.join(self.edited)}." if self.edited else ""

    def _causes(self) -> Iterable[str]:
        yield from (change.sentence for change in self.changes)
        if self.verdict is not Verdict.DIFFERENT:
            return
        if not self.code_known:
            yield "Its request does not say which code it was made with, so that a change of the code may explain it."
        elif not self.changes:
            yield (
                "Versions, code and data are those of then, so something in it is not determined by its request: "
                "please report it."
            )


def _all(files: int) -> str:
    return {0: "no file was made", 1: "the file"}.get(files, f"all {files:,} files")


def changes(what: str, then: Hashes, now: Hashes) -> tuple[Change, ...]:
    """What is not the same in two mappings by name; nothing when `then` was not recorded."""
    if not then:
        return ()
    names = sorted(name for name in {*then, *now} if then.get(name, "") != now.get(name, ""))
    return tuple(Change(what, name, then.get(name, ""), now.get(name, "")) for name in names)


def ordered(names: Iterable[str]) -> Sequence[str]:
    """File names with those first whose difference says the most."""
    return sorted(names, key=lambda name: (RANKS.get(name.rpartition(".")[2], 2), name))
