"""What a run was asked and what lies in its folder: the same for every type of job."""

import pandas as pd
import streamlit as st

from tradecore.config import DEFAULT
from tradecore.views.report import words_for
from tradecore.views.settings import Setting, files_of, settings_of, shown
from tradecore.views.text import size
from tradecore_ui.tables import frame
from tradecore_workbench.run import Run


def about(run: Run, request: object) -> None:
    """Settings with their origins, the files it read, and its artifacts."""
    settings = settings_of(request)
    st.markdown("##### What was asked")
    _settings([each for each in settings if each.origin != DEFAULT], f"chosen.{run.id}")
    with st.expander("Defaults of the code"):
        _settings([each for each in settings if each.origin == DEFAULT], f"default.{run.id}")
    read = [(each.part, each.name, each.symbol, each.sha256[:12]) for each in files_of(request)]
    if read:
        st.markdown("##### What was read")
        frame(pd.DataFrame(read, columns=["part", "file", "symbol", "SHA-256"]), f"read.{run.id}")
    artifacts(run)


def artifacts(run: Run) -> None:
    """What lies in the folder, the page about the run first."""
    st.markdown("##### What lies in its folder")
    rows = [
        (name, words_for(name), size(run.file(name).stat().st_size)) for name in run.files if run.file(name).is_file()
    ]
    frame(pd.DataFrame(rows, columns=["file", "what it is", "size"]), f"files.{run.id}")
    with st.container(horizontal=True):
        if "report.html" in run.files:
            st.download_button(
                "Page of the run",
                lambda: run.file("report.html").read_bytes(),
                f"{run.id}.html",
                "text/html",
                key=f"report.{run.id}",
                icon=":material/description:",
                on_click="ignore",
            )
        st.code(str(run.folder), language=None)


def _settings(settings: list[Setting], key: str) -> None:
    rows = [(each.key, shown(each.value), each.origin) for each in settings]
    frame(pd.DataFrame(rows, columns=["setting", "value", "comes from"]), key)
