"""What the server runs for every look at a page: the frame around it."""

import streamlit as st

from tradecore_ui.boundary import boundary, plain
from tradecore_ui.desk import ZONE, ZONES, workbench
from tradecore_ui.navigation import pages

st.set_page_config("tradecore", ":material/candlestick_chart:", layout="wide")
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
    st.sidebar.caption(plain(str(workbench().folder)))
    page.run()
