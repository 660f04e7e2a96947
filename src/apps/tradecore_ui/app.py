"""What the server runs for every look at a page: the frame around it."""

from pathlib import Path

import streamlit as st

from tradecore_ui.boundary import boundary, plain
from tradecore_ui.desk import ZONE, ZONES, workbench
from tradecore_ui.navigation import pages

STYLE = """<style>
[data-testid="stMainBlockContainer"]{padding:2.2rem 2.5rem 4rem}
[data-testid="stMainBlockContainer"] h1{font-size:1.7rem;padding:.2rem 0 .6rem}
[data-testid="stMetricValue"]{font-size:1.6rem;font-variant-numeric:tabular-nums}
[data-testid="stSidebarHeader"]{height:2.2rem}
</style>"""

# A file of our own: streamlit fetches its own icons from afar.
st.set_page_config("tradecore", Path(__file__).with_name("assets") / "icon.svg", layout="wide")
st.html(STYLE)
page = st.navigation(pages())  # pyright: ignore[reportArgumentType]
with st.sidebar:
    st.segmented_control(
        "Times",
        ZONES,
        default=ZONES[0],
        required=True,
        key=ZONE,
        help="The zone that times are written in: that of the bars, that of this machine, or UTC.",
    )
with boundary():
    st.sidebar.caption(plain(workbench().folder.name), help=plain(str(workbench().folder)))
    page.run()
