"""How files of bars are read: what a check, an import, an update and a resampling are asked alike."""

from collections.abc import Mapping, Sequence

import streamlit as st

from tradecore.contracts.bars import BarsSpec
from tradecore.views.forms import Asked, of_contract
from tradecore_ui.desk import files_offered, workbench
from tradecore_ui.forms import Form, nested
from tradecore_workbench.downloading import downloads

FILES = "files"
DOWNLOADED = ("step", "start", "calendar", "hours", "zone")
NAMES = ("symbol", "zone", "calendar", "step", "label", "hours", "factors", "accept")
CONFIGURED = ("zone", "calendar", "label", "hours")


def origin_asked(page: str) -> str:
    """Files, or a source that downloads; chosen outside of the form, since the questions depend on it."""
    catalog = workbench().catalog
    names = [name for name in catalog.names("bar_source") if downloads({"source": name}, catalog)]
    return st.segmented_control("From", [FILES, *names], default=FILES, required=True, key=f"{page}.from")


def instrument_asked(form: Form, origin: str) -> Sequence[Mapping[str, object]]:
    """What is downloaded, since when and in which steps."""
    name = st.text_input(
        "instrument",
        key=f"{form.page}.instrument",
        placeholder="AAPL, or FUT:ES:202612:GLOBEX",
        help="As the source calls it. The download keeps the pace that is allowed, and goes on where it was stopped.",
    )
    form.room("instrument")
    asked = reading_asked(form, DOWNLOADED)
    return [{**spec, "source": origin} for spec in specs([name.strip()], asked)]


def files_asked(form: Form, key: str = "bars.path") -> Sequence[str]:
    """One file or several: those of data/, or any path."""
    picked = st.multiselect(
        "files",
        files_offered(),
        key=f"{form.page}.{key}",
        accept_new_options=True,
        placeholder="a file of data/, or type a path",
        help="Comma files or Parquet, of one symbol. Paths are relative to the workspace.",
    )
    form.room("path")
    return picked


def reading_asked(form: Form, names: Sequence[str] = NAMES) -> dict[str, Asked]:
    """How they are read, as far as it is said otherwise than configured; keys begin with `bars.`."""
    values = workbench().settings.resolved().values
    usual = {f"bars.{name}": values[f"data.{name}"] for name in CONFIGURED}
    return form.ask(of_contract(BarsSpec, usual, "bars.", names), columns=4)


def specs(paths: Sequence[str], asked: Mapping[str, Asked]) -> list[dict[str, object]]:
    """One spec a file; what was asked holds for each of them."""
    said = {key.removeprefix("bars."): value for key, value in nested(asked).items()}
    return [{"path": path, **said} for path in paths]
