"""What came of a backtest."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from tradecore.views.backtest import BacktestView, backtest_view
from tradecore.views.candles import candle_view, fill_marks, trade_place
from tradecore.views.costs import costs_grid
from tradecore.views.months import monthly, months_grid
from tradecore.views.report import beside
from tradecore.views.reports.backtest import (
    HELD,
    counts_grid,
    drawdown_chart,
    equity_chart,
    exits_grid,
    resampled_grid,
    tiles,
)
from tradecore.views.rolling import rolling_chart
from tradecore.views.trade_rows import trade_rows
from tradecore_ui import tiles as numbers
from tradecore_ui.candles import candles
from tradecore_ui.charts import chart
from tradecore_ui.desk import exchange_zone, zone
from tradecore_ui.results.about import about
from tradecore_ui.tables import frame, grid, metrics
from tradecore_ui.words import empty, verdict
from tradecore_workbench.reading import Traded, traded
from tradecore_workbench.run import Run

Drawn = Callable[[Run, Traded, BacktestView], None]


@st.cache_resource(max_entries=8, show_spinner="Reading the run ...")
def _read(job_id: str, finished: str, _run: Run) -> Traded:  # noqa: ARG001 - they say which one, and since when
    return traded(_run)


def read(run: Run) -> Traded:
    """Its tables and bars, kept for the next look."""
    return _read(run.id, run.status.finished, run)


def show(run: Run) -> None:
    """Verdict, first numbers and curves; then one of the closer looks."""
    found = read(run)
    view = _view(found)
    numbers.tiles(tiles(found.result.metrics, found.result.benchmark, view.currency))
    verdict(found.result.sentences)
    chart(equity_chart(view), "equity")
    chart(drawdown_chart(view), "drawdown")
    look = st.segmented_control("Look at", list(LOOKS), default="Trades", required=True, key="backtest.look")
    LOOKS[look](run, found, view)


def _view(found: Traded) -> BacktestView:
    instrument = found.request.bars[0].instrument
    return backtest_view(
        found.request.strategy,
        found.bars,
        found.equity,
        found.trades,
        found.result.sentences,
        zone(exchange_zone(found.request)),
        instrument.currency if instrument else "USD",
        found.result.in_sample,
    )


def _trades(run: Run, found: Traded, view: BacktestView) -> None:
    """Candles with the fills, and the list that jumps to them."""
    room = st.container()
    row = _trade_list(run, found, view)
    with room:
        if not found.bars:
            empty("The prices cannot be drawn.", found.missing)
            return
        names = [each.symbol for each in found.bars]
        wanted = names.index(found.trades["symbol"][row]) if row is not None else 0
        name = st.selectbox("Symbol", names, wanted, key=f"backtest.symbol.{wanted}") if len(names) > 1 else names[0]
        bars = found.bars[names.index(name)]
        focus = None
        if row is not None and found.trades["symbol"][row] == name:
            focus = trade_place(bars, int(found.trades["entry_time"][row]), int(found.trades["exit_time"][row]))
        candles(candle_view(bars, fill_marks(found.fills, name, view.currency), view.zone), f"backtest.{run.id}", focus)
        st.caption(
            "Arrows are fills: up is bought, down is sold; point at one to read it. Prices are in the units of the "
            f"last bar, times in {view.zone}. Choose a trade below to go there."
        )


def _trade_list(run: Run, found: Traded, view: BacktestView) -> int | None:
    """The closed trades; the place of the one that is chosen."""
    if not len(found.trades):
        empty("No trade was closed.", "The decisions below say why: look at Exits and costs.")
        return None
    st.markdown("##### Closed trades")
    rows = pd.DataFrame(trade_rows(found.trades, view.zone)).assign(gained=lambda table: table["gained"] * 100)
    picked = frame(
        rows,
        f"trades.{run.id}",
        on_select="rerun",
        selection_mode="single-row",
        height=320,
        column_config={
            "gained": st.column_config.NumberColumn(format="%.2f%%", help="Change of price in the trade's favour."),
            "net": st.column_config.NumberColumn(f"net {view.currency}", format="%.2f"),
            "costs": st.column_config.NumberColumn(format="%.2f"),
            "entry_price": st.column_config.NumberColumn("entry at", format="%.2f"),
            "exit_price": st.column_config.NumberColumn("exit at", format="%.2f"),
            "quantity": st.column_config.NumberColumn(format="localized"),
        },
    )
    return picked.selection.rows[0] if picked.selection.rows else None


def _months(run: Run, found: Traded, view: BacktestView) -> None:  # noqa: ARG001
    table = months_grid(monthly(view.time, view.equity, float(found.result.metrics["initial"] or 0.0), view.zone))
    if table is None:
        empty("The run lies within one month.", "Run it over a longer stretch to compare months.")
    else:
        grid(table, "months")
        st.caption(
            "Many small greens are worth more than one large one: a result that hangs on one month hangs on luck."
        )


def _risk(run: Run, found: Traded, view: BacktestView) -> None:  # noqa: ARG001
    own = found.result.metrics
    moving = rolling_chart(
        view.time, view.equity, float(own["initial"] or 0.0), float(own["periods_per_year"] or 0.0), view.zone
    )
    if moving is None:
        empty("The run is too short for a rolling Sharpe ratio.", "It takes some months of bars.")
    else:
        chart(moving, "rolling")
    if found.result.bootstrap is not None:
        grid(resampled_grid(found.result.bootstrap), "bootstrap")
    else:
        st.caption(
            "How else it could have come out: set draws under Report in the form, such as 1,000, and run it again."
        )


def _exits(run: Run, found: Traded, view: BacktestView) -> None:  # noqa: ARG001
    left, right = st.columns(2)
    for column, tables in (
        (left, (exits_grid(found.trades, view.currency), costs_grid(found.fills, found.trades, view.currency))),
        (
            right,
            (
                counts_grid("What was decided", "decision", found.result.why),
                counts_grid("Orders that were not filled", "reason", found.result.rejected),
            ),
        ),
    ):
        with column:
            for table in tables:
                if table is not None:
                    grid(table, table.title.lower().replace(" ", "-"))


def _numbers(run: Run, found: Traded, view: BacktestView) -> None:  # noqa: ARG001
    result = found.result
    columns = {result.strategy: result.metrics, **({HELD: result.benchmark} if result.benchmark else {})}
    metrics(*beside(columns), "metrics")


LOOKS: Mapping[str, Drawn] = {
    "Trades": _trades,
    "Exits and costs": _exits,
    "Months": _months,
    "Risk": _risk,
    "All numbers": _numbers,
    "Request and files": lambda run, found, view: about(run, found.request),  # noqa: ARG005
}
