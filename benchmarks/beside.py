"""Parts that are no contests: files, processes, jobs as a user meets them, a walk, an order, a kill switch."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from benchmarks import files, jobs, ordering, start, switching, table, walking
from benchmarks.contest import Ground, Say
from benchmarks.market import write
from benchmarks.programme import Size


class Told(NamedTuple):
    """A part's tables as Markdown, its figures as plain data, and whether an entry failed."""

    sections: Sequence[str]
    record: Any
    failed: bool = False


def of_files(size: Size, ground: Ground, say: Say) -> Told:
    """Reading bars, beside pandas and pyarrow."""
    readings = files.hold(ground, size.rows, say)
    record = files.record(readings)
    return Told([files.section(readings, size.rows)], record, any(one["error"] for one in record))


def of_start(size: Size, ground: Ground, say: Say) -> Told:
    """Whole processes, cold and warm."""
    cold, warm = start.hold(ground, write(ground.folder, size.start), size.again, say)
    record = [
        {"label": one.label, "cold": one.wall, "warm": two.wall, "error": one.error or two.error}
        for one, two in zip(cold, warm, strict=True)
    ]
    return Told([table.whole(cold, warm, size.start)], record, any(one["error"] for one in record))


def of_jobs(size: Size, ground: Ground, say: Say) -> Told:
    """From a command to its result on disk, and the list of many runs."""
    return measured(jobs.hold(ground, write(ground.folder, size.start), size.runs, say))


def of_walk(size: Size, ground: Ground, say: Say) -> Told:
    """A walk forward and the bare fits that it contains."""
    return measured(walking.hold(ground, write(ground.folder, size.start), say))


def of_orders(size: Size, ground: Ground, say: Say) -> Told:
    """From a closed bar to its order."""
    title, parts = ordering.hold(ground, write(ground.folder, size.kept), size.orders, say)
    return Told([ordering.section(title, parts)], {title: ordering.record(parts)})


def of_switch(size: Size, ground: Ground, say: Say) -> Told:
    """From the kill switch to refusal."""
    return measured(switching.hold(ground, write(ground.folder, size.start), 20 * ground.repeat, say))


def measured(found: Sequence[tuple[str, Sequence[jobs.Measured]]]) -> Told:
    """Titles with what was measured under each."""
    return Told([jobs.section(title, one) for title, one in found], jobs.record(found))


BESIDE: Mapping[str, Callable[[Size, Ground, Say], Told]] = {
    "files": of_files,
    "start": of_start,
    "jobs": of_jobs,
    "walk": of_walk,
    "order": of_orders,
    "switch": of_switch,
}
