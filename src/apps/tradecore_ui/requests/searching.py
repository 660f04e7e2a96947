"""What is asked of every job that searches: the axes, what is best, and how sets are drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from tradecore.errors import TradecoreError
from tradecore.views.forms import Asked, Question, of_contract
from tradecore.views.searching.asked import axes_asked, axis_questions, objective_question
from tradecore_ui.boundary import plain
from tradecore_ui.desk import workbench
from tradecore_ui.forms import Form
from tradecore_ui.submitting import submit
from tradecore_workbench.checks import check
from tradecore_workbench.estimating import estimate

HOW = ("min_trades", "random", "seed")
ESTIMATE, START = "estimate", "start"
WORDS = (
    "Each parameter takes an axis: from:to:step such as 5:50:5, or values such as 5,10,20. A single value fixes it, an "
    "empty field leaves it as it is configured. Every further value is one more try that luck has."
)


def axes(form: Form, strategy: str, *, filled: bool = True) -> dict[str, Asked]:
    """One text a parameter; the first ones are `filled` with an axis around what they are."""
    desk = workbench()
    questions = axis_questions(desk.catalog.strategy(strategy), desk.settings.strategy_values(strategy))
    st.markdown("##### What is tried")
    form.ask(_blank(questions) if not filled else questions, columns=4)
    st.caption(WORDS)
    form.room("over")
    return axes_asked({each.key: form.answers[each.key] for each in questions})


def how(form: Form, contract: type) -> dict[str, Asked]:
    """The objective and how sets are drawn; `contract` has the defaults."""
    questions = of_contract(contract, {}, names=HOW)
    return form.ask((objective_question("sharpe"), *questions), columns=4)


def run_asked(form: Form, contract: type, names: Sequence[str]) -> dict[str, Asked]:
    """What changes the time or the proof of a run, folded; errors about the strategy as a whole stand beneath."""
    with st.expander("How it is run"):
        asked = form.ask(of_contract(contract, {}, names=names))
    form.room("strategy")
    return asked


def buttons(start: str) -> str:
    """Which of the two was pressed: ESTIMATE, START, or none."""
    left, right, _ = st.columns([1, 1, 3])
    look = left.form_submit_button("Estimate", icon=":material/calculate:", width="stretch")
    go = right.form_submit_button(start, type="primary", icon=":material/play_arrow:", width="stretch")
    return ESTIMATE if look else START if go else ""


def sent(form: Form, kind: str, wish: str, overrides: Mapping[str, object]) -> None:
    """Does what was pressed, beneath the form."""
    if wish == ESTIMATE:
        estimated(form, kind, overrides)
    elif wish == START:
        submit(form, kind, overrides)


def estimated(form: Form, kind: str, overrides: Mapping[str, object]) -> None:
    """Says what the job would do, how long that may take and what luck it buys; refuses what the job would refuse."""
    desk = workbench()
    try:
        with st.spinner("Reading the bars ..."):
            request = desk.request(kind, overrides)
            check(desk, kind, request)
            lines = estimate(desk, request)
    except TradecoreError as error:
        form.refuse(error)
        return
    st.info("\n\n".join(map(plain, lines)), icon=":material/calculate:")


def _blank(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    return tuple(replace(each, value="") for each in questions)
