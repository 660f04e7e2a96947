"""Changing configs/active.json, through the validators that the command line and every run use."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import get_type_hints

import pandas as pd
import streamlit as st

from tradecore.config import ACTIVE
from tradecore.contracts.settings import Settings
from tradecore.errors import TradecoreError
from tradecore.views.forms import Asked, of_contract, of_strategy
from tradecore.views.setting_rows import change_rows, setting_rows
from tradecore_ui.boundary import complain
from tradecore_ui.desk import workbench, zone
from tradecore_ui.forms import Form, nested
from tradecore_ui.tables import frame
from tradecore_ui.words import empty

APART = ("strategies", "schema")


def sections() -> None:
    """A form for each section, and the list of all settings with their origins."""
    settings = workbench().settings
    resolved, hints = settings.resolved(), get_type_hints(Settings)
    st.caption("What is changed here is kept in configs/active.json, and holds for every run that is asked for after.")
    for name in (item.name for item in fields(Settings) if item.name not in APART):
        mine = sum(1 for key, origin in resolved.origins.items() if origin == ACTIVE and key.startswith(f"{name}."))
        with st.expander(f"{name.capitalize()}{f'  :blue-badge[{mine} changed]' if mine else ''}"):
            _form(
                f"settings.{name}",
                lambda form, name=name: form.ask(of_contract(hints[name], resolved.values, f"{name}.")),
            )
    _unset([key for key, origin in resolved.origins.items() if origin == ACTIVE])
    st.markdown("##### All settings")
    frame(pd.DataFrame(setting_rows(resolved)), "settings.all", height=420)


def parameters() -> None:
    """The parameters of a strategy that runs start from."""
    desk = workbench()
    name = st.selectbox("Strategy", desk.catalog.names("strategy"), key="settings.strategy")
    st.caption("Runs begin with these parameters; what a form or a command says for one run comes before them.")
    questions = of_strategy(desk.catalog.strategy(name), desk.settings.strategy_values(name), f"strategies.{name}.")
    if questions:
        _form(f"settings.strategies.{name}", lambda form: form.ask(questions, columns=4))
    else:
        empty(f"{name} has no parameters.", "Choose another strategy.")


def changes() -> None:
    """What was changed, and the way back."""
    settings = workbench().settings
    rows = change_rows(settings.active(), settings.history(), zone())
    if not rows:
        empty("Nothing was changed yet.", "Every change of configs/active.json is listed here.")
        return
    st.caption(
        f"Every change of configs/active.json, the newest first; times in {zone()}. Choose one to undo it, and what "
        "came after it."
    )
    table = pd.DataFrame(rows)
    picked = frame(
        table.drop(columns="version"),
        f"settings.history.{rows[0].version}",
        on_select="rerun",
        selection_mode="single-row",
    )
    if picked.selection.rows:
        row = rows[picked.selection.rows[0]]
        if st.button(f"Go back to before {row.at}", key="settings.restore", icon=":material/undo:"):
            _kept(lambda: settings.restore(row.version))


def _form(key: str, ask: Callable[[Form], Mapping[str, Asked]]) -> None:
    form = Form(key)
    with st.form(f"{key}.form", border=False):
        given = ask(form)
        if st.form_submit_button("Save"):
            if given:
                _kept(lambda: workbench().settings.change(nested(given)), form)
            else:
                st.caption("Nothing was changed.")


def _unset(keys: list[str]) -> None:
    if not keys:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.multiselect("Go back to the code's default of", keys, key=f"settings.unset.{len(keys)}")
        if st.button("Unset", key="settings.unset.do", disabled=not chosen):
            _kept(lambda: [workbench().settings.unset(key) for key in chosen])


def _kept(change: Callable[[], object], form: Form | None = None) -> None:
    """Writes, and shows what stands there then; what is refused is shown beside its field."""
    try:
        change()
    except TradecoreError as error:
        if form is None:
            complain(error)
        else:
            form.refuse(error)
    else:
        st.rerun()
