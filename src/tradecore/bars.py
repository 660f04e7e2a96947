"""Bars: prices over intervals, with what the calendar knows written beside them."""

from array import array
from dataclasses import dataclass
from enum import StrEnum

from tradecore.columns import constant, typed
from tradecore.indicators import product, ratio, running_product
from tradecore.loops import Loops, as_written
from tradecore.table import Column, Table

PRICES = ("open", "high", "low", "close")
# available: instant at which the bar is known. session: days since 1970-01-01 of the session it
# belongs to. nights: calendar days its position is held after it (0 inside a session).
# split: shares that one share becomes before its open. dividend: cash a share, before its open.
FACTS = ("available", "session", "nights", "split", "dividend")
COLUMNS = (*PRICES, "volume", *FACTS)

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Anchor(StrEnum):
    """Where resampled bars begin: at the session's open (09:30) or on the clock (10:00)."""

    SESSION = "session"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Bars(Table):
    """Sorted bars of one symbol; `time` is the opening instant, strictly increasing.

    Holds every column of `COLUMNS`: raw prices and volume as floats, the facts as integers
    (`available` ns UTC, `session` days, `nights` days) and floats (`split`, `dividend`).
    `step` is the nominal length of a bar in nanoseconds.
    """

    symbol: str = ""
    step: int = HOUR
    anchor: Anchor = Anchor.SESSION

    def scale(self, loops: Loops = as_written) -> "array[float]":
        """Cumulative split factor from the first bar on: raw price x scale is comparable over time.

        It runs forward, so that a later split never changes an earlier value.
        """
        factors = array("d", [1.0]) * len(self)
        if not constant(self["split"], 1.0):
            loops(running_product)(typed("d", self["split"]), factors)
        return factors

    def adjusted(self, loops: Loops = as_written) -> "Bars":
        """The same bars in the share units of the first one: prices x scale, volume / scale."""
        if constant(self["split"], 1.0):
            return self
        scale, scaled = self.scale(loops), {name: array("d", [0.0]) * len(self) for name in (*PRICES, "volume")}
        for name in PRICES:
            loops(product)(typed("d", self[name]), scale, scaled[name])
        loops(ratio)(typed("d", self["volume"]), scale, scaled["volume"])
        return self.with_columns(**scaled)


def with_neutral_facts(table: Table, step: int) -> dict[str, Column]:
    """Facts of a market without a calendar: known after one step, UTC days, no split, no dividend."""
    days = [t // DAY for t in table.time]
    following = days[1:] + days[-1:]
    return {
        "available": array("q", (t + step for t in table.time)),
        "session": array("q", days),
        "nights": array("q", (b - a for a, b in zip(days, following, strict=True))),
        "split": array("d", [1.0]) * len(table),
        "dividend": array("d", [0.0]) * len(table),
    }
