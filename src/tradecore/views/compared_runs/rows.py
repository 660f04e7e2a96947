"""Settings, files, versions and metrics of several runs, key by key."""

from collections.abc import Mapping, Sequence
from math import isclose

from tradecore.views.compared_runs.model import ComparedRun, Row
from tradecore.views.meanings import FORECASTS, PERFORMANCE, meaning, written
from tradecore.views.settings import files_of, settings_of, shown

DIGITS = 12
LACKING = "-"
ROUNDING = 1e-9


def setting_rows(runs: Sequence[ComparedRun]) -> tuple[Row, ...]:
    """Every value of the requests but their files, with its origins."""
    found = [{each.key: each for each in settings_of(run.request)} for run in runs]
    keys = dict.fromkeys(key for each in found for key in each)
    return tuple(
        _row(
            key,
            [shown(each[key].value) if key in each else LACKING for each in found],
            [each[key].origin if key in each else "" for each in found],
        )
        for key in keys
    )


def data_rows(runs: Sequence[ComparedRun]) -> tuple[Row, ...]:
    """Name and hash of each file, by its part in the run."""
    found: list[dict[str, tuple[str, str]]] = []
    for run in runs:
        files = files_of(run.request)
        several = {part for part in (file.part for file in files) if sum(file.part == part for file in files) > 1}
        own: dict[str, tuple[str, str]] = {}
        for file in files:
            place = sum(key.partition("[")[0] == file.part for key in own)
            key = f"{file.part}[{place}]" if file.part in several else file.part
            own[key] = (file.name, file.sha256[:DIGITS] or LACKING)
        found.append(own)
    rows: list[Row] = []
    for key in dict.fromkeys(key for own in found for key in own):
        rows.append(_row(key, [own.get(key, (LACKING, ""))[0] for own in found]))
        rows.append(_row(f"{key} SHA-256", [own.get(key, ("", LACKING))[1] for own in found]))
    return tuple(rows)


def environment_rows(runs: Sequence[ComparedRun]) -> tuple[Row, ...]:
    """Versions and fingerprints of code that the requests were made with."""
    rows: list[Row] = []
    for what, title in (("versions", ""), ("code", "code of ")):
        found: list[Mapping[str, str]] = [getattr(getattr(run.request, "provenance", None), what, {}) for run in runs]
        names = sorted({name for each in found for name in each})
        rows += [_row(f"{title}{name}", [each.get(name, LACKING)[:DIGITS] for each in found]) for name in names]
    return tuple(rows)


def metric_rows(runs: Sequence[ComparedRun]) -> tuple[Row, ...]:
    """Every metric in the order in which metrics are explained; two that only look alike differ, beyond rounding."""
    present = {name for run in runs for name in run.numbers}
    known = [name for name in (*PERFORMANCE, *FORECASTS) if name in present]
    rows: list[Row] = []
    for name in (*known, *sorted(present.difference(known))):
        values = [written(name, run.numbers[name], run.unit) if name in run.numbers else LACKING for run in runs]
        apart = len(set(values)) > 1 or not _alike([run.numbers.get(name) for run in runs])
        rows.append(Row(meaning(name).label, tuple(values), differs=apart))
    return tuple(rows)


def _row(key: str, values: Sequence[str], origins: Sequence[str] = ()) -> Row:
    return Row(key, tuple(values), tuple(origins), len(set(values)) > 1)


def _alike(values: Sequence[float | None]) -> bool:
    """Whether numbers are the same but for the rounding of sums."""
    numbers = [value for value in values if value is not None]
    if len(numbers) < len(values):
        return not numbers
    return all(isclose(numbers[0], other, rel_tol=ROUNDING, abs_tol=ROUNDING) for other in numbers)
