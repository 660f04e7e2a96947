"""Scripts as text: one sentence a line, each with its time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

from tradecore.bars import SECOND
from tradecore.errors import InvalidValue
from tradecore_gateway.market.hours import EASTERN, instant, local
from tradecore_gateway.script import codes, data, links, orders, trades
from tradecore_gateway.script.forms import Form, matched
from tradecore_gateway.script.words import duration

FORMS: tuple[Form, ...] = (*links.FORMS, *codes.FORMS, *orders.FORMS, *trades.FORMS, *data.FORMS)
WHENS = (
    ("at CLOCK", "of the first day, in New York"),
    ("at DAY CLOCK", "of that day, in New York"),
    ("after DURATION", "after the gateway has started"),
    ("every day at CLOCK", "in New York"),
    ("now", "as soon as it has started; may be left out"),
)
ACCEPTED = ", ".join(f"`{form}` ({meaning})" for form, meaning in WHENS)


@dataclass(frozen=True, slots=True)
class Cue:
    """One line: when it is due, and what it does.

    `due` takes the instant from which on somebody waits (ns UTC) and whether the cue was due before, and returns the
    instant at which it is next, or None.
    """

    line: int
    sentence: str
    due: Callable[[int, bool], int | None]
    form: Form
    values: tuple[object, ...]


def parse(text: str, where: str = "script") -> tuple[Cue, ...]:
    """The cues of a script; blank lines and what follows a `#` are nothing. Raises InvalidValue with the line."""
    found: list[Cue] = []
    for number, line in enumerate(text.splitlines(), start=1):
        sentence = line.partition("#")[0].strip()
        if sentence:
            due, rest = _when(sentence.split(), number, where)
            found.append(Cue(number, rest, due, *matched(rest, FORMS, number, where)))
    return tuple(found)


def _when(words: list[str], line: int, where: str) -> tuple[Callable[[int, bool], int | None], str]:
    try:
        match words:
            case ["at", day, clock, *rest] if "-" in day:
                return _once(instant(date.fromisoformat(day), time.fromisoformat(clock), EASTERN)), " ".join(rest)
            case ["at", clock, *rest]:
                return _first_day(time.fromisoformat(clock)), " ".join(rest)
            case ["after", span, *rest]:
                return _after(duration(span)), " ".join(rest)
            case ["every", "day", "at", clock, *rest]:
                return _daily(time.fromisoformat(clock)), " ".join(rest)
            case ["now", *rest]:
                return _after(0.0), " ".join(rest)
            case _:
                return _after(0.0), " ".join(words)
    except ValueError:
        raise InvalidValue(f"line {line}", " ".join(words), ACCEPTED, where) from None


def _once(moment: int) -> Callable[[int, bool], int | None]:
    return lambda _, again: None if again else moment


def _after(seconds: float) -> Callable[[int, bool], int | None]:
    return lambda now, again: None if again else now + int(seconds * SECOND)


def _first_day(clock: time) -> Callable[[int, bool], int | None]:
    return lambda now, again: None if again else instant(local(now, EASTERN).date(), clock, EASTERN)


def _daily(clock: time) -> Callable[[int, bool], int | None]:
    def due(now: int, again: bool) -> int | None:  # noqa: FBT001 - as a cue has it
        day = local(now, EASTERN).date()
        moment = instant(day, clock, EASTERN)
        return (
            moment
            if moment >= now and not (again and moment == now)
            else instant(day + timedelta(days=1), clock, EASTERN)
        )

    return due
