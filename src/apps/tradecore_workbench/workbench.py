"""The workbench: everything tradecore can do in a workspace, for the command line, a notebook and the pages."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep, time_ns
from typing import TYPE_CHECKING, Any

from tradecore.contracts.promote import Change
from tradecore.errors import JobError, TradecoreError
from tradecore.jobs import Failure, ProcessMark, RunRecord, State, Status, ended, resumed, stamp
from tradecore.notes import Notes
from tradecore.ports.data_store import DataStore
from tradecore.ports.job_store import JobStore
from tradecore.ports.model_store import ModelStore
from tradecore.ports.place import Place
from tradecore.views.registry import ModelLine, damaged_line, model_line
from tradecore_kit.codec import decode
from tradecore_kit.processes import is_here, mark_of
from tradecore_plugins.registry import Registry
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.asking import Ask, methods, opened
from tradecore_workbench.brought import Brought
from tradecore_workbench.configuration import Configuration
from tradecore_workbench.counting import count, new_run
from tradecore_workbench.execution import execute
from tradecore_workbench.kinds import is_heavy, kind_of, kind_of_request
from tradecore_workbench.requests import RequestBuilder
from tradecore_workbench.run import Run
from tradecore_workbench.workspace import find

if TYPE_CHECKING:
    from tradecore_workbench.sessions import Sessions

START_SECONDS = 60.0
START_POLL = 0.02
# A job of a second is noticed as soon as it is over, a long one is not asked after too often.
LONGEST_POLL = 0.1
POLL_PART = 0.02
NO_LIMIT = 0
# How long a job that is cancelled has to write down where it was.
STOP_SECONDS = 5.0


class Workbench:
    """One workspace with its adapters.

    Each job type is a method: `workbench.backtest(bars, strategy="sma_cross", fast=10)` returns a Run; see
    `tradecore_workbench.asking.Ask`.
    """

    def __init__(self, workspace: str | Path | None = None) -> None:
        """Opens the workspace; raises NoWorkspace with how to make one (`tradecore_workbench.workspace.make`)."""
        self._adapters = Adapters(find(workspace))

    def __getattr__(self, name: str) -> Ask:
        """The job type of that name; one that is a word of Python has an underscore behind it: `import_`."""
        kinds = methods()
        if name not in kinds:
            raise AttributeError(f"A workbench has no {name!r}. Its jobs are {', '.join(kinds)}.", name=name, obj=self)
        return Ask(self, kinds[name])

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *methods()})

    def __repr__(self) -> str:
        return f"Workbench({str(self.folder)!r})"

    def run(self, which: str | Path = "") -> Run:
        """A run by its id, the beginning of it, or its folder in any workspace; by default the newest one.

        Raises UnknownName when there is none, InvalidValue when several ids begin so.
        """
        return opened(self, str(which))

    def elsewhere(self, folder: Path) -> "Workbench":
        """The workbench of another workspace; raises NoWorkspace."""
        return self if folder == self.folder else Workbench(folder)

    @property
    def folder(self) -> Path:
        """The workspace, absolute."""
        return self._adapters.folder

    @property
    def adapters(self) -> Adapters:
        """What the workspace is worked with."""
        return self._adapters

    @property
    def catalog(self) -> Registry:
        """The registry of everything that plugins bring."""
        return self._adapters.catalog

    @property
    def runs(self) -> JobStore:
        """The run folders."""
        return self._adapters.runs

    @property
    def models(self) -> ModelStore:
        """The model folders."""
        return self._adapters.models

    @property
    def sets(self) -> DataStore:
        """The prepared data sets."""
        return self._adapters.sets

    @property
    def settings(self) -> Configuration:
        """The user's configuration: `resolved()`, `set(key, value)`, `unset(key)`."""
        return self._adapters.settings

    @property
    def sessions(self) -> "Sessions":
        """The trading sessions: `start(name)`, `stop(name, why)`, `replay(name)`, `parity(name)`."""
        from tradecore_workbench.sessions import Sessions

        return Sessions(self._adapters)

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
        brought = Brought(self.catalog, self.models)
        builder = RequestBuilder(
            self.folder,
            self.catalog,
            self.settings,
            brought,
            brought.code,
            lambda name: self.models.record(name).sha256,
        )
        return builder.build(kind_of(kind), overrides)

    def submit(self, request: Any, notes: Notes | None = None) -> str:  # noqa: ANN401
        """Starts the request as a job in its own process and returns its id once the process has taken over.

        It may have to wait then: at most `jobs.at_once` heavy jobs work, the others are QUEUED in the order in which
        they were submitted. A process that dies before it takes over leaves a FAILED run, whose id is returned too.
        `notes` are there before the job begins.
        """
        kind = kind_of_request(request)
        job_id = new_run(self._adapters, kind, request)
        if notes is not None:
            self.runs.annotate(job_id, lambda _: notes)
        return self._launch(job_id, self.runs.join(job_id, waits=kind.heavy))

    def resume(self, job_id: str, *, take_over: bool = False) -> str:
        """Starts a run that FAILED or was CANCELLED again, in its folder, as `submit` starts a new one.

        What it had finished, as far as its journals tell, is not done again; the result is that of a run which was
        never interrupted. `take_over` also takes a run of another host, which must not work on it any more.
        Raises JobError for a run that succeeded, is at work, or belongs to another host.
        """
        self._check_resumable(self.runs.status(job_id), job_id, take_over=take_over)
        count(self._adapters, job_id)
        place = self.runs.join(job_id, waits=is_heavy(self.runs.status(job_id).type))
        try:
            status = self.runs.status(job_id)
            if not status.state.final:
                self._check_resumable(status, job_id, take_over=take_over)
                status = ended(status, State.FAILED, time_ns(), _taken_over(status), job_id)
                self.runs.update(job_id, status)
            self.runs.update(job_id, resumed(status, time_ns(), mark_of(), job_id))
        except BaseException:
            place.leave()
            raise
        self.runs.log(job_id, f"Attempt {status.attempt + 1}.")
        return self._launch(job_id, place)

    def wait(self, job_id: str, on_status: Callable[[Status], None] | None = None) -> RunRecord:
        """Waits until the run is final, calling `on_status` each time its status changed.

        Never raises for a failed run. A KeyboardInterrupt leaves the job running.
        """
        shown, since = None, monotonic()
        while True:
            status = self.runs.status(job_id)
            if on_status is not None and status != shown:
                on_status(status)
            shown = status
            if status.state.final:
                return self.runs.record(job_id)
            sleep(min(LONGEST_POLL, max(START_POLL, (monotonic() - since) * POLL_PART)))

    def inline(self, request: Any) -> Any:  # noqa: ANN401
        """Runs the request here, into a run folder all the same, and returns the typed result; errors are raised.

        It begins at once, whatever else is at work; jobs that are submitted meanwhile wait for it.
        """
        return self.result(self.here(request))

    def here(self, request: Any, on_status: Callable[[Status], None] = lambda _: None) -> str:  # noqa: ANN401
        """The same, returning the run's id; `on_status` is called whenever the status was written."""
        kind = kind_of_request(request)
        job_id = new_run(self._adapters, kind, request)
        place = self.runs.join(job_id, waits=kind.heavy)
        try:
            place.enter(NO_LIMIT)
            execute(self._adapters, job_id, place, on_status)
        finally:
            place.leave()
        return job_id

    def result(self, job_id: str) -> Any:  # noqa: ANN401
        """The typed result of a run that succeeded (BacktestResult ...); raises JobError with its failure otherwise."""
        record = self.runs.record(job_id)
        if record.status.state is not State.SUCCEEDED:
            failure = record.status.error
            raise JobError(job_id, f"is {record.status.state}" + (f": {failure.message}" if failure else ""))
        return decode(kind_of(record.status.type).result, record.result.get("result"), f"runs/{job_id}/result.json")

    def model_lines(self) -> Sequence[ModelLine]:
        """The models of the registry, a line each, sorted by name; one that cannot be read says why."""
        return [self._model_line(name) for name in self.models.names()]

    def _model_line(self, name: str) -> ModelLine:
        try:
            return model_line(self.models.record(name), self.models.standing(name))
        except TradecoreError as error:
            return damaged_line(name, str(error))

    def retire(self, name: str, reason: str) -> None:
        """Retires a model: it stays where it is, and whoever uses it is told the reason. Raises UnknownName."""
        change = Change("retired", reason, sha256=self.models.record(name).sha256, at=stamp(time_ns()))
        self.models.stand(name, change)

    def cancel(self, job_id: str) -> RunRecord:
        """Stops a run's process and everything it started, and returns it final; harmless when it is final.

        A process that has not ended STOP_SECONDS after it was asked to is killed. Raises JobError for a run of
        another host.
        """
        status = self.runs.status(job_id)
        if not status.state.final and status.process is not None and not is_here(status.process):
            raise JobError(job_id, f"is {status.state} on {status.process.host}: cancel it there")
        if status.state is State.QUEUED:
            # Its process may be the submitter's; the job's own finds that it waits no longer.
            self.runs.update(job_id, ended(status, State.CANCELLED, time_ns(), job_id=job_id))
        elif not status.state.final and status.process is not None:
            self._stop(status.process)
            # What had no time to say so itself; until here nobody asked the store, which would call it lost.
            with suppress(JobError):
                self.runs.update(job_id, ended(status, State.CANCELLED, time_ns(), job_id=job_id))
        return self.wait(job_id)

    def _stop(self, process: ProcessMark) -> None:
        """Asks the job's process group to end, and ends it when it does not."""
        launcher = self._adapters.launcher
        launcher.stop(process)
        deadline = monotonic() + STOP_SECONDS
        while launcher.alive(process) and monotonic() < deadline:
            sleep(START_POLL)
        launcher.kill(process)
        while launcher.alive(process):
            sleep(START_POLL)

    def _launch(self, job_id: str, place: Place) -> str:
        """Starts the process of a QUEUED run, which inherits its place, and waits until it has taken over."""
        mine, kind = self.runs.status(job_id), self.runs.status(job_id).type
        arguments = ["-m", "tradecore_workbench.job", "--workspace", str(self.folder), "--job-id", job_id]
        arguments += ["--type", kind, "--request", self.runs.location(job_id, "request.json")]
        arguments += ["--place", str(place.handle)]
        launcher, handles = self._adapters.launcher, [place.handle] if place.handle >= 0 else []
        try:
            process = launcher.start(arguments, self.runs.location(job_id, "log.txt"), handles)
        except JobError as error:
            place.leave()
            self._never_started(job_id, Failure("NotStarted", str(error)))
            return job_id
        place.hand_over()
        deadline = monotonic() + START_SECONDS
        while self.runs.status(job_id) == mine and monotonic() < deadline:
            if not launcher.alive(process):
                # Most stores have seen that by themselves.
                message = "Its process ended before it began to work; log.txt may say why."
                self._never_started(job_id, Failure("ProcessLost", message, self.runs.location(job_id, "log.txt")))
            sleep(START_POLL)
        return job_id

    def _never_started(self, job_id: str, failure: Failure) -> None:
        """FAILED, unless the job itself said meanwhile how it ended."""
        status = self.runs.status(job_id)
        if status.state is State.QUEUED:
            self.runs.update(job_id, ended(status, State.FAILED, time_ns(), failure, job_id))

    def _check_resumable(self, status: Status, job_id: str, *, take_over: bool) -> None:
        """Raises JobError with what to do instead."""
        if status.state is State.SUCCEEDED:
            raise JobError(job_id, f"SUCCEEDED at {status.finished}: there is nothing left to do")
        if status.state.final:
            return
        host = status.process.host if status.process and not is_here(status.process) else ""
        if not host:
            raise JobError(job_id, f"is {status.state} and at work: watch it with tradecore runs show {job_id}")
        if not take_over:
            seen = f", last seen {status.heartbeat}" if status.heartbeat else ""
            raise JobError(
                job_id,
                f"is {status.state} on {host}{seen}, which cannot be seen from here: resume it there or, if nobody "
                "works on it any more, here with --take-over",
            )


def _taken_over(status: Status) -> Failure:
    host = status.process.host if status.process else "?"
    return Failure("ProcessLost", f"It was {status.state} on {host} and was taken over.", status.progress.step)
