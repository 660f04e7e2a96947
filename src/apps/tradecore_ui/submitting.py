"""From a form to a job: the request is built and checked as everywhere else, then submitted."""

from collections.abc import Mapping

import streamlit as st

from tradecore.errors import TradecoreError
from tradecore_ui.desk import choose, workbench
from tradecore_ui.forms import Form
from tradecore_workbench.checks import check


def submit(form: Form, kind: str, overrides: Mapping[str, object]) -> None:
    """Submits a job and shows its run from now on; what is refused is shown beside its field, and no run is made."""
    desk = workbench()
    try:
        with st.spinner("Starting the job ..."):
            request = desk.request(kind, overrides)
            check(desk, kind, request)
            job_id = desk.submit(request)
    except TradecoreError as error:
        form.refuse(error)
        return
    choose(job_id)
    st.rerun()
