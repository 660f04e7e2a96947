"""A run as one line of a list: what it was about, where it is, and its number to remember."""

from collections.abc import Callable, Mapping
from math import isfinite
from pathlib import PurePath
from typing import Any, cast

from tradecore.instants import parse_instant
from tradecore.jobs import UNKNOWN, ProgressReport, RunLine, State, Status
from tradecore.views.text import counted, duration, label, metric, minute, signed_percent

Plain = Mapping[str, object]
WIDEST = 60


def line_of(job_id: str, folder: str, status: Status, request: Plain, result: Plain, *, known: bool = True) -> RunLine:
    """The line of a run; what request and result do not say stays empty. `known` as in RunLine."""
    return RunLine(
        job_id=job_id,
        folder=folder,
        type=status.type,
        state=status.state.value if known else UNKNOWN,
        created=status.created,
        started=status.started,
        finished=status.finished,
        attempt=status.attempt,
        symbols=symbols(request),
        subject=subject(request),
        headline=headline(status.type, result),
        doing="" if status.state.final else doing(status, known=known),
        error=status.error,
    )


def doing(status: Status, *, known: bool = True) -> str:
    """What a run that is not over does: `trading (best equity 104,000; about 40 s left)`."""
    if not known:
        host = status.process.host if status.process else "another host"
        seen = f", last seen {status.heartbeat[:16].replace('T', ' ')}" if status.heartbeat else ""
        return f"{status.state.value} on {host}{seen}"
    if status.state is State.QUEUED:
        return f"waiting for {counted(status.ahead, 'run')} ahead" if status.ahead else "starting"
    return told(status.progress) or "starting"


def told(progress: ProgressReport) -> str:
    """The step, with the best so far and the time left where they are known."""
    best = f"best {progress.best}" if progress.best else ""
    left = f"{duration(progress.left)} left" if progress.left is not None and progress.left >= 1 else ""
    facts = "; ".join(fact for fact in (best, left) if fact)
    return f"{progress.step} ({facts})" if facts else progress.step


def symbols(request: Plain) -> str:
    """The symbols of a request, or the names of its files."""
    bars = request.get("bars")
    specs = cast("list[object]", bars) if isinstance(bars, list | tuple) else [bars]
    return ",".join(_symbol(cast("Plain", spec)) for spec in specs if isinstance(spec, Mapping))


def choice(line: RunLine, zone: str = "UTC") -> str:
    """A run in a list to choose from: when, what, and what came of it."""
    at = minute(parse_instant(line.created), zone) if line.created else ""
    came = line.headline if line.state == State.SUCCEEDED else line.state
    return "   ".join(word for word in (at, f"{line.subject} {line.symbols}".strip(), came) if word)


def subject(request: Plain) -> str:
    """The strategy, the model or the step that a request names."""
    return next((str(request[name]) for name in ("strategy", "model", "step") if request.get(name)), "")


def headline(kind: str, document: Plain) -> str:
    """The number that a result is remembered by; empty without a result."""
    result = document.get("result")
    if not isinstance(result, Mapping):
        return ""
    told = HEADLINES.get(kind)
    return told(cast("Mapping[str, Any]", result)) if told else ""


def shortened(text: str) -> str:
    """The beginning of a sentence, cut between two words."""
    if len(text) <= WIDEST:
        return text
    return f"{text[:WIDEST].rsplit(' ', 1)[0]} ..."


def _symbol(spec: Plain) -> str:
    return str(spec.get("symbol") or PurePath(str(spec.get("path", ""))).name.partition(".")[0])


def _percent(what: str, value: object) -> str:
    """Results are read as they lie there, edited or not."""
    return f"{what} {signed_percent(value)}" if isinstance(value, int | float) and isfinite(value) else ""


def _metrics(facts: Mapping[str, Any]) -> Mapping[str, object]:
    metrics = facts.get("metrics")
    return cast("Mapping[str, object]", metrics) if isinstance(metrics, Mapping) else {}


def _leaks(facts: Mapping[str, Any]) -> str:
    leaks = facts.get("leaks")
    return counted(len(cast("list[object]", leaks)) if isinstance(leaks, list) else 0, "leak")


def _checked(facts: Mapping[str, Any]) -> str:
    return f"{counted(_whole(facts.get('rows')), 'bar')}, {counted(_whole(facts.get('errors')), 'error')}"


def _found(facts: Mapping[str, Any]) -> str:
    """The best of a search by its objective, and of how many sets."""
    by, sets = str(facts.get("by") or ""), counted(_whole(facts.get("trials")), "set")
    value = _metrics(facts).get(by)
    if not isinstance(value, int | float) or not isfinite(value):
        return f"none of {sets} chosen"
    return f"{label(by)} {metric(by, value)}, best of {sets}"


def _skill(metrics: Mapping[str, object]) -> str:
    """That of the target: a direction is judged by its log loss."""
    return _percent("skill", metrics.get("skill")) or _percent("skill", metrics.get("log_loss_skill"))


def _gate(facts: Mapping[str, Any]) -> str:
    """Whether a model passed."""
    if not facts.get("promoted"):
        return "not promoted"
    return "promoted by override" if facts.get("overridden") else "promoted"


def _walked(facts: Mapping[str, Any]) -> str:
    """The verdict and the Sharpe ratio out of sample."""
    value = _metrics(facts).get("sharpe")
    sharpe = f", Sharpe {metric('sharpe', value)}" if isinstance(value, int | float) and isfinite(value) else ""
    return f"{facts.get('verdict') or 'no verdict'}{sharpe}"


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _grown(facts: Mapping[str, Any]) -> str:
    """What a set has by now, and what came in."""
    return f"{counted(_whole(facts.get('rows')), 'bar')}, {_whole(facts.get('added')):,} new"


HEADLINES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "backtest": lambda facts: _percent("return", _metrics(facts).get("total_return")),
    "data": _checked,
    "import": _grown,
    "leaks": _leaks,
    "optimize": _found,
    "predict": lambda facts: _skill(_metrics(facts)),
    "promote": _gate,
    "train": lambda facts: _skill(_metrics(facts)),
    "update": _grown,
    "walkforward": _walked,
}
