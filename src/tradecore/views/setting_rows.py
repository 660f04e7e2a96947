"""Settings as rows, and what changed from one version of them to the next."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tradecore.config import Resolved, flat
from tradecore.instants import parse_instant
from tradecore.ports.settings_store import Version
from tradecore.views.settings import shown
from tradecore.views.text import minute

ABSENT = "default"


class SettingRow(NamedTuple):
    """One setting with where its value comes from."""

    setting: str
    value: str
    origin: str


class ChangeRow(NamedTuple):
    """What one change of the file did; `at` is when, in the list's zone, `version` what it replaced."""

    at: str
    setting: str
    before: str
    after: str
    version: str


def setting_rows(resolved: Resolved) -> Sequence[SettingRow]:
    """Every setting, those that somebody changed first."""
    rows = [SettingRow(key, shown(value), resolved.origins[key]) for key, value in resolved.values.items()]
    return sorted(rows, key=lambda row: row.origin == ABSENT)


def change_rows(active: Mapping[str, object], versions: Sequence[Version], zone: str = "UTC") -> Sequence[ChangeRow]:
    """The changes, the newest first; `active` is what the file holds now, `versions` what was replaced since."""
    rows: list[ChangeRow] = []
    after = flat(active)
    for version in versions:
        before, at = flat(version.values), minute(parse_instant(version.at), zone)
        keys = sorted(key for key in {*before, *after} if before.get(key, ABSENT) != after.get(key, ABSENT))
        rows += [ChangeRow(at, key, _told(before, key), _told(after, key), version.at) for key in keys]
        after = before
    return rows


def _told(values: Mapping[str, object], key: str) -> str:
    return shown(values[key]) if key in values else ABSENT
