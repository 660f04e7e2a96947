"""The registry: every model with how it stands, and what the gate says of one."""

import streamlit as st

from tradecore.contracts.promote import PromoteResult
from tradecore.jobs import Wanted
from tradecore.promotion import ALWAYS, missing
from tradecore.views.registry import about, history, models_grid, refused
from tradecore.views.reports.train import model_grid
from tradecore_ui.boundary import plain
from tradecore_ui.desk import workbench
from tradecore_ui.jobs import finished
from tradecore_ui.results.reports import closer, head, made
from tradecore_ui.tables import grid
from tradecore_ui.words import empty, verdict
from tradecore_ui.words import listed as sentences
from tradecore_workbench.run import Run

MODEL = "model"


def listed() -> str:
    """The list of models with one of them chosen, by the address too; empty where there is none."""
    lines = workbench().model_lines()
    if not lines:
        empty("There is no model yet.", "Train one: choose Trainings above and press New training.")
        return ""
    grid(models_grid(lines), "models")
    for line in lines:
        if line.remark:
            st.warning(plain(line.remark), icon=":material/warning:")
    names = [line.name for line in lines]
    named = st.query_params.get(MODEL, "")
    key = f"train.model.{named}"
    return st.selectbox(
        "Model",
        names,
        names.index(named) if named in names else len(names) - 1,
        key=key,
        on_change=lambda: st.query_params.update({MODEL: st.session_state[key]}),
    )


def known(name: str) -> None:
    """What is on record of a model."""
    models = workbench().models
    record, standing = models.record(name), models.standing(name)
    verdict(about(record, standing)[:-1])
    if standing.changes:
        st.markdown("##### How it came to stand there")
        sentences(history(standing))
    with st.expander("On record"):
        grid(model_grid(record), f"record.{name}")


def judged(name: str) -> None:
    """The newest word of the gate on a model, with what is missing; nothing before it was asked."""
    lines = workbench().runs.lines(Wanted(types=("promote",), text=name))
    line = next((each for each in lines if each.subject == name), None)
    if line is None:
        empty("The gate has not been asked about this model.", "Hold it to the gate below.")
        return
    run = Run(workbench(), line.job_id)
    if finished(run):
        report = made(run)
        for reason in refused(run.result):
            st.error(plain(reason), icon=":material/block:")
        _way_out(run.result)
        head(report)
        closer(run, report, {})


def _way_out(result: PromoteResult) -> None:
    """What to do on this page with a model that the gate refused."""
    if not result.promoted and not ALWAYS.intersection(missing(result.checks)):
        st.info("Mend it and press Hold it to the gate again; or say under Override why it may be traded all the same.")
