"""Which lengths of bars IBKR has, and how much of each it gives at once."""

from typing import Final, NamedTuple

from tradecore.bars import DAY, HOUR, MINUTE, SECOND
from tradecore.errors import InvalidValue
from tradecore.steps import format_step, parse_step


class Size(NamedTuple):
    """A length of bars in IBKR's words, the duration that one request asks for, and that duration in ns."""

    bar: str
    duration: str
    span: int


# The longest duration that goes with each step: https://interactivebrokers.github.io/tws-api/historical_bars.html
DURATIONS = (
    (SECOND, "1800 S", 1_800 * SECOND),
    (5 * SECOND, "3600 S", HOUR),
    (10 * SECOND, "14400 S", 4 * HOUR),
    (30 * SECOND, "28800 S", 8 * HOUR),
    (MINUTE, "1 D", DAY),
    (2 * MINUTE, "2 D", 2 * DAY),
    (3 * MINUTE, "1 W", 7 * DAY),
    (30 * MINUTE, "1 M", 30 * DAY),
    (DAY, "1 Y", 365 * DAY),
)
SECONDS, MINUTES, HOURS = (1, 5, 10, 15, 30), (1, 2, 3, 5, 10, 15, 20, 30), (1, 2, 3, 4, 8)


def _sizes() -> dict[int, Size]:
    """By step in ns."""
    found = {count * SECOND: "1 secs" if count == 1 else f"{count} secs" for count in SECONDS}
    found |= {count * MINUTE: "1 min" if count == 1 else f"{count} mins" for count in MINUTES}
    found |= {count * HOUR: "1 hour" if count == 1 else f"{count} hours" for count in HOURS}
    found |= {DAY: "1 day"}
    return {step: Size(bar, *_duration(step)) for step, bar in found.items()}


def _duration(step: int) -> tuple[str, int]:
    duration, span = next((text, span) for least, text, span in reversed(DURATIONS) if step >= least)
    return duration, span


SIZES: Final = _sizes()


def size_of(step: str) -> Size:
    """What IBKR is asked for to get bars of `1min`, `1h`, `1d`; raises InvalidValue for a step that it has not."""
    size = SIZES.get(parse_step(step)) if step else None
    if size is None:
        accepted = f"one of {', '.join(map(format_step, SIZES))}; resample for any other"
        raise InvalidValue("step", step, accepted)
    return size
