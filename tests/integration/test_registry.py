"""The registry of models as its folders lie: what is damaged or foreign is named, refused and never run."""

import json
import pickle
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tradecore.errors import UntrustedModel
from tradecore.instants import format_instant
from tradecore_cli.main import main
from tradecore_testing.markets import walking_market
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

BARS = {"path": "data/walk.csv", "symbol": "WALK"}


class Canary:
    """Writes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, str]]:
        return open, (str(self.path), "w")


@pytest.fixture
def desk(tmp_path: Path) -> Workbench:
    """A workspace with the model `mine`."""
    desk = Workbench(make(tmp_path / "desk"))
    bars = walking_market(400)
    names = ("open", "high", "low", "close", "volume")
    rows = [
        ",".join([format_instant(time), *(repr(float(bars[name][k])) for name in names)])
        for k, time in enumerate(bars.time)
    ]
    (desk.folder / "data" / "walk.csv").write_text("\n".join(["time," + ",".join(names), *rows]) + "\n")
    said = {"training.features": ["change(1)"], "training.folds": 2, "training.horizon": 1}
    desk.inline(desk.request("train", {"bars": BARS, "model": "mine", "report.pictures": False, **said}))
    return desk


def foreign(desk: Workbench, content: bytes) -> None:
    """A model `theirs`, whose record vouches for the file, as somebody who sends one would write it."""
    own, theirs = desk.folder / "models" / "mine", desk.folder / "models" / "theirs"
    theirs.mkdir()
    record = json.loads((own / "record.json").read_text())
    record |= {"name": "theirs", "sha256": sha256(content).hexdigest()}
    (theirs / "record.json").write_text(json.dumps(record))
    (theirs / "model.skops").write_bytes(content)


def test_a_foreign_pickle_in_the_registry_is_refused_and_not_run(desk: Workbench, tmp_path: Path) -> None:
    """By everything that opens a model, and no reason promotes it; unpickling it would have been seen."""
    canary = tmp_path / "canary"
    content = pickle.dumps(Canary(canary))
    foreign(desk, content)
    uses: list[tuple[str, dict[str, Any]]] = [
        ("predict", {"bars": BARS, "model": "theirs"}),
        ("backtest", {"bars": BARS, "model": "theirs", "strategy": "predicted_move"}),
        ("optimize", {"bars": BARS, "model": "theirs", "strategy": "predicted_move", "over": {"hold": "1,2"}}),
    ]
    for kind, fields in uses:
        with pytest.raises(UntrustedModel, match="never pickle or joblib"):
            desk.inline(desk.request(kind, fields))
    gate = desk.inline(desk.request("promote", {"model": "theirs", "override": "it is a friend's"}))
    assert not gate.promoted
    assert [check.name for check in gate.checks if not check.passed] == ["file"]
    assert desk.models.standing("theirs").state == "candidate"
    assert not canary.exists()
    pickle.loads(content).close()  # noqa: S301
    assert canary.exists()


def test_a_file_that_is_not_the_recorded_one_is_refused(desk: Workbench) -> None:
    file = desk.folder / "models" / "mine" / "model.skops"
    file.write_bytes(file.read_bytes() + b" ")
    for kind, fields in (("predict", {"bars": BARS}), ("promote", {"override": "it is the same"})):
        with pytest.raises(UntrustedModel, match="is not the file that was saved"):
            desk.inline(desk.request(kind, {"model": "mine", **fields}))


def test_a_damaged_model_is_named_and_does_not_hide_the_others(
    desk: Workbench, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = desk.folder / "models" / "broken"
    broken.mkdir()
    (broken / "record.json").write_text("{")
    workspace = ("--workspace", str(desk.folder))
    assert main(("models", "list", *workspace)) == 0
    told = capsys.readouterr().out
    assert "mine    candidate" in told
    assert "broken  damaged" in told
    assert "models/broken/record.json" in told
    assert main(("models", "list", "--json", *workspace)) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["state"], first["name"]) == ("damaged", "broken")
    assert (second["state"], second["record"]["gap"]) == ("candidate", 1)
