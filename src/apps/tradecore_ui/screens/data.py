"""Data: prepared sets, what is wrong with bars and where, and bringing new ones in."""

import streamlit as st

from tradecore_ui.desk import workbench
from tradecore_ui.jobs import finished
from tradecore_ui.parts import part
from tradecore_ui.picking import picked
from tradecore_ui.requests import data
from tradecore_ui.results import sets
from tradecore_ui.results.reports import made, show
from tradecore_ui.words import empty

KINDS = {"Checks": "data", "Imports": "import", "Updates": "update"}
PARTS = {"Sets": (), **{name: (kind,) for name, kind in KINDS.items()}}
NOTHING = {
    "Checks": ("There is no check of bars yet.", "Choose some above: a check says what is wrong with them and where."),
    "Imports": ("There is no import yet.", "Open Sets and press Import bars as a new set."),
    "Updates": ("There is no update yet.", "Open Sets, choose one and press Update."),
}

st.title("Data")
usual = "Sets" if workbench().sets.names() or sets.NAME in st.query_params else "Checks"
chosen = part("data", PARTS, usual)
if chosen == "Sets":
    name = sets.listed()
    data.bring(expanded=not name)
    if name:
        data.update(name)
        sets.known(name)
    else:
        empty("There is no data set yet.", "A set is checked once and read by its name ever after: import bars above.")
else:
    run = picked(KINDS[chosen])
    if chosen == "Checks":
        data.check(expanded=run is None)
    if run is None:
        empty(*NOTHING[chosen])
    elif finished(run):
        show(run, made(run))
