"""A run as a notebook handles it: numbers, tables as DataFrames, the picture, the verdict."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradecore.errors import JobError, UnknownName
from tradecore.jobs import RunRecord, State, Status
from tradecore.ports.job_store import JobStore
from tradecore_workbench.execution import typed_request
from tradecore_workbench.pictures import Picture
from tradecore_workbench.watching import watched

if TYPE_CHECKING:
    from tradecore.ports.catalog import Catalog
    from tradecore_kit.tables import DataFrame
    from tradecore_workbench.workbench import Workbench

Numbers = Mapping[str, float | int | None]


class Run:
    """One run of a workspace. What needs a result raises JobError, with the reason, while there is none.

    Tables come as DataFrames indexed by `time` (datetime64[ns, UTC]); docs/notebook.md lists their dtypes.
    """

    def __init__(self, workbench: "Workbench", job_id: str) -> None:
        """Raises UnknownName when there is no such run."""
        self._workbench, self.id = workbench, job_id
        self.status  # noqa: B018 - a run that does not exist is refused here

    @property
    def workbench(self) -> "Workbench":
        """Whose run it is."""
        return self._workbench

    @property
    def store(self) -> JobStore:
        """Where its folder is kept."""
        return self._workbench.runs

    @property
    def status(self) -> Status:
        """Where it is, with progress and error."""
        return self._workbench.runs.status(self.id)

    @property
    def record(self) -> RunRecord:
        """Status and result as the store has them."""
        return self._workbench.runs.record(self.id)

    @property
    def kind(self) -> str:
        """The job type: backtest, train ..."""
        return self.status.type

    @property
    def state(self) -> str:
        """QUEUED, RUNNING, SUCCEEDED, FAILED, CANCELLED, or UNKNOWN for one at work on another host."""
        return self.record.state

    @property
    def catalog(self) -> "Catalog":
        """The registry that its names answer to."""
        return self._workbench.catalog

    @property
    def folder(self) -> Path:
        """Where everything lies, absolute."""
        return Path(self._workbench.runs.location(self.id))

    @property
    def request(self) -> Any:  # noqa: ANN401
        """The typed request (BacktestRequest ...)."""
        return typed_request(self._workbench.runs.request(self.id), f"runs/{self.id}/request.json")[1]

    @property
    def result(self) -> Any:  # noqa: ANN401
        """The typed result (BacktestResult ...)."""
        return self._workbench.result(self.id)

    @property
    def sentences(self) -> Sequence[str]:
        """The verdict, what matters first."""
        return tuple(getattr(self.result, "sentences", ()))

    @property
    def metrics(self) -> Numbers:
        """The metrics by name (see docs/metrics.md), None where there is no number; empty for jobs without any."""
        return dict(getattr(self.result, "metrics", {}))

    @property
    def benchmark(self) -> Numbers:
        """Those of buying and holding the same bars."""
        return dict(getattr(self.result, "benchmark", {}))

    @property
    def model(self) -> str:
        """The name of the model that it trained or used."""
        told = getattr(self.result, "model", "")
        name: str = getattr(told, "name", told)
        if not name:
            raise JobError(self.id, f"is a run of {self.kind}, which has no model")
        return name

    @property
    def files(self) -> Sequence[str]:
        """The names of its artifacts."""
        manifest: Sequence[Mapping[str, str]] = self.record.result.get("manifest", ())  # type: ignore[assignment]
        return [entry["name"] for entry in manifest]

    def file(self, name: str) -> Path:
        """The path of an artifact; raises UnknownName with those that exist."""
        self.result  # noqa: B018 - a run without a result says why
        if name not in self.files:
            raise UnknownName("artifact", name, self.files, f"run {self.id}")
        return self.folder / name

    def table(self, name: str) -> "DataFrame":
        """A table by its name, with or without its ending: `fills`, `validation.csv`."""
        from tradecore_kit.tables import from_csv

        return from_csv(self.file(name if name.endswith(".csv") else f"{name}.csv"))

    @property
    def equity(self) -> "DataFrame":
        """The account at every close, beside the benchmark."""
        return self.table("equity")

    @property
    def trades(self) -> "DataFrame":
        """Closed trades by the time of their exits."""
        return self.table("trades")

    @property
    def fills(self) -> "DataFrame":
        """Every execution."""
        return self.table("fills")

    @property
    def predictions(self) -> "DataFrame":
        """What the model said at each bar's close."""
        return self.table("predictions")

    @property
    def trials(self) -> "DataFrame":
        """Every parameter set that was tried, by its number."""
        return self.table("trials")

    @property
    def windows(self) -> "DataFrame":
        """Every window of a walk: what it learned on, what it chose, what its test came to."""
        return self.table("windows")

    def plot(self, name: str = "") -> Picture:
        """The picture of the run, or that of a name; a notebook shows it, `save(path)` keeps it elsewhere."""
        self.result  # noqa: B018 - as in `file`
        drawn = [each for each in self.files if each.endswith(".png")]
        if not drawn:
            raise JobError(self.id, "has no picture: it was run with report.pictures off, or nothing was to be drawn")
        return Picture(self.file(name or drawn[0]))

    @property
    def report(self) -> Path:
        """The page about the run, for a browser."""
        return self.file("report.html")

    @property
    def log(self) -> str:
        """What it wrote down while it worked."""
        path = self.folder / "log.txt"
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""

    def wait(self) -> "Run":
        """Waits until it is over, showing where it is; raises JobError unless it succeeded."""
        with watched() as show:
            self._workbench.wait(self.id, show)
        self.result  # noqa: B018 - as in `file`
        return self

    def cancel(self) -> "Run":
        """Stops it, with everything it started."""
        self._workbench.cancel(self.id)
        return self

    def resume(self) -> "Run":
        """Starts one that failed or was cancelled again, where it was, and waits for it."""
        self._workbench.resume(self.id)
        return self.wait()

    def __repr__(self) -> str:
        from tradecore_workbench.shown import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from tradecore_workbench.shown import as_html

        return as_html(self)

    @property
    def succeeded(self) -> bool:
        """Whether there is a result."""
        return self.status.state is State.SUCCEEDED
