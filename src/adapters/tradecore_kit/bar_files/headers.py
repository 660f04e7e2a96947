"""Which column of a file means what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tradecore.errors import UnreadableFile

_WORD = re.compile(r"[^a-z0-9]")
# As people read them; the first that a file has wins.
NAMES: dict[str, tuple[str, ...]] = {
    "time": (
        "datetime",
        "timestamp",
        "timestamp utc",
        "datetime utc",
        "time utc",
        "utc",
        "open time",
        "gmt time",
        "time",
        "date",
        "date utc",
        "dt",
        "ts",
    ),
    "open": ("open", "o", "open price", "opening price"),
    "high": ("high", "h", "high price"),
    "low": ("low", "l", "low price"),
    "close": ("close", "c", "close price", "closing price", "last", "adj close", "adjusted close", "close adj"),
    "volume": ("volume", "vol", "v", "tick vol", "tick volume"),
    "symbol": ("symbol", "ticker", "sym", "instrument"),
    "available": ("available",),
    "session": ("session",),
    "nights": ("nights",),
    "split": ("split",),
    "dividend": ("dividend",),
}
# Compared without case, blanks and punctuation.
ALIASES = {ours: tuple(_WORD.sub("", name) for name in names) for ours, names in NAMES.items()}
REQUIRED = ("time", "open", "high", "low", "close")
SHORTEST = 3
ADJUSTED = ("adjclose", "adjustedclose", "closeadj")
ACCEPTED = (
    "a header line with a column for time (time, date, datetime, timestamp), open, high, low and close in any case "
    "and order, and volume if there is one"
)
_DATA = re.compile(r"[\d\s.,:+\-/TZ\"']*\d[\d\s.,:+\-/TZ\"']*")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns are: `places` by our names; `clock` is a second column with the time of day, -1 none.

    `utc` says that the name of the time column declares UTC; `names` are as the file spells them.
    """

    names: tuple[str, ...]
    places: dict[str, int]
    clock: int = -1
    utc: bool = False
    delimiter: str = ","


def header_of(path: str, names: tuple[str, ...], number: int = 0, delimiter: str = ",") -> Header:
    """Finds our columns among the names of line `number`, 0 where names have none.

    Raises UnreadableFile naming what was found and what is accepted.
    """
    words = [_WORD.sub("", name.lower()) for name in names]
    places = {ours: words.index(found) for ours, spellings in ALIASES.items() if (found := _first(spellings, words))}
    if not places and all(_DATA.fullmatch(name) for name in names if name):
        raise UnreadableFile(path, "begins with data instead of a header line", ACCEPTED, number)
    if missing := [ours for ours in REQUIRED if ours not in places]:
        raise UnreadableFile(path, _lacks(missing, names, words, places), _accepted(missing), number)
    clock = _clock(words, places)
    utc = words[places["time"]].endswith(("utc", "gmttime"))
    return Header(names, places, clock, utc, delimiter)


def _first(spellings: tuple[str, ...], words: list[str]) -> str:
    return next((spelling for spelling in spellings if spelling in words), "")


def _clock(words: list[str], places: dict[str, int]) -> int:
    """A date column beside a time column: the date is the time, the time its clock."""
    if "date" in words and "time" in words and places["time"] == words.index("time"):
        places["time"] = words.index("date")
        return words.index("time")
    return -1


def adjusted(header: Header) -> str:
    """The name of a column of adjusted closes that is not read since there is a raw one; empty without."""
    words = [_WORD.sub("", name.lower()) for name in header.names]
    places = [place for place, word in enumerate(words) if word in ADJUSTED and place != header.places["close"]]
    return header.names[places[0]] if places else ""


def _lacks(missing: list[str], names: tuple[str, ...], words: list[str], places: dict[str, int]) -> str:
    taken = set(places.values())
    free = [place for place in range(len(names)) if place not in taken]
    told: list[str] = []
    for ours in missing:
        near = next((names[place] for place in free if any(_near(words[place], known) for known in ALIASES[ours])), "")
        told.append(f"{ours} (is it {near!r}?)" if near else ours)
    return f"no column for the {_listed(told, 'and')}; the columns are {', '.join(names)}"


def _accepted(missing: list[str]) -> str:
    if len(missing) > 1:
        return ACCEPTED
    return f"a column named {_listed(NAMES[missing[0]], 'or')}, in any case"


def _listed(words: Sequence[str], last: str) -> str:
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else words[0]


def _near(word: str, known: str) -> bool:
    """Whether one slip of the fingers lies between them: a letter more, less, wrong or swapped with its neighbour."""
    if min(len(word), len(known)) < SHORTEST or abs(len(word) - len(known)) > 1:
        return False
    same = next((place for place, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), None)
    if same is None:
        return True
    rest, wanted = word[same:], known[same:]
    swapped = rest[1:2] + rest[:1] + rest[2:]
    return rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:] or swapped == wanted
