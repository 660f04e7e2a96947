"""Which experiments are looked at."""

from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from tradecore.views.experiments import KINDS, Experiment, Wish

ALL = "all"


def text_asked() -> str:
    """Words that must occur; asked first, since they decide which runs are read."""
    return st.text_input(
        "Text", key="experiments.text", placeholder="in id, symbol, strategy, model, result or error"
    ).strip()


def wish(found: Sequence[Experiment]) -> Wish:
    """What else they must be; choices are those that occur."""
    places = st.columns([2, 2, 2, 2, 1.3, 1.4], vertical_alignment="bottom")
    kinds = places[0].multiselect("Type", KINDS, key="experiments.kind", placeholder=ALL)
    subjects = _chosen(places[1], "Strategy or model", (each.subject for each in found))
    symbols = _chosen(places[2], "Symbols", (each.symbols for each in found))
    tags = _chosen(places[3], "Tags", (tag for each in found for tag in each.tags))
    fewest = places[4].number_input(
        "Trades", 0, step=10, key="experiments.trades", help="Fewer than 30 closed trades prove nothing."
    )
    done = places[5].toggle("Finished", key="experiments.finished", help="Only those that have a result.")
    return Wish(tuple(kinds), subjects, symbols, tags, int(fewest), finished=done)


def _chosen(place: Any, label: str, values: Iterable[str]) -> tuple[str, ...]:  # noqa: ANN401 - a column
    options = sorted({value for value in values if value})
    return tuple(place.multiselect(label, options, key=f"experiments.{label}", placeholder=ALL))
