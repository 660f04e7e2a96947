"""The form of a training."""

import streamlit as st

from tradecore.contracts.settings import ReportSettings
from tradecore.contracts.train import TrainRequest
from tradecore.views.forms import of_contract
from tradecore_ui.desk import bars_offered
from tradecore_ui.forms import Form, nested
from tradecore_ui.requests.trading import sections
from tradecore_ui.requests.training import learner_asked, training_asked
from tradecore_ui.submitting import submit

PAGE = "train"


def ask(*, expanded: bool) -> None:
    """Draws the form and submits what was asked."""
    form = Form(PAGE)
    with st.expander("New training", expanded=expanded, icon=":material/add_circle:"):
        learner = learner_asked(PAGE)
        with st.form(f"{PAGE}.form", border=False):
            bars = form.bars(bars_offered())
            asked = training_asked(form, learner)
            asked |= form.ask(of_contract(TrainRequest, {}, names=("model", "check_leaks")), columns=2)
            asked |= sections(form, {"report": ReportSettings})
            if st.form_submit_button("Train the model", type="primary", icon=":material/play_arrow:"):
                submit(form, PAGE, {"bars": bars, **nested(asked)})
