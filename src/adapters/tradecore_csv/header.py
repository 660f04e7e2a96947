"""Which column of a file means what."""

import csv
import io
import re
from dataclasses import dataclass
from difflib import get_close_matches

from tradecore.errors import UnreadableFile

# Spelled without case, blanks and punctuation; the first that a file has wins.
ALIASES: dict[str, tuple[str, ...]] = {
    "time": (
        "datetime",
        "timestamp",
        "timestamputc",
        "datetimeutc",
        "timeutc",
        "utc",
        "opentime",
        "gmttime",
        "time",
        "date",
        "dateutc",
        "dt",
        "ts",
    ),
    "open": ("open", "o", "openprice", "openingprice"),
    "high": ("high", "h", "highprice"),
    "low": ("low", "l", "lowprice"),
    "close": ("close", "c", "closeprice", "closingprice", "last", "adjclose", "adjustedclose", "closeadj"),
    "volume": ("volume", "vol", "v", "vol.", "tickvol", "tickvolume"),
    "symbol": ("symbol", "ticker", "sym", "instrument"),
    "available": ("available",),
    "session": ("session",),
    "nights": ("nights",),
    "split": ("split",),
    "dividend": ("dividend",),
}
REQUIRED = ("time", "open", "high", "low", "close")
ADJUSTED = ("adjclose", "adjustedclose", "closeadj")
ACCEPTED = (
    "a header line with a column for time (time, date, datetime, timestamp), open, high, low and close in any case "
    "and order, and volume if there is one"
)
_WORD = re.compile(r"[^a-z0-9]")
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


def read_header(path: str, line: str, number: int) -> Header:
    """Reads line `number`; raises UnreadableFile naming what was found and what is accepted."""
    delimiter = max(",;\t|", key=line.count)
    names = tuple(name.strip() for name in next(csv.reader(io.StringIO(line), delimiter=delimiter)))
    words = [_WORD.sub("", name.lower()) for name in names]
    places = {ours: words.index(found) for ours, spellings in ALIASES.items() if (found := _first(spellings, words))}
    if not places and all(_DATA.fullmatch(name) for name in names if name):
        raise UnreadableFile(path, "begins with data instead of a header line", ACCEPTED, number)
    for ours in REQUIRED:
        if ours not in places:
            raise UnreadableFile(path, _missing(ours, names, words, places), ", ".join(ALIASES[ours]), number)
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


def _missing(ours: str, names: tuple[str, ...], words: list[str], places: dict[str, int]) -> str:
    taken = set(places.values())
    free = [word for place, word in enumerate(words) if place not in taken]
    near = get_close_matches(ours, free, n=1, cutoff=0.6)
    hint = f" (is it {names[words.index(near[0])]!r}?)" if near else ""
    return f"no column for the {ours}{hint}; the columns are {', '.join(names)}"
