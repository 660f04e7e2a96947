"""Which runs are no longer wanted, and which of them something still refers to."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tradecore.errors import InvalidValue, RequestError
from tradecore.jobs import State

HOUR = 3_600 * 1_000_000_000
UNITS = {"h": HOUR, "d": 24 * HOUR, "w": 7 * 24 * HOUR}
_AGE = re.compile(r"(\d{1,5})([hdw])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run as far as pruning looks at it.

    `created` is an instant in ns UTC, 0 when nobody can tell; `refers` names the runs that it was made from;
    `problem` says why it cannot be judged, such as a state that is not known from here.
    """

    job_id: str
    kind: str
    state: State
    created: int
    bytes: int = 0
    pinned: bool = False
    refers: frozenset[str] = frozenset()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PruneRule:
    """Runs to prune fit everything that is said.

    Created before `before` (ns UTC), not among the newest `keep` of those that fit the rest, in one of `states`,
    of one of `kinds`. Raises RequestError when nothing is said: that would be every run.
    """

    before: int | None = None
    keep: int | None = None
    states: tuple[State, ...] = ()
    kinds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.before is None and self.keep is None and not self.states and not self.kinds:
            raise RequestError(
                "Say which runs to prune: by age, all but the newest of them, by state or by type. "
                "Nothing said would be all of them."
            )
        if self.keep is not None and self.keep < 0:
            raise RequestError(f"Keeping the newest {self.keep} runs: accepted is 0 or more.")


@dataclass(frozen=True, slots=True)
class Spared:
    """A run that the rule fits and that stays all the same, with the reason."""

    run: Candidate
    reason: str


@dataclass(frozen=True, slots=True)
class PrunePlan:
    """What to remove, in the order in which to remove it, what is spared, and how many bytes that frees."""

    remove: tuple[Candidate, ...]
    spared: tuple[Spared, ...]

    @property
    def bytes(self) -> int:
        """What the runs to be removed take."""
        return sum(run.bytes for run in self.remove)


def parse_age(text: str, key: str = "age") -> int:
    """Nanoseconds of `12h`, `30d` or `2w`; raises InvalidValue."""
    found = _AGE.fullmatch(text.strip())
    if found is None:
        raise InvalidValue(key, text, "a number of hours, days or weeks such as 12h, 30d or 2w")
    return int(found[1]) * UNITS[found[2]]


def plan(runs: Iterable[Candidate], rule: PruneRule, uses: Mapping[str, str] | None = None) -> PrunePlan:
    """Applies a rule to all runs of a workspace.

    `uses` says of runs what outside of the runs refers to them, such as a model that was trained in one. The newest
    run is removed first: runs refer to older ones, so that what an interruption leaves refers to nothing that is gone.
    """
    ordered = sorted(runs, key=lambda run: (run.created, run.job_id), reverse=True)
    fitting = _fitting(ordered, rule)
    spared = {run.job_id: _reason(run, uses or {}) for run in fitting}
    staying = [run for run in ordered if spared.get(run.job_id, "it does not fit")]
    waiting = list(staying)
    while waiting:
        user = waiting.pop()
        for run in fitting:
            if run.job_id in user.refers and not spared[run.job_id]:
                spared[run.job_id] = f"run {user.job_id} refers to it"
                waiting.append(run)
    return PrunePlan(
        tuple(run for run in fitting if not spared[run.job_id]),
        tuple(Spared(run, spared[run.job_id]) for run in fitting if spared[run.job_id]),
    )


def _fitting(runs: Sequence[Candidate], rule: PruneRule) -> list[Candidate]:
    """Those the rule fits, newest first."""
    chosen = [
        run
        for run in runs
        if (not rule.states or run.state in rule.states) and (not rule.kinds or run.kind in rule.kinds)
    ]
    chosen = chosen[rule.keep or 0 :]
    return [run for run in chosen if rule.before is None or run.created < rule.before]


def _reason(run: Candidate, uses: Mapping[str, str]) -> str:
    """Why a run stays whatever else is said; empty when nothing speaks for it."""
    if run.problem:
        return run.problem
    if not run.state.final:
        return f"it is {run.state.value}"
    if run.pinned:
        return "it is pinned"
    return uses.get(run.job_id, "")
