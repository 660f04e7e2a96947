"""Settings: what is configured and where each value comes from, what it was before, and what plugins brought."""

import streamlit as st

from tradecore_ui.requests.settings import changes, parameters, sections
from tradecore_ui.results.plugins import plugins

LOOKS = {
    "Settings": sections,
    "Strategies": parameters,
    "History": changes,
    "Plugins": plugins,
}

st.title("Settings")
look = st.segmented_control(
    "Look at", list(LOOKS), default="Settings", required=True, key="settings.look", label_visibility="collapsed"
)
LOOKS[look]()
