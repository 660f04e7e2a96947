"""The facts of a live bar: what an import would write beside it, known while the next one is not."""

from array import array
from collections.abc import Callable, Sequence

from tradecore.adjustments import CorporateAction, midnight
from tradecore.live.hours import HoursAround
from tradecore.ports.bar_stream import SourceBar
from tradecore.resample import Row
from tradecore.scan import NO_VOLUME, UNUSABLE, price_defects
from tradecore.sessions import available, membership


class Placer:
    """Writes session, availability, nights, split and dividend beside the source bars of one symbol.

    The nights after a bar are those to the calendar's next session once it reaches the close, since nobody knows
    whether another bar follows. `actions` are asked for again in each session, so that a split that was announced
    meanwhile counts; they act on the first bar after their date has begun in `zone`.
    """

    def __init__(
        self, step: int, hours: HoursAround, actions: Callable[[], Sequence[CorporateAction]], zone: str, last: int
    ) -> None:
        """`step` is that of source bars (ns), `last` the opening instant of the newest bar that is known."""
        self._step, self._hours, self._ask, self._zone = step, hours, actions, zone
        self._last, self._day = last, -1
        self._actions: Sequence[CorporateAction] = ()

    def place(self, bar: SourceBar) -> Row | str:
        """The bar with its facts, or why it is left out."""
        defects = price_defects(bar.open, bar.high, bar.low, bar.close, bar.volume)
        if defects & UNUSABLE:
            return "its prices cannot be"
        hours = self._hours(bar.time)
        member = membership(array("q", [bar.time]), self._step, hours.sessions)
        if not member.inside[0]:
            return "it lies outside the session's hours"
        [known], [day] = available(array("q", [bar.time]), self._step, member), member.session
        if day != self._day:
            self._day, self._actions = day, self._ask()
        split, dividend = self._acting(bar)
        self._last = max(self._last, bar.time)
        volume = 0.0 if defects & NO_VOLUME else bar.volume
        facts = (known, day, hours.nights(day, known), split, dividend)
        return Row(bar.time, bar.open, bar.high, bar.low, bar.close, volume, *facts)

    def _acting(self, bar: SourceBar) -> tuple[float, float]:
        """What acts before this bar's open: by the source's own word, and by date."""
        split, dividend = bar.split, bar.dividend
        for action in self._actions:
            if self._last < midnight(action.day, self._zone) <= bar.time:
                split *= action.split
                dividend += action.dividend
        return split, dividend


def corrected(row: Row, known: Row | None) -> Row:
    """A row in the place of one that was there already: what acted before that one's open still does."""
    return row if known is None else row._replace(split=known.split, dividend=known.dividend)
