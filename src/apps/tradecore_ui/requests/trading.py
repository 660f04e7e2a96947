"""What every job is asked that trades: bars, a strategy, what it decides on, how orders fill and what they cost."""

from collections.abc import Mapping

import streamlit as st

from tradecore.contracts.settings import AccountSettings, CostSettings, FillSettings, ReportSettings, RiskSettings
from tradecore.errors import RequestError
from tradecore.jobs import State, Wanted
from tradecore.parameters import build
from tradecore.usecases.inputs import options_of
from tradecore.views.forms import Asked, Question, of_contract, of_strategy
from tradecore.views.listing import choice
from tradecore_ui.desk import workbench, zone
from tradecore_ui.forms import Form

SECTIONS: Mapping[str, type] = {
    "costs": CostSettings,
    "account": AccountSettings,
    "fills": FillSettings,
    "risk": RiskSettings,
    "report": ReportSettings,
}
NEWEST = 30


def strategy_asked(page: str) -> str:
    """Which strategy; chosen outside of the form, since its parameters depend on it."""
    names = workbench().catalog.names("strategy")
    usual = "sma_cross" if "sma_cross" in names else names[0]
    return st.selectbox("Strategy", names, list(names).index(usual), key=f"{page}.strategy")


def parameters_of(name: str) -> tuple[Question, ...]:
    """The strategy's parameters, as configs/active.json has them or the strategy itself."""
    desk = workbench()
    return of_strategy(desk.catalog.strategy(name), desk.settings.strategy_values(name))


def words_of(name: str) -> str:
    """What a strategy does, in its author's words."""
    return " ".join((workbench().catalog.strategy(name).__doc__ or "").split()).replace("`", "")


def decided_on(form: Form, name: str) -> dict[str, object]:
    """Predictions or signals, where the strategy decides on them."""
    needed = _options(name)
    found: dict[str, object] = {}
    if "predictions" in needed:
        found |= _predicted(form)
    if "signals" in needed:
        path = st.text_input("signals", key=f"{form.page}.signals", placeholder="the path of a comma file of targets")
        form.room("signals")
        found |= {"signals": path.strip()} if path.strip() else {}
    return found


def sections(form: Form, names: Mapping[str, type] = SECTIONS) -> dict[str, Asked]:
    """The sections of the settings, folded: what stands there comes from configs/active.json or from the code."""
    values, asked = workbench().settings.resolved().values, dict[str, Asked]()
    for name, contract in names.items():
        with st.expander(name.capitalize()):
            asked |= form.ask(of_contract(contract, values, f"{name}."))
    return asked


def _options(name: str) -> tuple[str, ...]:
    desk = workbench()
    try:
        return options_of(build(desk.catalog.strategy(name), desk.settings.strategy_values(name)))
    except RequestError:
        # A parameter without a default is given in the form; the check of the request says what is missing then.
        return ()


def _predicted(form: Form) -> dict[str, object]:
    """A model of the registry, or the predictions of a run."""
    desk = workbench()
    lines = desk.runs.lines(Wanted((State.SUCCEEDED.value,), ("predict",)), NEWEST)
    runs = {
        f"predictions of {choice(line, zone())}": desk.runs.location(line.job_id, "predictions.csv") for line in lines
    }
    models = {f"model {model}": model for model in sorted(desk.models.names(), reverse=True)}
    told = st.selectbox(
        "predicted by",
        [*runs, *models],
        key=f"{form.page}.predictions",
        index=0 if runs or models else None,
        placeholder="train a model first",
        help="The predictions of a run, or a model that predicts as the run goes.",
    )
    form.room("predictions")
    form.room("model")
    if told in runs:
        return {"predictions": runs[told]}
    return {"model": models[told]} if told in models else {}
