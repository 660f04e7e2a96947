"""Bars that a form offers: prepared sets, and files as earlier runs have read them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from tradecore.views.settings import portable

# How a file is read; what a run cut out of it is asked for anew.
READING = ("path", "symbol", "source", "step", "zone", "label", "calendar", "hours", "anchor", "factors", "accept")
PARTS = ("bars", "fill_bars", "compare", "base")


@dataclass(frozen=True, slots=True)
class KnownBars:
    """Bars by the words that a list shows, and the fields of their BarsSpec."""

    label: str
    spec: Mapping[str, object]


def known_bars(
    sets: Sequence[str], requests: Iterable[Mapping[str, Any]], files: Sequence[str] = ()
) -> tuple[KnownBars, ...]:
    """Sets, then files as the `requests` (plain, the newest first) read them, then `files` that nobody has read."""
    found = {name: KnownBars(f"{name} (data set)", {"path": name, "source": "set"}) for name in sets}
    for request in requests:
        for spec in _specs(request):
            if spec.get("source") != "set":
                known = _known(spec)
                found.setdefault(known.label, known)
    read = {str(each.spec["path"]) for each in found.values()}
    for path in files:
        if path not in read:
            found.setdefault(path, KnownBars(portable(path), {"path": path}))
    return tuple(found.values())


def _known(spec: Mapping[str, Any]) -> KnownBars:
    kept = {name: spec[name] for name in READING if spec.get(name) not in (None, "")}
    words = (str(spec.get("symbol") or ""), str(spec.get("step") or ""), str(spec.get("calendar") or ""))
    about = " ".join(word for word in words if word)
    name = portable(str(spec["path"])).rpartition("/")[2]
    return KnownBars(f"{about} ({name})" if about else name, kept)


def _specs(request: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for part in PARTS:
        value = request.get(part)
        several = cast("list[Any]", value) if isinstance(value, list) else [value]
        yield from (spec for spec in map(_mapping, several) if spec.get("path"))


def _mapping(value: Any) -> Mapping[str, Any]:  # noqa: ANN401
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}
