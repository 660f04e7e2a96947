"""How the columns of metrics are written in long tables."""

from collections.abc import Mapping

import streamlit as st

from tradecore.views.meanings import meaning, unit_of
from tradecore.views.searching.ranked import SHOWN
from tradecore.views.text import label

FORMATS = {"percent": "percent", "money": "localized", "number": "%.2f"}
COUNTS = ("trades", "rejected")


def columns(*more: str) -> Mapping[str, object]:
    """Those of the table of sets, with their objective."""
    return {label(name): column(name, label(name)) for name in dict.fromkeys((*more, *SHOWN))}


def headed(names: Mapping[str, str]) -> Mapping[str, object]:
    """Metrics by their names, under heads of one's own."""
    return {head: column(name, head) for name, head in names.items()}


def column(name: str, head: str) -> object:
    """One metric: its unit, and what it tells where the pointer rests."""
    form = "localized" if name in COUNTS else FORMATS[unit_of(name)]
    return st.column_config.NumberColumn(head, format=form, help=meaning(name).words or None)
