"""Live: the kill switch, a session with all that it does, what a person may do about it, and how another one begins."""

import streamlit as st

from tradecore_ui.live.looks import looks
from tradecore_ui.live.people import people
from tradecore_ui.live.picking import picked
from tradecore_ui.live.pictures import pictures
from tradecore_ui.live.standing import standing
from tradecore_ui.live.switch import switch
from tradecore_ui.requests.live import ask
from tradecore_ui.words import empty

st.title("Live")
switch()
session = picked()
if session is None:
    empty("There is no session yet.", "Start one here: it trades recorded or live bars at the simulated broker.")
else:
    people(session, standing(session))
    pictures(session)
    looks(session)
ask(expanded=session is None)
