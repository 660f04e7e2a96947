"""Checking a file of bars, resampling it, and holding the result against another file."""

from collections import Counter
from collections.abc import Sequence

from tradecore.bars import DAY, Bars
from tradecore.comparison import Comparison, compare
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.data import DataRequest, DataResult
from tradecore.contracts.sets import SetManifest
from tradecore.errors import InvalidValue
from tradecore.instants import format_day, format_instant
from tradecore.quality import Finding, Severity
from tradecore.resample import Resampled, check_step, resample
from tradecore.steps import format_step, parse_step
from tradecore.table import Table
from tradecore.usecases.bars import Loaded, load_bars
from tradecore.usecases.engine import choose_loops
from tradecore.usecases.keeping import keep_resampled
from tradecore.usecases.report import write_report
from tradecore.usecases.tools import Tools
from tradecore.views.reports.data import data_report
from tradecore.views.text import counted

UNSEEN = (
    "Holes were not looked for: only an exchange's calendar, such as --calendar XNYS, tells which bars should be there."
)


def run(request: DataRequest, tools: Tools) -> DataResult:
    """Looks at the file whatever is wrong with it; resampling and comparing use the rows without errors.

    Artifacts: findings.csv; with a step bars.csv, which carries its own facts; with compare comparison.csv;
    report.html. With `into` the bars become that set, in the place of what was resampled alike before; then errors
    that nobody accepted raise DirtyData.
    """
    step = parse_step(request.step) if request.step else 0
    if request.compare is not None and not step:
        raise InvalidValue("step", request.step, "the step of the bars to compare with, such as 1h")
    if request.into and not step:
        raise InvalidValue("step", request.step, "the step of the bars that the set is to hold, such as 1h")
    tools.progress.step("reading", 0, 4)
    loaded = load_bars(request.bars, tools.catalog, look=True)
    if step:
        check_step(loaded.bars.step, step)
    tools.artifacts.table("findings.csv", findings_table(loaded.findings))
    if step:
        tools.progress.step("resampling", 1, 4)
    made = _resampled(request, step, loaded, tools) if step else None
    kept = keep_resampled(request, loaded, made.bars, tools.catalog) if made and request.into else None
    if request.compare:
        tools.progress.step("comparing", 2, 4)
    compared = _compared(request.compare, made.bars, tools) if made and request.compare else None
    tools.progress.step("writing results", 3, 4)
    result = _result(request, loaded, made, compared, kept)
    if request.report.html:
        write_report(data_report(request, result, loaded.bars, loaded.findings, made.bars if made else None), tools)
    tools.progress.step("done", 4, 4)
    return result


def findings_table(findings: Sequence[Finding]) -> Table:
    """One row for each place that is shown, in the order of the findings; see the findings schema."""
    rows = [
        (time, finding, line, size) for finding in findings for time, line, size in zip(*_places(finding), strict=True)
    ]
    columns = {
        "kind": [f.kind for _, f, _, _ in rows],
        "severity": [f.severity.value for _, f, _, _ in rows],
        "line": [line for _, _, line, _ in rows],
        "count": [size or f.count for _, f, _, size in rows],
        "drops": [int(f.drops) for _, f, _, _ in rows],
        "message": [f"a hole of {counted(size, 'bar')}" if size else f.message for _, f, _, size in rows],
    }
    return Table([time for time, _, _, _ in rows], columns)


def _places(finding: Finding) -> tuple[tuple[int, ...], ...]:
    """Time, line and size of each place that is listed, 0 where unknown; at least one place."""
    shown = max(len(finding.times), len(finding.lines), 1)
    pad = (0,) * shown
    return tuple((*known, *pad)[:shown] for known in (finding.times, finding.lines, finding.sizes))


def _resampled(request: DataRequest, step: int, loaded: Loaded, tools: Tools) -> Resampled:
    loops = choose_loops("auto", len(loaded.bars), tools.catalog)
    made = resample(loaded.bars, step, request.anchor, loaded.sessions, loops)
    tools.artifacts.table("bars.csv", made.bars)
    return made


def _compared(spec: BarsSpec, made: Bars, tools: Tools) -> Comparison:
    given = load_bars(spec, tools.catalog, look=True).bars
    if given.step != made.step:
        raise InvalidValue("compare.step", format_step(given.step), f"bars of {format_step(made.step)}, as made")
    comparison = compare(made, given)
    tools.artifacts.table("comparison.csv", comparison.table)
    return comparison


def _result(
    request: DataRequest,
    loaded: Loaded,
    made: Resampled | None,
    compared: Comparison | None,
    kept: SetManifest | None,
) -> DataResult:
    bars = loaded.bars
    counts = Counter[str]()
    for finding in loaded.findings:
        counts[finding.kind] += finding.count
    sentences = [_about(bars), *_verdict(loaded, accepted=request.bars.accept)]
    if not (loaded.manifest.calendar if loaded.manifest else request.bars.calendar):
        sentences.append(UNSEEN)
    if made is not None:
        sentences += _about_resampled(made)
    if kept is not None:
        sentences.append(f"Kept as data set {kept.name}.")
    if compared is not None:
        sentences += compared.sentences
    return DataResult(
        symbol=bars.symbol,
        rows=len(bars),
        start=format_instant(bars.time[0]),
        end=format_instant(bars["available"][-1]),
        step=format_step(bars.step),
        findings=counts,
        errors=sum(f.count for f in loaded.findings if f.severity is Severity.ERROR),
        resampled=len(made.bars) if made else 0,
        compared=compared.common if compared else 0,
        differing=compared.differing if compared else 0,
        into=request.into,
        sha256=kept.sha256 if kept else "",
        sentences=tuple(sentences),
    )


def _about(bars: Bars) -> str:
    sessions = len(set(bars["session"]))
    name = f"{bars.symbol}: " if bars.symbol else ""
    held = "1 session" if sessions == 1 else f"{sessions:,} sessions"
    days = f"{format_day(bars['session'][0])} to {format_day(bars['session'][-1])}"
    return f"{name}{len(bars):,} usable {format_step(bars.step)} bars in {held}, {days}."


def _verdict(loaded: Loaded, *, accepted: bool) -> list[str]:
    if not loaded.findings:
        return ["Nothing is wrong with them."]
    errors = sum(f.severity is Severity.ERROR for f in loaded.findings)
    out = f"{counted(loaded.left_out, 'row')} {'is' if loaded.left_out == 1 else 'are'} left out"
    if errors:
        head = f"{counted(errors, 'kind')} of error"
        kept = [f.kind for f in loaded.findings if f.severity is Severity.ERROR and not f.drops]
        out += f"; what is named {', '.join(kept)} stays in the bars" if kept else ""
        head += f", accepted: {out}." if accepted else f": a run refuses this file unless told --accept; then {out}."
    else:
        head = f"No error: a run takes this file{f'; {out}' if loaded.left_out else ' as it is'}."
    return [head, *(f"{f.severity.value.capitalize()}: {f.message}." for f in loaded.findings)]


def _about_resampled(made: Resampled) -> list[str]:
    bars = made.bars
    anchor = "the session's open" if bars.anchor == "session" else "the clock"
    cut = "one bar a session" if bars.step == DAY else f"cut at {anchor}"
    sentences = [f"Resampled to {len(bars):,} bars of {format_step(bars.step)}, {cut}."]
    if made.pending is not None:
        start = format_instant(made.pending.row.time)
        used = f"its {counted(made.unused, 'row')} {'was' if made.unused == 1 else 'were'} not used"
        sentences.append(f"The bar of {start} was left out: the file ends before it does, so {used}.")
    return sentences
