"""The pages, in the order of the work."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import streamlit as st


class Entry(NamedTuple):
    """One page: its name is its file in screens/ and its part of the address."""

    name: str
    title: str
    icon: str


PAGES: Mapping[str, Sequence[Entry]] = {
    "": (Entry("home", "Home", "home"),),
    "Research": (
        Entry("data", "Data", "dataset"),
        Entry("experiments", "Experiments", "science"),
        Entry("train", "Train", "model_training"),
        Entry("backtest", "Backtest", "candlestick_chart"),
        Entry("optimize", "Optimise", "grid_on"),
        Entry("walkforward", "Walk-forward", "steps"),
    ),
    "Trading": (Entry("live", "Live", "monitoring"),),
    "Workspace": (
        Entry("runs", "Runs", "history"),
        Entry("settings", "Settings", "tune"),
    ),
}


def pages() -> Mapping[str, Sequence[object]]:
    """The pages as streamlit takes them."""
    return {section: [_page(entry) for entry in entries] for section, entries in PAGES.items()}


def _page(entry: Entry) -> object:
    return st.Page(
        file_of(entry.name),
        title=entry.title,
        icon=f":material/{entry.icon}:",
        url_path=entry.name,
        default=entry.name == "home",
    )


def file_of(name: str) -> str:
    """The file of a page, as seen from app.py."""
    return f"screens/{name}.py"


# The pages of job types that have none of their name.
ELSEWHERE = {"import": "data", "update": "data", "promote": "train"}


def known(name: str) -> bool:
    """Whether there is such a page."""
    return any(entry.name == name for entries in PAGES.values() for entry in entries)


def page_of(kind: str) -> str:
    """The page that shows runs of a job type; that of all runs for one that has none of its own."""
    wanted = ELSEWHERE.get(kind, kind)
    return wanted if known(wanted) else "runs"
