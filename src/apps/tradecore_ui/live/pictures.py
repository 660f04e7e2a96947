"""The newest stretch of a session in pictures: candles with what was decided and filled, and equity in its cone."""

from collections.abc import Sequence

import streamlit as st

from tradecore.contracts.live import SessionRequest
from tradecore.live.events import Line
from tradecore.live.pulse import Pulse
from tradecore.views.candles import candle_view
from tradecore.views.cone import cone_chart, cone_line, cone_view
from tradecore.views.session_log import bars_logged, equity_chart, equity_logged, marks_logged
from tradecore_ui.boundary import plain
from tradecore_ui.candles import candles
from tradecore_ui.charts import chart
from tradecore_ui.desk import workbench
from tradecore_ui.live.picking import zone_of
from tradecore_ui.live.tail import tail_of
from tradecore_ui.polling import polled

EVERY = 2.0
# How far a cone is drawn: so many times as far as the session is, and so many bars at least.
AHEAD, LEAST = 2, 60


def pictures(session: str) -> None:
    """Candles at the left, equity at the right, looked at every other second."""
    sessions = workbench().sessions
    request = sessions.request(session)
    if sessions.store.pulse(session) is not None:
        polled(lambda: _draw(session, request), EVERY)


def _draw(session: str, request: SessionRequest) -> None:
    lines, pulse = tail_of(session), workbench().sessions.store.pulse(session)
    if pulse is None or not lines:
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        _candles(session, request, lines)
    with right:
        _equity(session, request, lines, pulse)


def _candles(session: str, request: SessionRequest, lines: Sequence[Line]) -> None:
    found = bars_logged(lines)
    if not found:
        st.caption("No bar has closed yet.")
        return
    names = [bars.symbol for bars in found]
    name = st.selectbox("Symbol", names, key=f"live.symbol.{session}") if len(names) > 1 else names[0]
    bars, zoned = found[names.index(name)], zone_of(session)
    st.markdown(f"##### {plain(name)}, the newest {len(bars):,} bars")
    candles(candle_view(bars, marks_logged(lines, name, _currency(request)), zoned), f"live.{session}.{name}")
    st.caption(f"Arrows are fills, dots are decisions that led to an order; point at one to read it. Times in {zoned}.")


def _equity(session: str, request: SessionRequest, lines: Sequence[Line], pulse: Pulse) -> None:
    marks, cone = equity_logged(lines, pulse), workbench().sessions.store.foreseen(session)
    if cone is None:
        chart(equity_chart(marks, pulse, _currency(request), zone_of(session)), f"live.{session}")
        return
    met = [*((bars, worth) for bars, _, worth in marks), (pulse.bars, pulse.equity)]
    chart(cone_chart(cone, met, pulse.initial, max(AHEAD * pulse.bars, LEAST)), f"live.{session}")
    st.markdown(plain(cone_line(cone_view(cone, pulse.bars, pulse.equity, pulse.initial))))


def _currency(request: SessionRequest) -> str:
    instrument = request.trade.bars[0].instrument
    return instrument.currency if instrument else "USD"
