"""The forms about data: check or resample a file, import files as a set, update a set."""

import streamlit as st

from tradecore.contracts.data import DataRequest
from tradecore.contracts.sets import ImportRequest, UpdateRequest
from tradecore.views.forms import of_contract
from tradecore_ui.desk import bars_offered
from tradecore_ui.forms import Form, nested
from tradecore_ui.requests.reading import (
    FILES,
    files_asked,
    instrument_asked,
    origin_asked,
    reading_asked,
    specs,
)
from tradecore_ui.submitting import submit

RESAMPLING = ("step", "anchor", "into")
AS_BEFORE = "The files are read as the set's own were. Rows that it has already must agree, unless revised."
SINCE = "What has closed since the set's last bar is downloaded, as its instrument was called before."


def check(*, expanded: bool) -> None:
    """Looks at bars and says what is wrong with them; with a step makes longer ones of them."""
    form = Form("data")
    with (
        st.expander("Check or resample bars", expanded=expanded, icon=":material/fact_check:"),
        st.form("data.form", border=False),
    ):
        bars = form.bars(bars_offered())
        with st.expander("How the file is read"):
            asked = reading_asked(form)
        st.markdown("##### Longer bars")
        said = form.ask(of_contract(DataRequest, {}, names=RESAMPLING))
        st.caption("Leave the step empty to check only. 1h, 30min or 1d make longer bars; a name keeps them as a set.")
        if st.form_submit_button("Check the bars", type="primary", icon=":material/play_arrow:"):
            (spec,) = specs([""], asked)
            submit(form, "data", {"bars": {**spec, **(bars or {})}, **nested(said)})


def bring(*, expanded: bool) -> None:
    """Makes a set of files."""
    form = Form("import")
    with st.expander("Import bars as a new set", expanded=expanded, icon=":material/add_circle:"):
        origin = origin_asked("import")
        with st.form(f"import.form.{origin}", border=False):
            found = specs(files_asked(form), reading_asked(form)) if origin == FILES else instrument_asked(form, origin)
            said = form.ask(of_contract(ImportRequest, {}, names=("name",)), columns=2)
            if st.form_submit_button("Import the bars", type="primary", icon=":material/play_arrow:"):
                submit(form, "import", {"bars": found, **nested(said)})


def update(name: str) -> None:
    """Adds what files have to a set."""
    form = Form(f"update.{name}")
    with st.expander(f"Update {name}", icon=":material/update:"):
        origin = origin_asked(form.page)
        with st.form(f"update.form.{name}.{origin}", border=False):
            paths = files_asked(form) if origin == FILES else [""]
            st.caption(AS_BEFORE if origin == FILES else SINCE)
            asked = reading_asked(form, ("factors", "accept")) if origin == FILES else {"bars.source": origin}
            said = form.ask(of_contract(UpdateRequest, {}, names=("revise",)), columns=2)
            if st.form_submit_button("Update the set", type="primary", icon=":material/play_arrow:"):
                submit(form, "update", {"bars": specs(paths, asked), "base": name, **nested(said)})
