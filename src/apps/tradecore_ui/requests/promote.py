"""The forms that change how a model stands: the gate, an override, and retiring."""

import streamlit as st

from tradecore.errors import InvalidValue, TradecoreError
from tradecore.jobs import State, Wanted
from tradecore.views.listing import choice
from tradecore_ui.desk import workbench, zone
from tradecore_ui.forms import Form
from tradecore_ui.submitting import submit

NEWEST = 30
NONE = "none"


def ask(name: str) -> None:
    """Promotion at the left, retiring at the right."""
    left, right = st.columns(2)
    with left:
        _promote(name)
    with right:
        _retire(name)


def _promote(name: str) -> None:
    form, lines = Form(f"promote.{name}"), _walks()
    with st.form(f"promote.{name}", border=True):
        st.markdown("##### Promote it")
        st.caption("The gate demands a leak check, an evaluation out of sample, a sound record and a file that opens.")
        walk = st.selectbox(
            "A walk forward that speaks for it",
            [NONE, *lines],
            key=f"promote.walk.{name}.{zone()}",
            format_func=lambda each: lines.get(each, NONE),
            help="It counts where it walked the same recipe: learner, parameters, features, target and horizon.",
        )
        form.room("walk")
        reason = st.text_input(
            "Override: why it may be traded though a check fails",
            key=f"promote.override.{name}",
            placeholder="leave empty to demand every check",
            help="The reason stays with the model for good and is told wherever it appears.",
        )
        form.room("override")
        if st.form_submit_button("Hold it to the gate", type="primary", icon=":material/verified:"):
            submit(form, "promote", {"model": name, "override": reason.strip(), "walk": "" if walk == NONE else walk})


def _retire(name: str) -> None:
    form = Form(f"retire.{name}")
    with st.form(f"retire.{name}", border=True):
        st.markdown("##### Retire it")
        st.caption("It stays in the registry, and whoever uses it is told the reason.")
        reason = st.text_input("Why it is retired", key=f"retire.reason.{name}", placeholder="drifted since March")
        form.room("reason")
        if st.form_submit_button("Retire the model", icon=":material/archive:"):
            _retired(form, name, reason.strip())


def _retired(form: Form, name: str, reason: str) -> None:
    try:
        if not reason:
            raise InvalidValue("reason", reason, "a word on why the model is retired")
        workbench().retire(name, reason)
    except TradecoreError as error:
        form.refuse(error)
        return
    st.rerun()


def _walks() -> dict[str, str]:
    """The newest walks that are over, in words."""
    lines = workbench().runs.lines(Wanted((State.SUCCEEDED.value,), ("walkforward",)), NEWEST)
    return {line.job_id: choice(line, zone()) for line in lines}
