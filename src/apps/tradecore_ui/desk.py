"""What every page stands on: the workspace, the run that is shown, and the zone that times are written in."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from tradecore.errors import TradecoreError
from tradecore.jobs import RunLine
from tradecore.views.charts import Chart
from tradecore.views.known_bars import KnownBars, known_bars
from tradecore_workbench.run import Run
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import VARIABLE

ZONES = ("exchange", "local", "UTC")
RUN, ZONE = "run", "desk.zone"
FILES = (".csv", ".parquet", ".pq")
# So many of the newest runs are asked which files they read.
ASKED = 40


@st.cache_resource(show_spinner=False)
def _opened(folder: str) -> Workbench:
    return Workbench(folder or None)


def workbench() -> Workbench:
    """The workspace of this server, made once; raises NoWorkspace."""
    return _opened(os.environ.get(VARIABLE, ""))


def chosen(kind: str, lines: Sequence[RunLine]) -> Run | None:
    """The run that the address names, if it is of this type, else the first of `lines`; None where there is none."""
    desk, named = workbench(), st.query_params.get(RUN, "")
    if named:
        run = Run(desk, desk.runs.find(named))
        if run.kind == kind:
            return run
    return Run(desk, lines[0].job_id) if lines else None


def choose(job_id: str) -> None:
    """From now on the page shows this run, after a reload too."""
    st.query_params[RUN] = job_id


def zone(exchange: str = "") -> str:
    """The zone to write times in: that of the bars, where they have one, of the reader's machine, or UTC."""
    wish = st.session_state.get(ZONE, ZONES[0])
    if wish == "exchange":
        return exchange or "UTC"
    return st.context.timezone or "UTC" if wish == "local" else "UTC"


def exchange_zone(request: Any) -> str:  # noqa: ANN401 - one of the contracts' requests
    """The zone of the exchange whose bars a request names, or of the file's times; empty where nothing says one."""
    bars = getattr(request, "bars", ())
    catalog = workbench().catalog
    for spec in bars if isinstance(bars, tuple) else (bars,):
        found = catalog.calendar(spec.calendar).zone if spec.calendar else spec.zone
        if found:
            return str(found)
    return ""


def dark() -> bool:
    """Whether the page is dark."""
    return st.context.theme.type == "dark"


def bars_offered() -> Sequence[KnownBars]:
    """Sets, files that runs have read, and files of data/ that none has."""
    desk = workbench()
    newest = [line.job_id for line in desk.runs.lines(limit=ASKED)]
    return _offered(str(desk.folder), tuple(newest), tuple(desk.sets.names()), tuple(_files(desk.folder / "data")))


def files_offered() -> Sequence[str]:
    """The files of data/ that may hold bars."""
    return tuple(_files(workbench().folder / "data"))


def in_zone(view: Chart, exchange: str) -> Chart:
    """A chart with its instants written in the zone that was chosen, see `zone`."""
    return replace(view, zone=zone(exchange))


@st.cache_data(show_spinner=False, max_entries=4)
def _offered(folder: str, job_ids: Sequence[str], sets: Sequence[str], files: Sequence[str]) -> Sequence[KnownBars]:  # noqa: ARG001 - the folder is part of the key
    return known_bars(sets, list(_requests(job_ids)), files)


def _requests(job_ids: Iterable[str]) -> Iterable[Mapping[str, Any]]:
    for job_id in job_ids:
        try:
            yield workbench().runs.request(job_id)
        except TradecoreError:
            # A damaged run has nothing to offer; the page Runs says what is wrong with it.
            continue


def _files(folder: Path) -> Iterable[str]:
    found = sorted(folder.glob("*")) if folder.is_dir() else []
    return (f"data/{path.name}" for path in found if path.suffix.lower() in FILES and path.is_file())
