"""Train: a model from a form, what it is worth, and whether it may be traded."""

import streamlit as st

from tradecore_ui.jobs import finished
from tradecore_ui.parts import part
from tradecore_ui.picking import picked
from tradecore_ui.requests import promote
from tradecore_ui.requests.train import ask
from tradecore_ui.results import models
from tradecore_ui.results.reports import made, show
from tradecore_ui.words import empty

PARTS = {"Trainings": ("train",), "Models": ("promote",)}

st.title("Train")
if part("train", PARTS, "Models" if models.MODEL in st.query_params else "Trainings") == "Models":
    name = models.listed()
    if name:
        models.known(name)
        models.judged(name)
        promote.ask(name)
else:
    run = picked("train")
    ask(expanded=run is None)
    if run is None:
        empty("There is no training yet.", "Choose bars above and press Train the model.")
    elif finished(run):
        show(run, made(run))
