"""configs/active.json: refused with file and key, written whole, its previous version kept."""

import json
from pathlib import Path

import pytest

from tradecore.errors import InvalidValue, RequestError, UnknownKey, UnsupportedVersion
from tradecore_files.settings import FileSettings


def active(folder: Path, text: str) -> FileSettings:
    (folder / "configs").mkdir(exist_ok=True)
    (folder / "configs" / "active.json").write_text(text)
    return FileSettings(str(folder))


def test_no_file_is_no_change(tmp_path: Path) -> None:
    assert FileSettings(str(tmp_path)).load() == {}


def test_only_what_was_changed_is_loaded(tmp_path: Path) -> None:
    store = active(tmp_path, '{"schema": 1, "costs": {"rate": 2}, "strategies": {"sma_cross": {"fast": 5}}}')
    assert store.load() == {"costs": {"rate": 2}, "strategies": {"sma_cross": {"fast": 5}}}


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ('{"cost": {}}', UnknownKey, "configs/active.json: unknown key 'cost'. Did you mean 'costs'"),
        ('{"costs": {"slipage_bps": 1}}', UnknownKey, "unknown key 'costs.slipage_bps'. Did you mean 'slippage_bps'"),
        ('{"costs": {"rate": "1"}}', InvalidValue, "configs/active.json: costs.rate is '1'. Accepted: a number"),
        ('{"costs": {"commission": "free"}}', InvalidValue, "Accepted: 'none', 'fraction', 'per_share'"),
        ('{"account": {"cash": -5}}', InvalidValue, "account.cash is -5.0. Accepted: a number above 0"),
        ('{"costs": {"rate": 1, "rate": 2}}', InvalidValue, "costs.rate is given twice"),
        ('{"costs": {"rate": NaN}}', InvalidValue, "costs.rate is NaN"),
        ('{"costs": 3}', InvalidValue, "costs is 3"),
        ("[]", InvalidValue, "an object of sections"),
        ('{"costs": {\n"rate" 1}}', RequestError, "configs/active.json, line 2, column 8"),
        ("", RequestError, "configs/active.json, line 1"),
        ('{"schema": 99, "new": 1}', UnsupportedVersion, "upgrade"),
    ],
)
def test_what_is_not_accepted_names_file_and_key(
    tmp_path: Path, text: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as caught:
        active(tmp_path, text).load()
    assert message in str(caught.value)


def test_saving_keeps_the_version_before(tmp_path: Path) -> None:
    store = FileSettings(str(tmp_path))
    store.save({"costs": {"rate": 1.0}})
    store.save({"costs": {"rate": 2.0}})
    folder = tmp_path / "configs"
    assert sorted(path.name for path in folder.iterdir()) == ["active.json", "active.previous.json", "history"]
    assert json.loads((folder / "active.json").read_text()) == {"schema": 1, "costs": {"rate": 2.0}}
    assert json.loads((folder / "active.previous.json").read_text()) == {"schema": 1, "costs": {"rate": 1.0}}
    assert store.load() == {"costs": {"rate": 2.0}}


def test_a_refused_change_changes_nothing(tmp_path: Path) -> None:
    store = FileSettings(str(tmp_path))
    store.save({"costs": {"rate": 1.0}})
    with pytest.raises(UnknownKey):
        store.save({"costs": {"rat": 1.0}})
    assert store.load() == {"costs": {"rate": 1.0}}
    assert not (tmp_path / "configs" / "active.previous.json").exists()


def test_every_version_that_was_replaced_is_kept(tmp_path: Path) -> None:
    store = FileSettings(str(tmp_path))
    for rate in (0.1, 0.2, 0.2, 0.3):
        store.save({"costs": {"rate": rate}})
    assert [version.values for version in store.history()] == [{"costs": {"rate": 0.2}}, {"costs": {"rate": 0.1}}]
    assert all(version.at.endswith("Z") for version in store.history())


def test_a_version_that_somebody_broke_is_left_out(tmp_path: Path) -> None:
    store = FileSettings(str(tmp_path))
    store.save({"costs": {"rate": 0.1}})
    store.save({"costs": {"rate": 0.2}})
    (tmp_path / "configs" / "history" / "notes.json").write_text("{}")
    (tmp_path / "configs" / "history" / "20260105T100000.000000Z.json").write_text("{")
    assert [version.values for version in store.history()] == [{"costs": {"rate": 0.1}}]
