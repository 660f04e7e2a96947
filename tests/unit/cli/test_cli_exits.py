"""Exit codes."""

import pytest

from tradecore import errors
from tradecore_cli.exits import CODES, exit_code, exit_code_of


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.UnreadableFile("x.csv", "it is a folder"), 4),
        (errors.DirtyData("x.csv", ["a negative price"]), 4),
        (errors.InvalidValue("fast", 1, "2 to 200"), 2),
        (errors.UnknownKey("costs.rat", ["rate"], "configs/active.json"), 3),
        (errors.InvalidValue("costs.rate", -1, "0 or more", "/home/me/configs/active.json"), 3),
        (errors.UnknownName("strategy", "sma", ["sma_cross"]), 2),
        (errors.InSample("seen"), 5),
        (errors.LeakFound("tomorrow"), 5),
        (errors.StrategyError("mine", "it raised"), 5),
        (errors.JobError("train-1", "was lost"), 6),
        (errors.PluginError("broken"), 7),
        (ZeroDivisionError("division by zero"), 1),
    ],
)
def test_each_error_has_its_code(error: Exception, code: int) -> None:
    assert exit_code(error) == code


def test_a_failed_run_ends_with_the_code_of_its_error() -> None:
    assert exit_code_of("DirtyData") == 4
    assert exit_code_of("LeakFound") == 5
    assert exit_code_of("ProcessLost") == 6
    assert exit_code_of("ZeroDivisionError") == 6
    assert exit_code_of("suggestion") == 6


def test_every_error_class_is_covered() -> None:
    classes = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    kinds = [kind for kind in classes if issubclass(kind, errors.TradecoreError)]
    covered = tuple(kind for kind, _ in CODES)
    assert [kind for kind in kinds if kind is not errors.TradecoreError and not issubclass(kind, covered)] == []
