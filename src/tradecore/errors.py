"""What can go wrong, as a tree. Attributes carry the facts; the message is built from them.

TradecoreError
├── DataError
│   ├── UnreadableFile      not a table at all: a folder, no rows, a missing column
│   ├── DirtyData           findings of severity error that nobody accepted
│   └── PredictionsMismatch predictions that do not belong to these bars
├── RequestError            a key or a value that is not accepted
│   ├── UnknownKey
│   ├── InvalidValue
│   ├── AccountRefused      an account that must not be traded
│   ├── Undeclared          what a file of predictions does not say and nobody declared
│   └── UnsupportedVersion  written by a newer tradecore
├── UnknownName             a strategy, learner, source, run ... that does not exist
├── StrategyError           a strategy raised or returned what cannot be traded
├── ModelError
│   ├── UntrustedModel      a file that the registry did not write
│   └── InSample            a run inside the model's training interval
├── LeakFound               a column that knows the future
├── JobError                a job that was lost, cancelled or could not be started
├── StorageError            a disk that is full, a folder that is read-only
├── LiveError               a session that cannot go on as it was
│   ├── LinkDown            the broker cannot be reached
│   ├── DamagedLog          a line of a session's log that is not what was written
│   ├── LogMismatch         a log that other code or another configuration has written
│   ├── SessionBusy         another daemon trades this session or this account
│   └── SessionError        a session whose daemon could not be started or asked
└── PluginError             a broken plugin or two that claim one name
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


class TradecoreError(Exception):
    """Root of every error that tradecore raises on purpose."""


class DataError(TradecoreError):
    """Market data that cannot be used."""


class UnreadableFile(DataError):
    """A file that cannot be read as a table of bars or predictions."""

    def __init__(self, path: str, problem: str, accepted: str = "", line: int = 0) -> None:
        self.path, self.problem, self.accepted, self.line = path, problem, accepted, line
        where = f"{path}, line {line}" if line else path
        super().__init__(f"{where}: {problem}." + (f" Accepted: {accepted}." if accepted else ""))


class DirtyData(DataError):
    """Bars with findings of severity error; `findings` holds their sentences."""

    def __init__(self, path: str, findings: Sequence[str]) -> None:
        self.path, self.findings = path, tuple(findings)
        listed = "; ".join(self.findings)
        super().__init__(
            f"{path} has errors that a run does not trade on: {listed}. Mend the file, "
            "or pass --accept to leave out the rows they name and go on."
        )


class PredictionsMismatch(DataError):
    """A predictions file that does not fit the bars it is joined to."""


class RequestError(TradecoreError):
    """A request, a configuration or an option that is not accepted."""


class UnknownKey(RequestError):
    """A key that no contract knows; names the nearest one that exists."""

    def __init__(self, key: str, known: Iterable[str], where: str = "request") -> None:
        self.key, self.known, self.where = key, tuple(known), where
        super().__init__(f"{where}: unknown key {key!r}.{suggestion(key.rsplit('.', 1)[-1], self.known)}")


class InvalidValue(RequestError):
    """A value of the wrong type or out of its bounds."""

    def __init__(self, key: str, value: object, accepted: str, where: str = "") -> None:
        self.key, self.value, self.accepted, self.where = key, value, accepted, where
        prefix = f"{where}: " if where else ""
        super().__init__(f"{prefix}{key} is {value!r}. Accepted: {accepted}.")


class AccountRefused(RequestError):
    """An account that a session must not trade: of another mode than was asked for, or not the broker's."""


class Undeclared(RequestError):
    """A file of predictions or signals that leaves open what its numbers or times mean; `lacking` names it all."""

    def __init__(self, path: str, lacking: Sequence[str]) -> None:
        self.path, self.lacking = path, tuple(lacking)
        meanings = "; ".join(f"{name} is {_DECLARED[name][1]}" for name in self.lacking)
        declare = " ".join(f"--declare {name}={_DECLARED[name][0]}" for name in self.lacking)
        super().__init__(
            f"{path} does not say its {', '.join(self.lacking)} ({meanings}). Declare that, for instance: {declare}"
        )


