"""The parts of a page that shows runs of several types."""

from collections.abc import Mapping, Sequence

import streamlit as st

from tradecore_ui.desk import RUN, workbench


def part(page: str, kinds: Mapping[str, Sequence[str]], usual: str) -> str:
    """Which part is looked at: that of the run in the address, else the `usual` one, until another is chosen."""
    named, desk = st.query_params.get(RUN, ""), workbench()
    shown = desk.run(named).kind if named else ""
    first = next((name for name, some in kinds.items() if shown in some), usual)
    return st.segmented_control(
        "Show", list(kinds), default=first, required=True, key=f"{page}.part.{named}", label_visibility="collapsed"
    )
