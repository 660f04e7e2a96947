"""The words of a script that stand for something: what they look like, and what they mean."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time

from tradecore_gateway.wire.kinds import REQUESTS

UNITS: Mapping[str, float] = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h)")
SYMBOL = re.compile(r"[A-Z][A-Z0-9.]{0,11}")
PERCENT = re.compile(r"([+-]\d+(?:\.\d+)?)%")


def duration(word: str) -> float:
    """Seconds of `500ms`, `40s`, `2m` or `1h`."""
    found = DURATION.fullmatch(word)
    if found is None:
        raise ValueError(word)
    return float(found[1]) * UNITS[found[2]]


def symbol(word: str) -> str:
    """A symbol in capitals."""
    if SYMBOL.fullmatch(word) is None:
        raise ValueError(word)
    return word


def percent(word: str) -> float:
    """A factor of `-5%` or `+2.5%`."""
    found = PERCENT.fullmatch(word)
    if found is None:
        raise ValueError(word)
    return 1.0 + float(found[1]) / 100.0


def above_zero(word: str) -> float:
    """A number above 0."""
    number = float(word)
    if not 0.0 < number < float("inf"):
        raise ValueError(word)
    return number


def count(word: str) -> int:
    """A whole number from 0 on."""
    if not word.isdigit() or not word.isascii():
        raise ValueError(word)
    return int(word)


def request(word: str) -> str:
    """The name of a message that clients send."""
    if word not in REQUESTS.values():
        raise ValueError(word)
    return word


# By the word that stands for it in a form: how it is read, and what is accepted.
PLACES: Mapping[str, tuple[Callable[[str], object], str]] = {
    "DURATION": (duration, "a duration such as 500ms, 40s, 2m or 1h"),
    "SYMBOL": (symbol, "a symbol in capitals such as AAPL or EUR.USD"),
    "UNITS": (above_zero, "a number of units above 0"),
    "PRICE": (above_zero, "a price above 0"),
    "COUNT": (count, "a whole number"),
    "CODE": (count, "a code such as 1100"),
    "CLIENT": (count, "a client's id such as 7"),
    "PERCENT": (percent, "a change such as -5% or +2.5%"),
    "REQUEST": (request, "the name of a message such as reqExecutions"),
    "DAY": (date.fromisoformat, "a day such as 2026-03-02"),
    "CLOCK": (time.fromisoformat, "a time such as 09:31 or 09:31:05"),
}
