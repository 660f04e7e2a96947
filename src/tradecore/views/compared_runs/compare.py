"""Making the comparison."""

from collections.abc import Sequence

from tradecore.errors import InvalidValue
from tradecore.views.compared_runs.curves import curve_of, samples_of
from tradecore.views.compared_runs.model import LETTERS, ComparedRun, RunComparison
from tradecore.views.compared_runs.rows import data_rows, environment_rows, metric_rows, setting_rows
from tradecore.views.compared_runs.sentences import sentences_of


def compare_runs(runs: Sequence[ComparedRun], zone: str = "UTC") -> RunComparison:
    """The comparison of 2 to 6 different runs of one type; raises InvalidValue for any others."""
    kinds = sorted({run.kind for run in runs})
    if not 2 <= len(runs) <= len(LETTERS) or len({run.job_id for run in runs}) < len(runs):  # noqa: PLR2004
        raise InvalidValue("runs", ", ".join(run.job_id for run in runs), f"2 to {len(LETTERS)} different runs")
    if len(kinds) > 1:
        raise InvalidValue("runs", " and ".join(kinds), "runs of one type")
    letters = tuple(LETTERS[: len(runs)])
    curves = tuple(
        curve_of(letter, run, run.equity) for letter, run in zip(letters, runs, strict=True) if run.equity is not None
    )
    settings, data = setting_rows(runs), data_rows(runs)
    return RunComparison(
        runs=tuple(runs),
        letters=letters,
        sentences=sentences_of(runs, letters, settings, data, curves, zone),
        settings=settings,
        data=data,
        environment=environment_rows(runs),
        metrics=metric_rows(runs),
        curves=curves,
        samples=samples_of(curves, letters),
        zone=zone,
    )
