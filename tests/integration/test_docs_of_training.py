"""docs/training.md knows every target, setting, field of a record and check of the gate, and nothing else."""

import re
from dataclasses import fields
from pathlib import Path

from tradecore.contracts.settings import TrainingSettings
from tradecore.contracts.train import ModelRecord
from tradecore.labels import UNIT_OF, aim_of
from tradecore.promotion import gate
from tradecore_plugins.registry import Registry
from tradecore_sklearn.recipes import RECIPES
from tradecore_testing.contracts.model_store import a_record

TEXT = (Path(__file__).parents[2] / "docs" / "training.md").read_text(encoding="utf-8")


def first_cells(head: str) -> list[str]:
    """The first cells of the table below a head."""
    rows = TEXT.split(f"| {head} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [row.split("|")[1].strip() for row in rows]


def test_settings_and_fields() -> None:
    settings = [name.strip("`") for name in first_cells("setting")]
    assert sorted(settings) == sorted(f"training.{each.name}" for each in fields(TrainingSettings))
    told = [name for cell in first_cells("in `record.json`") for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(told) == sorted(each.name for each in fields(ModelRecord))


def test_targets_and_the_learners_that_learn_them(tmp_path: Path) -> None:
    catalog = Registry(str(tmp_path))
    assert [name.strip("`") for name in first_cells("`--target`")] == list(UNIT_OF)
    for target in ("return", "direction"):
        row = next(line for line in TEXT.splitlines() if line.startswith(f"| `{target}` |"))
        able = {name for name in catalog.names("learner") if aim_of(target) in catalog.learner(name).aims}
        assert set(re.findall(r"`(\w+)`", row.split("|")[-2])) == able


def test_the_parameters_of_the_learners() -> None:
    rows = [
        f"| `{name}` | `{key}` | {each.default:g} | {each.accepted()} |"
        for name, recipe in RECIPES.items()
        for key, each in recipe.parameters.items()
    ]
    assert "\n".join(["| learner | parameter | default | accepted |", "|---|---|---|---|", *rows, ""]) in TEXT


def test_the_checks_of_the_gate(tmp_path: Path) -> None:
    checks = gate(a_record(), b"", Registry(str(tmp_path)))
    assert first_cells("check") == [check.name for check in checks]
