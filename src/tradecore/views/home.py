"""What a person wants to know first: what is at work, what came of the newest runs, how the sessions stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tradecore.errors import InvalidValue
from tradecore.instants import parse_instant
from tradecore.jobs import RunLine, State
from tradecore.live.pulse import Pulse
from tradecore.views.charts import Tone
from tradecore.views.live import standing
from tradecore.views.report import Tile
from tradecore.views.text import minute, money, signed_percent

# More alarms than these are not counted.
MANY = 100

# In the order of the work.
KINDS: Mapping[str, str] = {
    "data": "Data",
    "import": "Data",
    "update": "Data",
    "train": "Training",
    "leaks": "Leaks",
    "predict": "Predictions",
    "promote": "Promotion",
    "backtest": "Backtest",
    "optimize": "Search",
    "walkforward": "Walk forward",
}


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest run of a type that succeeded, and the first sentence of its verdict."""

    kind: str
    title: str
    job_id: str
    about: str
    at: str
    headline: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as one line: how it stands, and where it is."""

    name: str
    state: str
    tone: Tone
    words: str
    why: str = ""


def at_work(lines: Sequence[RunLine]) -> tuple[RunLine, ...]:
    """Those that are not over, in the order in which they were asked for."""
    final = {state.value for state in State if state.final}
    return tuple(line for line in reversed(lines) if line.state not in final)


def newest_of_each(lines: Sequence[RunLine]) -> Mapping[str, RunLine]:
    """By type, the newest run among `lines` that succeeded; they begin with the newest."""
    found: dict[str, RunLine] = {}
    for line in lines:
        if line.state == State.SUCCEEDED:
            found.setdefault(line.type, line)
    return found


def newest(lines: Sequence[RunLine], sentences: Mapping[str, str], zone: str = "UTC") -> tuple[Newest, ...]:
    """One entry a type among `lines`, the newest of which come first; `sentences` are by run id."""
    found = newest_of_each(lines)
    return tuple(
        Newest(
            kind,
            title,
            found[kind].job_id,
            " ".join(word for word in (found[kind].subject, found[kind].symbols) if word),
            minute(parse_instant(found[kind].created), zone),
            found[kind].headline,
            sentences.get(found[kind].job_id, ""),
        )
        for kind, title in KINDS.items()
        if kind in found
    )


def session_row(name: str, pulse: Pulse | None, *, alive: bool, zone: str = "UTC") -> SessionRow:
    """The line of a session."""
    if pulse is None:
        return SessionRow(name, "never begun", Tone.QUIET, "It has not traded yet.")
    state = standing(pulse, alive=alive)
    change = pulse.equity / pulse.initial - 1.0 if pulse.initial else 0.0
    bars = f"{pulse.bars:,} of {pulse.total:,} bars" if pulse.total else f"{pulse.bars:,} bars"
    at = minute(parse_instant(pulse.time), zone) if pulse.time else "its start"
    held = ", ".join(f"{symbol} {quantity:+g}" for symbol, quantity in pulse.positions.items()) or "flat"
    words = f"{money(pulse.equity)} ({signed_percent(change)}), {held}, {pulse.fills:,} fills, {bars}, at {at}"
    bad = state in ("lost", "halted") or bool(pulse.exit)
    tone = Tone.BAD if bad else Tone.GOOD if state == "trading" else Tone.QUIET
    return SessionRow(name, state, tone, words, pulse.blocked if pulse.exit is None else pulse.ended)


def alarm_row(line: str, zone: str = "UTC") -> tuple[str, str, str]:
    """An alarm's instant in the zone, its session and what it says."""
    at, _, rest = line.partition(" ")
    session, _, words = rest.partition(" ")
    try:
        return minute(parse_instant(at), zone), session, words
    except InvalidValue:
        return "", "", line


def tiles(working: int, sessions: Sequence[SessionRow], halted: str, alarms: int) -> tuple[Tile, ...]:
    """What a person looks at first: is anything at work, does anything trade, and does anything need somebody."""
    trading = sum(row.state == "trading" for row in sessions)
    troubled = sum(row.tone is Tone.BAD for row in sessions)
    return (
        Tile("jobs at work", f"{working:,}", "waiting or running"),
        Tile("sessions trading", f"{trading:,}", f"of {len(sessions):,}" if sessions else "none was begun"),
        Tile("need a look", f"{troubled:,}", "halted, lost or refused", Tone.BAD if troubled else None),
        Tile("kill switch", "on" if halted else "off", halted or "orders may leave", Tone.BAD if halted else None),
        Tile("alarms", f"{alarms:,}" if alarms < MANY else f"{MANY:,} or more", "of all sessions, ever"),
    )
