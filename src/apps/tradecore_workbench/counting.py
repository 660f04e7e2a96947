"""Counting what is tried: every new run that tries parameter sets has its line in the trial ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from time import time_ns
from typing import Any

from tradecore.config import fingerprint
from tradecore.contracts.backtest import BacktestRequest
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.ledger import LedgerEntry, looks_before, tried_before
from tradecore.contracts.optimize import Counted, OptimizeRequest
from tradecore.contracts.walkforward import WalkForwardRequest
from tradecore.jobs import queued, stamp
from tradecore.ports.catalog import Catalog
from tradecore.space import searched
from tradecore_kit.codec import encode
from tradecore_kit.processes import mark_of
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.execution import plain_request, typed_request
from tradecore_workbench.kinds import Kind

# Requests that try several sets, and are told how many were tried before.
SEARCHES = OptimizeRequest | WalkForwardRequest
# What a request says that changes nothing of what is tried.
BESIDE = {"check_leaks", "counted", "engine", "heatmap", "provenance", "report", "schema", "workers"}


def new_run(adapters: Adapters, kind: Kind, request: Any) -> str:  # noqa: ANN401 - one of the contracts' requests
    """Stores a request as a new run that waits to be started; what it tries is counted first.

    A search is told how many sets other requests tried on its data before. A request that has been counted
    as it is, that of a run which is run again, keeps what it was told.
    """

    def stored(asked: Any) -> str:  # noqa: ANN401
        return adapters.runs.create(plain_request(kind, asked), queued(kind.name, time_ns(), mark_of()))

    entry = entry_of(request, adapters.catalog)
    if entry is None:
        return stored(request)
    with adapters.ledger.opened() as book:
        entries = book.entries()
        if isinstance(request, SEARCHES) and not (request.counted and request.counted.request == entry.request):
            look = looks_before(entries, entry) + 1 if entry.holdout else 0
            request = replace(request, counted=Counted(tried_before(entries, entry), entry.request, look))
        job_id = stored(request)
        if all(each.request != entry.request for each in entries):
            book.append(replace(entry, run=job_id))
    return job_id


def count(adapters: Adapters, job_id: str) -> None:
    """Makes up for a line that is missing since the submitter died between storing the run and counting it."""
    _, request = typed_request(adapters.runs.request(job_id), f"runs/{job_id}/request.json")
    entry = entry_of(request, adapters.catalog)
    if entry is None:
        return
    with adapters.ledger.opened() as book:
        if all(each.request != entry.request for each in book.entries()):
            book.append(replace(entry, run=job_id))


def entry_of(request: Any, catalog: Catalog) -> LedgerEntry | None:  # noqa: ANN401
    """The line of a request, still without a run; None for one that tries no parameters and opens no holdout."""
    specs = specs_of(request)
    opened = " ".join(dict.fromkeys(spec.holdout for spec in specs if spec.holdout and spec.open_holdout))
    tries = isinstance(request, BacktestRequest | SEARCHES)
    if not tries and not opened:
        return None
    strategy, trials = (request.strategy, 1) if tries else ("", 0)
    if isinstance(request, SEARCHES) and request.over:
        chosen = catalog.strategy(request.strategy)
        _, sets = searched(chosen, request.parameters, request.over, request.random, request.seed)
        trials = len(sets.strategies)
    plain: Mapping[str, object] = {name: value for name, value in encode(request).items() if name not in BESIDE}
    data = [fact for spec in specs for fact in (symbol_of(spec), spec.sha256) if fact]
    known, asked = tuple(dict.fromkeys(data)), fingerprint(plain)
    return LedgerEntry("", strategy, known, trials, asked, stamp(time_ns()), opened)


def specs_of(request: Any) -> Sequence[BarsSpec]:  # noqa: ANN401
    """The files of bars that a request is about."""
    bars: BarsSpec | tuple[BarsSpec, ...] = getattr(request, "bars", ())
    return bars if isinstance(bars, tuple) else (bars,)


def symbol_of(spec: BarsSpec) -> str:
    """The symbol as far as the request says it, else the file's name, by which bars without one are known."""
    return spec.symbol or PurePath(spec.path).name.partition(".")[0]
