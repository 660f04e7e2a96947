"""Running one job in this process, whoever asked for it."""

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from pathlib import Path
from time import time_ns
from typing import Any

from tradecore.contracts.common import SCHEMA, Provenance
from tradecore.contracts.promote import Change
from tradecore.contracts.train import ModelRecord
from tradecore.errors import InvalidValue, JobError, StorageError, TradecoreError, UnknownName
from tradecore.jobs import Failure, State, Status, stamp
from tradecore.ports.executor import Entry, Work
from tradecore.ports.job_store import JobStore
from tradecore.ports.model_store import ModelStore
from tradecore.ports.past_walks import PastWalk, PastWalks
from tradecore.ports.place import Place
from tradecore.proof import changes
from tradecore.usecases.tools import Spread, Tools
from tradecore_kit.codec import decode, encode
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.brought import Brought
from tradecore_workbench.kinds import Kind, kind_of
from tradecore_workbench.pulse import Pulse
from tradecore_workbench.scratch import ScratchCatalog, ScratchModels
from tradecore_workbench.versions import versions


class Cancelled(KeyboardInterrupt):
    """Raised inside a job that is asked to end; no `except Exception` and no event loop on its way swallows it."""


class RunModels:
    """A model store that writes down which run a model is from."""

    def __init__(self, models: ModelStore, job_id: str) -> None:
        self._models, self._job_id = models, job_id
        self.record, self.content, self.names = models.record, models.content, models.names
        self.standing = models.standing

    def save(self, record: ModelRecord, content: bytes) -> None:
        """Saves the model as this run's."""
        self._models.save(replace(record, run=self._job_id), content)

    def stand(self, name: str, change: Change) -> None:
        """Notes the change as this run's, now."""
        self._models.stand(name, replace(change, run=self._job_id, at=stamp(time_ns())))


def execute(adapters: Adapters, job_id: str, place: Place, on_status: Callable[[Status], None] = lambda _: None) -> Any:  # noqa: ANN401
    """Runs a QUEUED job, whose turn has come, to its end and returns the typed result.

    Whatever was raised is recorded, then raised. `on_status` is called with each status after it was written.

    The run is SUCCEEDED, FAILED or CANCELLED afterwards, never RUNNING, unless a full disk does not take that word.
    A later attempt finds the journals of the earlier ones, unless what they depend on has another version by now.
    """
    runs = adapters.runs
    with Pulse(runs, job_id, place, on_status) as pulse:
        try:
            result = _work(adapters, job_id, pulse)
            pulse.end(State.SUCCEEDED)
        except (Cancelled, KeyboardInterrupt):
            _note(runs, job_id, "Cancelled.")
            pulse.end(State.CANCELLED)
            raise
        except TradecoreError as error:
            _note(runs, job_id, f"Failed: {error}")
            pulse.end(State.FAILED, Failure(type(error).__name__, str(error), _subject(error)))
            raise
        except BaseException as error:
            _note(runs, job_id, traceback.format_exc())
            pulse.end(State.FAILED, _defect(error))
            raise
        return result


def _note(runs: JobStore, job_id: str, text: str) -> None:
    """In the log, if the disk takes it: the status says how the run ended."""
    with suppress(StorageError):
        runs.log(job_id, text)


def typed_request(plain: Mapping[str, object], where: str) -> tuple[Kind, Any]:
    """The job type and the request of a request.json; raises RequestError or UnknownName."""
    name = plain.get("type")
    if not isinstance(name, str):
        raise InvalidValue("type", name, "the name of a job type, such as backtest", where)
    kind = kind_of(name)
    return kind, decode(kind.request, {key: value for key, value in plain.items() if key != "type"}, where)


def plain_request(kind: Kind, request: object) -> dict[str, object]:
    """The content of request.json."""
    return {**encode(request), "type": kind.name}


