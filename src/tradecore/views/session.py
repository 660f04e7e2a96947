"""A trading session as a page shows it: how it stands, what it holds, and what a person may do about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tradecore.errors import InvalidValue
from tradecore.instants import parse_instant
from tradecore.live.charge import RECONCILIATION
from tradecore.live.pulse import Pulse
from tradecore.views.charts import Tone
from tradecore.views.live import standing
from tradecore.views.report import Tile
from tradecore.views.text import duration, minute, money, signed_percent

SECOND = 1_000_000_000
# Seconds without a sign of life, of which there are two a second, before a reader is told.
SILENT = 5
HANGS = (
    "Should that go on, stop it: a daemon that hangs is ended. Its orders can be taken back with tradecore live panic."
)


@dataclass(frozen=True, slots=True)
class SessionView:
    """How a session stands: its `state` in a word, `words` that say why, and the `remedy`, empty where none is needed.

    Of what a person may do, `may_start`, `may_stop`, `may_resume` and `may_adopt` make sense now.
    """

    name: str
    state: str
    tone: Tone
    words: str
    remedy: str
    tiles: tuple[Tile, ...]
    may_start: bool = False
    may_stop: bool = False
    may_resume: bool = False
    may_adopt: bool = False


def session_view(name: str, pulse: Pulse | None, now: int, *, alive: bool, zone: str = "UTC") -> SessionView:
    """The view at `now` (ns UTC); `alive` is whether its daemon is at work on this machine."""
    if pulse is None:
        begun = "Its daemon is at work and has not traded yet." if alive else "It has never begun."
        remedy = "" if alive else "Start it below."
        return SessionView(name, "beginning" if alive else "never begun", Tone.QUIET, begun, remedy, (), not alive)
    state, mismatched = standing(pulse, alive=alive), _mismatched(pulse)
    if mismatched:
        state = "mismatch"
    words, remedy = _told(pulse, state, now, alive=alive)
    bad = state in ("lost", "halted", "mismatch") or bool(pulse.exit) or "no sign of life" in words
    return SessionView(
        name,
        state,
        Tone.BAD if bad else Tone.GOOD if state == "trading" else Tone.QUIET,
        words,
        remedy,
        _tiles(pulse, zone),
        may_start=not alive,
        may_stop=alive,
        may_resume=alive and bool(pulse.blocked),
        may_adopt=mismatched,
    )


def alarms_of(session: str, lines: Sequence[str], since: int | None = None) -> list[str]:
    """The alarms of one session among those of all, raised at `since` (ns UTC) or later."""
    own = [line for line in lines if line.split(" ")[1:2] == [session]]
    return own if since is None else [line for line in own if _raised(line) >= since]


def _raised(line: str) -> int:
    try:
        return parse_instant(line.partition(" ")[0])
    except InvalidValue:
        return 0


def _mismatched(pulse: Pulse) -> bool:
    return pulse.exit == RECONCILIATION or pulse.blocked.startswith("the broker holds something else")


def _told(pulse: Pulse, state: str, now: int, *, alive: bool) -> tuple[str, str]:
    if state == "mismatch":
        why = pulse.ended or pulse.blocked
        remedy = "Look at the broker. Set it right there, or take its word: adopt what it holds, then start again."
        return f"{why[:1].upper()}{why[1:]}.", remedy if not alive else remedy.replace(", then start again", "")
    if state == "lost":
        ended = f"Its daemon ended without a word, last seen {pulse.at[:19].replace('T', ' ')} UTC."
        return ended, "Start it again: it goes on from its log. Protection rests at the broker meanwhile."
    if pulse.exit is not None:
        return f"It ended: {pulse.ended}.", "" if pulse.exit == 0 else "Mend what that says, then start it again."
    silent = (now - parse_instant(pulse.at)) / SECOND
    if silent > SILENT:
        return f"Its process lives, but there was no sign of life for {duration(silent)}.", HANGS
    if state == "halted":
        killed = pulse.blocked.startswith("the kill switch is on")
        remedy = "Take the kill switch back to let it order again." if killed else "Mend what it says, then resume it."
        return f"No new order leaves: {pulse.blocked}.", remedy
    return "It trades.", ""


def _tiles(pulse: Pulse, zone: str) -> tuple[Tile, ...]:
    change = pulse.equity / pulse.initial - 1.0 if pulse.initial else 0.0
    tone = Tone.GOOD if change > 0 else Tone.BAD if change < 0 else None
    day, _, at = minute(parse_instant(pulse.time), zone).partition(" ") if pulse.time else ("", "", "its start")
    held = ", ".join(f"{symbol} {quantity:+,g}" for symbol, quantity in pulse.positions.items()) or "flat"
    return (
        Tile("equity", money(pulse.equity), f"{signed_percent(change)} since it began", tone),
        Tile("position", held, f"{len(pulse.orders)} orders at work" if pulse.orders else "no orders at work"),
        Tile("bars", f"{pulse.bars:,}", f"of {pulse.total:,}" if pulse.total else "as they close"),
        Tile("fills", f"{pulse.fills:,}", f"{pulse.seq:,} events"),
        Tile("at", at, f"{day}, {zone}" if day else ""),
    )
