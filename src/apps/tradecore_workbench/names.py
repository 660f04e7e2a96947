"""Checking names that settings and requests hold against what exists: zones, calendars, learners, features."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from tradecore.errors import InvalidValue, PluginError, UnknownName
from tradecore.features import parse_feature
from tradecore.ports.catalog import Catalog

CHECKED = ("data.zone", "data.calendar", "training.learner", "training.features")


def check_settings(values: Mapping[str, object], catalog: Catalog, where: Callable[[str], str]) -> None:
    """Refuses a name among `values` (by dotted key) that nothing answers to, with the nearest one.

    `where(key)` says who gave the value. Raises UnknownName or InvalidValue.
    """
    zone, calendar, learner, features = (values.get(key) for key in CHECKED)
    if isinstance(zone, str):
        check_zone(zone, "data.zone", where("data.zone"))
    if isinstance(calendar, str) and calendar:
        check_registered("calendar", calendar, catalog, f"{where('data.calendar')}: data.calendar")
    if isinstance(learner, str):
        check_registered("learner", learner, catalog, f"{where('training.learner')}: training.learner")
    if isinstance(features, list | tuple):
        texts = [text for text in features if isinstance(text, str)]  # pyright: ignore[reportUnknownVariableType]
        check_features(texts, catalog, where("training.features"))


def check_zone(zone: str, key: str, where: str) -> None:
    """Raises InvalidValue unless the zone is empty or IANA knows it."""
    if not zone:
        return
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        lower = {name.lower(): name for name in available_timezones()}
        near = get_close_matches(zone.lower(), lower, n=1, cutoff=0.5)
        hint = f", here probably {lower[near[0]]}" if near else ""
        raise InvalidValue(key, zone, f"an IANA time zone such as America/New_York or UTC{hint}", where) from None


def check_registered(kind: str, name: str, catalog: Catalog, where: str) -> None:
    """Raises UnknownName unless a plugin brings it."""
    names = catalog.names(kind)
    if name not in names:
        raise UnknownName(kind, name, names, where)


def check_features(texts: Sequence[str], catalog: Catalog, where: str) -> None:
    """Raises InvalidValue or UnknownName for a feature that cannot be read, does not exist or takes other numbers."""
    for text in texts:
        try:
            feature = parse_feature(text)
            check_registered("feature_set", feature.provider, catalog, "")
            catalog.feature_set(feature.provider).warmup(feature)
        except InvalidValue as error:
            raise InvalidValue(error.key, error.value, error.accepted, where) from error
        except UnknownName as error:
            known = _elsewhere(error.name, catalog) or error.known
            raise UnknownName(error.kind, error.name, known, f"{where}: {text}") from error


def _elsewhere(name: str, catalog: Catalog) -> list[str]:
    """The same feature under the names of the sets that have it: `talib.rsi` for `rsi`."""
    found: list[str] = []
    for provider in catalog.names("feature_set"):
        try:
            names = catalog.feature_set(provider).names()
        except PluginError:
            # A set whose library is not installed has nothing to offer.
            continue
        found += [f"{provider}.{name}"] if name in names else []
    return found