# By name: an example, and what it means.
_DECLARED = {
    "unit": ("price", "return, price or probability"),
    "sigma": ("0.01", "the standard deviation of the model's out-of-sample residuals, in the predictions' unit"),
    "zone": ("America/New_York", "that of its times, which carry no offset"),
}


class UnsupportedVersion(RequestError):
    """A file of a newer schema version than this tradecore can read."""

    def __init__(self, where: str, found: int, supported: int) -> None:
        self.where, self.found, self.supported = where, found, supported
        super().__init__(
            f"{where} has schema version {found}; this tradecore reads up to {supported}. "
            "It was written by a newer tradecore: upgrade to open it."
        )


class UnknownName(TradecoreError):
    """Something asked for by a name that is not registered or not stored."""

    def __init__(self, kind: str, name: str, known: Iterable[str], where: str = "") -> None:
        self.kind, self.name, self.known, self.where = kind, name, tuple(known), where
        prefix = f"{where}: there" if where else "There"
        super().__init__(f"{prefix} is no {kind} named {name!r}.{suggestion(name, self.known)}")


class StrategyError(TradecoreError):
    """A strategy that raised, or asked for what cannot be traded."""

    def __init__(self, strategy: str, problem: str, symbol: str = "", time: str = "") -> None:
        self.strategy, self.problem, self.symbol, self.time = strategy, problem, symbol, time
        at = f" at {time}" if time else ""
        on = f" on {symbol}" if symbol else ""
        super().__init__(f"Strategy {strategy}{on}{at}: {problem}.")


class ModelError(TradecoreError):
    """A model that cannot be used."""


class UntrustedModel(ModelError):
    """A model file whose content is not what the registry recorded."""


class InSample(ModelError):
    """A run on bars that the model was trained on."""


class LeakFound(TradecoreError):
    """A column that changes when only the future changes."""


class JobError(TradecoreError):
    """A job that could not be started, was lost, or failed; `job_id` says which."""

    def __init__(self, job_id: str, problem: str) -> None:
        self.job_id, self.problem = job_id, problem
        super().__init__(f"Run {job_id}: {problem}.")


class StorageError(TradecoreError):
    """A file or folder that could not be written; `problem` says why, `remedy` what to do."""

    def __init__(self, path: str, problem: str, remedy: str) -> None:
        self.path, self.problem, self.remedy = path, problem, remedy
        super().__init__(f"{path} could not be written: {problem}. {remedy}")


class LiveError(TradecoreError):
    """A trading session that cannot go on as it was."""


class LinkDown(LiveError):
    """The broker cannot be reached; `problem` says why."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(f"The broker cannot be reached: {problem}.")


class DamagedLog(LiveError):
    """A line of a session's log that is not what was written, before its end."""

    def __init__(self, path: str, line: int, problem: str) -> None:
        self.path, self.line, self.problem = path, line, problem
        super().__init__(
            f"{path}, line {line}: {problem}. What follows cannot be trusted: keep the file, and begin a new session, "
            "which takes over the broker's positions."
        )


class LogMismatch(LiveError):
    """A log that says the session decided something which it does not decide."""

    def __init__(self, found: object, expected: object) -> None:
        self.found, self.expected = found, expected
        super().__init__(
            f"The log holds {found}, where this session says {expected}. Other code wrote it, or another "
            "configuration: begin a new session, which takes over the positions."
        )


class SessionBusy(LiveError):
    """A lock that another daemon holds."""

    def __init__(self, what: str, holder: str) -> None:
        self.what, self.holder = what, holder
        super().__init__(f"{what} is traded by another daemon{f' ({holder})' if holder else ''}. Stop that one first.")


class SessionError(LiveError):
    """A session whose daemon could not be started, or is not there to be asked."""

    def __init__(self, session: str, problem: str) -> None:
        self.session, self.problem = session, problem
        super().__init__(f"Session {session}: {problem}.")


class PluginError(TradecoreError):
    """A plugin that is broken, or two that register one name."""


# More names than these are a wall when the nearest one says it all.
MANY = 20


def suggestion(name: str, known: Sequence[str]) -> str:
    """The nearest known name, and all of them unless one is near and they are MANY; or that none exists."""
    if not known:
        return " None exists."
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    if near and len(known) > MANY:
        return hint
    return f"{hint} Known: {', '.join(sorted(known))}."
