"""Several runs beside each other."""

from collections.abc import Sequence

import streamlit as st

from tradecore.errors import TradecoreError
from tradecore.views.compared_runs.curves import charts
from tradecore.views.compared_runs.model import Row, RunComparison, differing
from tradecore_ui.boundary import plain
from tradecore_ui.charts import chart
from tradecore_ui.desk import workbench, zone
from tradecore_ui.tables import as_csv, html, title
from tradecore_ui.words import verdict
from tradecore_workbench.comparing import compare as compared


def compare(job_ids: Sequence[str]) -> None:
    """What was asked differently, what came out differently, and the curves over each other."""
    try:
        view = compared(workbench(), job_ids)
    except TradecoreError as error:
        st.warning(plain(str(error)), icon=":material/compare_arrows:")
        return
    st.markdown("#### Compared")
    for letter, run in zip(view.letters, view.runs, strict=True):
        st.markdown(f"**{letter}** `{run.job_id}`  {plain(run.sentence)}")
    verdict(view.sentences)
    for number, each in enumerate(charts(_in_zone(view))):
        chart(each, f"compared.{number}")
    everything = st.toggle("Show what is the same too", key="runs.everything")
    for name, rows in (
        ("Numbers", view.metrics),
        ("Settings", view.settings),
        ("Data", view.data),
        ("Code", view.environment),
    ):
        _rows(name, rows if everything else differing(rows), view)


def _in_zone(view: RunComparison) -> RunComparison:
    from dataclasses import replace

    return replace(view, zone=zone())


def _rows(name: str, rows: Sequence[Row], view: RunComparison) -> None:
    if not rows:
        st.caption(f"{name}: no difference.")
        return
    head, body = ("", *view.letters), [(row.key, *row.values) for row in rows]
    title(name, as_csv(head, body), f"compared.{name.lower()}")
    html(head, body)
