"""A run as one line of a list: what it was about, and its number to remember."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, cast

from tradecore.views.text import counted, signed_percent

Plain = Mapping[str, object]
WIDEST = 60


def symbols(request: Plain) -> str:
    """The symbols of a request, or the names of its files."""
    bars = request.get("bars")
    specs = cast("list[object]", bars) if isinstance(bars, list) else [bars]
    return ",".join(_symbol(cast("Plain", spec)) for spec in specs if isinstance(spec, Mapping))


def subject(request: Plain) -> str:
    """The strategy, the model or the step that a request names."""
    return next((str(request[name]) for name in ("strategy", "model", "step") if request.get(name)), "")


def headline(kind: str, document: Plain) -> str:
    """The number that a result is remembered by; empty without a result."""
    result = document.get("result")
    if not isinstance(result, Mapping):
        return ""
    facts = cast("Mapping[str, Any]", result)
    metrics: Mapping[str, float | None] = facts.get("metrics") or {}
    if kind == "backtest":
        return _percent("return", metrics.get("total_return"))
    if kind in ("train", "predict"):
        return _percent("skill", metrics.get("skill"))
    if kind == "leaks":
        return counted(len(facts.get("leaks") or ()), "leak")
    if kind == "data":
        return f"{counted(facts.get('rows', 0), 'bar')}, {counted(facts.get('errors', 0), 'error')}"
    return ""


def shortened(text: str) -> str:
    """The beginning of a sentence, cut between two words."""
    if len(text) <= WIDEST:
        return text
    return f"{text[:WIDEST].rsplit(' ', 1)[0]} ..."


def _symbol(spec: Plain) -> str:
    return str(spec.get("symbol") or PurePath(str(spec.get("path", ""))).name.partition(".")[0])


def _percent(what: str, value: float | None) -> str:
    return f"{what} {signed_percent(value)}" if value is not None else ""
