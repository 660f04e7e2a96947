"""Running a run again, to prove that it gives the same or to say where it does not."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, Any, cast

from tradecore.differences.difference import Difference
from tradecore.differences.files import first_difference
from tradecore.errors import DataError, InvalidValue, JobError
from tradecore.jobs import RunRecord, State, Status
from tradecore.notes import LONGEST, Notes, noted
from tradecore.ports.job_store import JobStore
from tradecore.proof import Change, Proof, Verdict, ordered
from tradecore_kit.codec import dumps
from tradecore_workbench.execution import typed_request
from tradecore_workbench.since import data_changes, environment_changes, on_present_files

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

SHOWN = 12
BLOCK = 1 << 20


def rerun(
    workbench: "Workbench",
    job_id: str,
    on_status: Callable[[Status], None] | None = None,
    on_start: Callable[[str], None] = lambda _: None,
    *,
    keep: bool = False,
    changed_data: bool = False,
) -> Proof:
    """Executes the request of a run that succeeded once more, as a job, and compares all that it makes.

    A file that has changed since is named and nothing is run, unless `changed_data` asks to run on what it holds
    now. The new run, whose id `on_start` is told, is removed when it is equal, unless `keep`; otherwise it stays, with
    a note. Models that it trains are not kept. Raises JobError for a run without a result; a KeyboardInterrupt
    leaves the new run at work.
    """
    runs, adapters = workbench.runs, workbench.adapters
    record = runs.record(job_id)
    if record.status.state is not State.SUCCEEDED:
        raise JobError(job_id, f"it is {record.status.state}, and it has no result to compare with")
    _, request = typed_request(runs.request(job_id), f"runs/{job_id}/request.json")
    data = data_changes(adapters, request)
    found = (*data, *environment_changes(adapters, job_id, request))
    if data and not changed_data:
        return Proof(job_id, "", Verdict.CHANGED, edited=edited(runs, record), changes=found)
    again = workbench.submit(on_present_files(adapters, request) if data else request, Notes(rerun_of=job_id))
    on_start(again)
    made = workbench.wait(again, on_status)
    proof = _proof(workbench, record, made, found)
    if proof.verdict is Verdict.EQUAL and not keep:
        runs.remove(again)
        return replace(proof, again="")
    text = " ".join((f"Rerun of {job_id}.", *proof.sentences))[:LONGEST]
    runs.annotate(again, lambda notes: noted(notes, text, time_ns()))
    return proof


def begin(workbench: "Workbench", job_id: str) -> str:
    """Starts a run again and leaves it to itself; its id. `proof_of` says later how it compares, and it is kept.

    Raises JobError for a run without a result, DataError where what it reads is not what it was.
    """
    record = workbench.runs.record(job_id)
    if record.status.state is not State.SUCCEEDED:
        raise JobError(job_id, f"it is {record.status.state}, and it has no result to compare with")
    _, request = typed_request(workbench.runs.request(job_id), f"runs/{job_id}/request.json")
    data = data_changes(workbench.adapters, request)
    if data:
        raise DataError(" ".join(change.sentence for change in data))
    return workbench.submit(request, Notes(rerun_of=job_id))


def proof_of(workbench: "Workbench", again: str) -> Proof:
    """How a run that was made to repeat another one compares with it; raises UnknownName where that one is gone."""
    first = workbench.runs.record(workbench.runs.notes(again).rerun_of)
    _, request = typed_request(workbench.runs.request(first.job_id), f"runs/{first.job_id}/request.json")
    found = environment_changes(workbench.adapters, first.job_id, request)
    return _proof(workbench, first, workbench.runs.record(again), found)


def _proof(workbench: "Workbench", then: RunRecord, made: RunRecord, found: Sequence[Change]) -> Proof:
    """The two by their manifests, or why there is nothing to compare."""
    runs = workbench.runs
    if made.status.state is not State.SUCCEEDED:
        problem = made.status.error.message if made.status.error else f"The run is {made.status.state.value}."
        gone = edited(runs, then)
        return Proof(then.job_id, made.job_id, Verdict.FAILED, edited=gone, changes=tuple(found), problem=problem)
    _, request = typed_request(runs.request(then.job_id), f"runs/{then.job_id}/request.json")
    return replace(compared(runs, then, made, found), code_known=bool(request.provenance.code))


def compared(runs: JobStore, then: RunRecord, now: RunRecord, found: Sequence[Change] = ()) -> Proof:
    """Two runs by their manifests; files that differ by these are opened to say where."""
    old, new = manifest(then), manifest(now)
    equal = [name for name, digest in old.items() if new.get(name) == digest]
    differing = ordered(name for name in old if name in new and name not in equal)
    differences = [_located(runs, then, now, name) for name in differing]
    result = _result_difference(then.result, now.result)
    missing, added = tuple(sorted(set(old) - set(new))), tuple(sorted(set(new) - set(old)))
    same = not (differences or result or missing or added)
    return Proof(
        run=then.job_id,
        again=now.job_id,
        verdict=Verdict.EQUAL if same else Verdict.DIFFERENT,
        files=len(equal),
        differences=(*differences, *((result,) if result else ())),
        missing=missing,
        added=added,
        edited=edited(runs, then),
        changes=tuple(found),
    )


def manifest(record: RunRecord) -> Mapping[str, str]:
    """SHA-256 of every artifact by name, as the run recorded it."""
    entries = cast("Sequence[Mapping[str, Any]]", record.result.get("manifest", ()))
    return {str(entry["name"]): str(entry["sha256"]) for entry in entries}


def edited(runs: JobStore, record: RunRecord) -> tuple[str, ...]:
    """Artifacts of a run that are gone, or are no longer what the run recorded."""
    return tuple(name for name, digest in manifest(record).items() if _digest(runs, record.job_id, name) != digest)


def _located(runs: JobStore, then: RunRecord, now: RunRecord, name: str) -> Difference:
    paths = [Path(runs.location(record.job_id, name)) for record in (then, now)]
    try:
        with paths[0].open("rb") as first, paths[1].open("rb") as second:
            found = first_difference(name, first, second)
    except OSError as error:
        return Difference(name, "its folder", "made by the run", f"cannot be read: {error.strerror}")
    # Equal by now, though their manifests differ: somebody has edited one of the two.
    return found or Difference(name, "its manifest", manifest(then)[name][:SHOWN], manifest(now)[name][:SHOWN])


def _result_difference(then: Mapping[str, object], now: Mapping[str, object]) -> Difference | None:
    first, second = (io.BytesIO(dumps(result.get("result"), "result")) for result in (then, now))
    return first_difference("result.json", first, second)


def _digest(runs: JobStore, job_id: str, name: str) -> str:
    digest = sha256()
    try:
        with Path(runs.location(job_id, name)).open("rb") as stream:
            while block := stream.read(BLOCK):
                digest.update(block)
    except (InvalidValue, OSError):
        return ""
    return digest.hexdigest()
