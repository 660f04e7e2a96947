"""The form of a walk forward."""

import streamlit as st

from tradecore.contracts.walkforward import WalkForwardRequest, WindowSettings
from tradecore.views.forms import Asked, of_contract
from tradecore_ui.desk import bars_offered
from tradecore_ui.forms import Form, nested
from tradecore_ui.requests.searching import axes, buttons, how, run_asked, sent
from tradecore_ui.requests.trading import decided_on, sections, strategy_asked, words_of
from tradecore_ui.requests.training import learner_asked, training_asked

PAGE = "walkforward"
CUTS = ("train", "test", "step", "anchored")
GAPS = ("embargo", "fewest")
AGAIN = ("retrain", "retune", "borders")
RUN = ("periods_per_year", "engine", "workers", "in_sample", "check_leaks")
USUAL = {"windows.train": "1 year", "windows.test": "3 months"}


def ask(*, expanded: bool) -> None:
    """Draws the form; tells what the walk would do, or submits it."""
    form = Form(PAGE)
    with st.expander("New walk forward", expanded=expanded, icon=":material/add_circle:"):
        left, right = st.columns(2)
        with left:
            name = strategy_asked(PAGE)
            st.caption(words_of(name))
        with right:
            learn = st.checkbox(
                "Fit a model in each window, which the strategy decides on", key=f"{PAGE}.learn",
                value="predict" in name,
            )  # fmt: skip
            learner = learner_asked(PAGE) if learn else ""
        with st.form(f"{PAGE}.form", border=False):
            bars = form.bars(bars_offered())
            given = {} if learn else decided_on(form, name)
            asked = _windows(form) | axes(form, name, filled=not learn) | how(form, WalkForwardRequest)
            if learn:
                st.markdown("##### What is learned in each window")
                asked |= {"learn": True} | training_asked(form, learner)
            asked |= sections(form)
            asked |= run_asked(form, WalkForwardRequest, RUN)
            wish = buttons("Start the walk")
        sent(form, PAGE, wish, {"bars": [bars] if bars else [], "strategy": name, **given, **nested(asked)})


def _windows(form: Form) -> dict[str, Asked]:
    """Where to cut."""
    st.markdown("##### Windows")
    form.ask(of_contract(WindowSettings, USUAL, "windows.", CUTS), columns=4)
    st.caption(
        "Each window learns and chooses on train and trades the test after it; the next one begins a step later, a "
        "test's length when that is empty. Lengths such as 500 bars, 90 days, 6 months or 2 years."
    )
    asked = {key: form.answers[key] for key in USUAL}
    asked |= {key: form.answers[key] for key in ("windows.step", "windows.anchored") if form.answers[key]}
    asked |= form.ask(of_contract(WindowSettings, {}, "windows.", GAPS), columns=2)
    return asked | form.ask(of_contract(WalkForwardRequest, {}, names=AGAIN))
