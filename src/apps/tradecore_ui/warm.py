"""What pages need is loaded as soon as the server listens, so that no first visit waits for it."""

import gc
import logging
import pkgutil
import socket
from contextlib import suppress
from importlib import import_module
from threading import Thread
from time import monotonic, sleep

import streamlit as st
from streamlit import runtime

from tradecore.errors import TradecoreError
from tradecore.jobs import State, Wanted

PATIENCE, POLL = 60.0, 0.05
# Says in the terminal that a thread of ours belongs to no page, which it need not.
COMPLAINT = "streamlit.runtime.scriptrunner_utils.script_run_context"
# Who starts the server, and what it runs.
NOT_LOADED = ("app", "serve", "__main__")


def begin() -> None:
    """Loads in a thread that ends with the server."""
    Thread(target=_when_it_listens, name="warm", daemon=True).start()


def warm() -> None:
    """Loads the modules of the pages, then what the first looks at the workspace would read.

    Afterwards what is loaded stays: streamlit collects garbage after every poll, and need not look at it each time.
    """
    logging.getLogger(COMPLAINT).setLevel(logging.ERROR)
    package = import_module("tradecore_ui")
    for module in pkgutil.walk_packages(package.__path__, "tradecore_ui."):
        if module.name.rpartition(".")[2] not in NOT_LOADED:
            import_module(module.name)
    with suppress(TradecoreError):
        _parts()
    gc.collect()
    gc.freeze()


def _parts() -> None:
    """The list, the newest backtest, learners and features; what cannot be used is told by the page that needs it."""
    desk = import_module("tradecore_ui.desk").workbench()
    desk.runs.lines()
    with suppress(TradecoreError):
        for line in desk.runs.lines(Wanted((State.SUCCEEDED.value,), ("backtest",)), 1):
            import_module("tradecore_ui.results.backtest").read(desk.run(line.job_id))
    for make, kind in ((desk.catalog.feature_set, "feature_set"), (desk.catalog.learner, "learner")):
        for name in desk.catalog.names(kind):
            with suppress(TradecoreError):
                make(name)


def _when_it_listens() -> None:
    deadline = monotonic() + PATIENCE
    while not _listens():
        if monotonic() > deadline:
            return
        sleep(POLL)
    warm()


def _listens() -> bool:
    if not runtime.exists():
        return False
    try:
        socket.create_connection((st.get_option("server.address"), st.get_option("server.port")), 1.0).close()
    except OSError:
        return False
    return True
