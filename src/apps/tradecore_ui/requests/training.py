"""What is asked of a training: the learner with its own parameters, target, horizon and features, the rows held out."""

import streamlit as st

from tradecore.contracts.settings import TrainingSettings
from tradecore.views.forms import Asked, of_contract
from tradecore.views.learners import columns_offered, of_learner
from tradecore_ui.boundary import plain
from tradecore_ui.desk import workbench
from tradecore_ui.forms import Form

FIRST = ("target", "horizon")
HELD_OUT = ("validation", "folds", "embargo", "seed")


def learner_asked(page: str) -> str:
    """Which learner; chosen outside of the form, since its parameters depend on it."""
    desk = workbench()
    names = list(desk.catalog.names("learner"))
    usual = str(desk.settings.resolved().values["training.learner"])
    return st.selectbox("Learner", names, names.index(usual) if usual in names else 0, key=f"{page}.learner")


def training_asked(form: Form, learner: str) -> dict[str, Asked]:
    """The other questions of the section `training`."""
    desk = workbench()
    values = desk.settings.resolved().values
    asked: dict[str, Asked] = {}
    if learner != values["training.learner"]:
        asked["training.learner"] = learner
    questions = of_contract(TrainingSettings, values, "training.", FIRST)
    asked |= form.ask((*questions, *of_learner(desk.catalog.learner(learner), {})), columns=4)
    asked |= form.ask(of_contract(TrainingSettings, values, "training.", ("features",)), columns=1)
    form.room("training.learner")
    with st.expander("What can be learned from"):
        for provider, names in columns_offered(desk.catalog, desk.catalog.names("feature_set")):
            st.markdown(f"**{plain(provider)}**: {plain(names)}")
        st.caption("Each takes its lengths in brackets, such as change(7) or talib.rsi(14); one a line.")
    with st.expander("What is held out"):
        asked |= form.ask(of_contract(TrainingSettings, values, "training.", HELD_OUT), columns=4)
    return asked
