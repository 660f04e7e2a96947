"""The workbench: everything tradecore can do in a workspace, for the command line, a notebook and the pages."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tradecore.jobs import RunRecord, Status


class Workbench:
    """One workspace with its adapters.

    Attributes:
        folder: The workspace, absolute.
        catalog: The registry of everything that plugins bring (`tradecore_plugins.registry.Registry`).
        runs: The job store (`tradecore.ports.job_store.JobStore`).
        models: The model store (`tradecore.ports.model_store.ModelStore`).
        settings: The configuration (`tradecore_workbench.configuration.Configuration`): `show(prefix)`,
            `set(key, value)`, `unset(key)`.
    """

    def __init__(self, workspace: str | Path | None = None) -> None:
        """Opens the workspace; raises NoWorkspace with how to make one (`tradecore_workbench.workspace.make`)."""
        raise NotImplementedError

    def request(self, kind: str, overrides: Mapping[str, object]) -> Any:  # noqa: ANN401
        """A complete request of job type `kind` (train, predict, backtest, leaks, data).

        `overrides` are the request's own fields and, by section, settings; nested or with dotted keys:
        `{"bars": "prices.csv", "strategy": "sma_cross", "parameters.fast": 5, "costs.slippage_bps": 1.0}`.
        `bars` is a path, a mapping of BarsSpec fields or (backtest) a list of either; what a spec does not
        say comes from the `data` section. `predictions` and `signals` are a path or a mapping. Values that
        are not overridden come from configs/active.json, then from the code, and `provenance.origins`
        says which. Files are fingerprinted, versions noted. Raises RequestError, UnknownName or
        DataError before anything is stored.
        """
        raise NotImplementedError

    def submit(self, request: Any) -> str:  # noqa: ANN401
        """Starts the request as a job in its own process and returns its id once the process has taken over.

        A process that dies before that leaves a FAILED run, whose id is returned as well.
        """
        raise NotImplementedError

    def wait(self, job_id: str, on_status: Callable[[Status], None] | None = None, poll: float = 0.1) -> RunRecord:
        """Waits until the run is final, calling `on_status` each time its status changed; never raises for a failed run.

        A KeyboardInterrupt leaves the job running.
        """
        raise NotImplementedError

    def inline(self, request: Any) -> Any:  # noqa: ANN401
        """Runs the request here, into a run folder all the same, and returns the typed result; errors are raised.

        The run's id is that of `workbench.runs.recent(1)`.
        """
        raise NotImplementedError

    def result(self, job_id: str) -> Any:  # noqa: ANN401
        """The typed result of a run that succeeded (BacktestResult ...); raises JobError with its failure otherwise."""
        raise NotImplementedError

    def cancel(self, job_id: str) -> RunRecord:
        """Stops a run's process and everything it started, and waits until it is final."""
        raise NotImplementedError
