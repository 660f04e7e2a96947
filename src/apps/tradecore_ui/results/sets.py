"""The prepared sets of the workspace, and a closer look at one."""

import streamlit as st

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.sets import SetManifest
from tradecore.prepared import SET
from tradecore.usecases.bars import Loaded, load_bars
from tradecore.views.reports.data import closes_chart, findings_grid
from tradecore.views.sets import about, sets_grid
from tradecore_ui.charts import chart
from tradecore_ui.desk import in_zone, workbench
from tradecore_ui.tables import grid
from tradecore_ui.words import verdict

NAME = "set"


@st.cache_resource(max_entries=4, show_spinner="Reading the bars ...")
def _loaded(folder: str, name: str, sha256: str) -> Loaded:  # noqa: ARG001 - a set that was updated is another one
    return load_bars(BarsSpec(name, source=SET), workbench().catalog, look=True)


def listed() -> str:
    """The list of sets with one of them chosen, by the address too; empty where there is none."""
    store = workbench().sets
    manifests = [store.manifest(name) for name in store.names()]
    if not manifests:
        return ""
    grid(sets_grid(manifests), "sets")
    names, named = [each.name for each in manifests], st.query_params.get(NAME, "")
    key = f"data.set.{named}"
    return st.selectbox(
        "Set",
        names,
        names.index(named) if named in names else 0,
        key=key,
        on_change=lambda: st.query_params.update({NAME: st.session_state[key]}),
    )


def known(name: str) -> None:
    """What a set holds, where it came from, and what is to be said of its bars."""
    desk = workbench()
    manifest = desk.sets.manifest(name)
    loaded = _loaded(str(desk.folder), name, manifest.sha256)
    verdict(about(manifest))
    chart(in_zone(closes_chart(loaded.bars, loaded.findings), _zone(manifest)), f"set.{name}")
    if loaded.findings:
        grid(findings_grid(loaded.findings), f"findings.{name}")


def _zone(manifest: SetManifest) -> str:
    catalog = workbench().catalog
    return catalog.calendar(manifest.calendar).zone if manifest.calendar else manifest.zone