def _work(adapters: Adapters, job_id: str, pulse: Pulse) -> Any:  # noqa: ANN401
    runs, catalog = adapters.runs, adapters.catalog
    kind, request = typed_request(runs.request(job_id), f"runs/{job_id}/request.json")
    if pulse.attempt > 1:
        _take_up(adapters, job_id, request.provenance)
    artifacts = runs.artifacts(job_id, catalog.table_writer)
    again = bool(runs.notes(job_id).rerun_of)
    # What is updated again is there; what is imported or resampled again was not, or was replaced.
    known: Any = ScratchCatalog(catalog, fresh=kind.name != "update") if again else catalog
    models, walks = _models(adapters, job_id), past_walks(runs)
    tools = Tools(known, artifacts, models, pulse, spread(adapters, job_id), walks)
    result = kind.load()(request, tools)
    runs.finish(job_id, {"schema": SCHEMA, "type": kind.name, "result": encode(result)})
    return result


def _models(adapters: Adapters, job_id: str) -> ModelStore:
    """A rerun finds the models as they stood when the run that it repeats began, if that one is still there."""
    first = adapters.runs.notes(job_id).rerun_of
    if not first:
        return RunModels(adapters.models, job_id)
    try:
        return ScratchModels(adapters.models, adapters.runs.status(first).started or "")
    except UnknownName:
        return ScratchModels(adapters.models)


def spread(adapters: Adapters, job_id: str) -> Spread:
    """Spreads units of a run over processes, each of which makes itself ready for the run's request."""
    arguments = ["-m", "tradecore_workbench.worker", "--workspace", str(adapters.folder), "--job-id", job_id]

    def over(work: Work, units: Sequence[int], workers: int) -> AbstractContextManager[Iterator[Entry]]:
        return adapters.catalog.executor("process").spread(work, units, workers, arguments)

    return over


def past_walks(runs: JobStore) -> PastWalks:
    """Opens walks forward that are over; see the port."""

    def opened(job_id: str) -> PastWalk:
        record, own = runs.record(job_id), f"runs/{job_id}"
        if record.status.type != "walkforward":
            raise InvalidValue("walk", job_id, f"a run of type walkforward, which this {record.status.type} is not")
        if record.status.state is not State.SUCCEEDED:
            raise JobError(job_id, f"is {record.status.state.value}: only a walk forward that succeeded says anything")
        kind, request = typed_request(runs.request(job_id), f"{own}/request.json")
        return PastWalk(job_id, request, decode(kind.result, record.result.get("result"), f"{own}/result.json"))

    return opened


def _take_up(adapters: Adapters, job_id: str, provenance: Provenance) -> None:
    """Makes room for another attempt: what it makes has to come from one and the same code."""
    plain, asked = adapters.runs.request(job_id), provenance.versions
    brought = Brought(adapters.catalog, adapters.models)
    present = {**versions(), **brought(plain)}
    changed = sorted(name for name in {*asked, *present} if asked.get(name) != present.get(name))
    if changed:
        told = ", ".join(f"{name} {asked.get(name, 'none')} is now {present.get(name, 'none')}" for name in changed)
        adapters.runs.log(job_id, f"Nothing of earlier attempts is used, since {told}.")
    edited = [change.name for change in changes("code", provenance.code, brought.code(plain))]
    if edited:
        adapters.runs.log(job_id, f"Nothing of earlier attempts is used, since code has changed: {', '.join(edited)}.")
    adapters.runs.clear(job_id, journals=bool(changed or edited))


def _subject(error: TradecoreError) -> str:
    """The file, key or name that the error is about, as far as it says."""
    facts = (str(getattr(error, name, "")) for name in ("path", "key", "name", "strategy", "where"))
    return next((fact for fact in facts if fact), "")


def _defect(error: BaseException) -> Failure:
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno} in {frames[-1].name}" if frames else ""
    what = f"{type(error).__name__}: {str(error).rstrip('.')}."
    message = f"{what} This is a defect of tradecore or of a plugin; log.txt has the traceback."
    return Failure(type(error).__name__, message, where)
