"""Tables and paragraphs in plain text."""

import pytest

from tradecore.contracts.promote import Check, PromoteResult
from tradecore.views.text import moment
from tradecore_cli.output import say
from tradecore_cli.render.counts import counted
from tradecore_cli.render.metrics import beside, cell
from tradecore_cli.render.promote import lines
from tradecore_cli.text import aligned, labelled, prose


def test_columns_are_aligned() -> None:
    assert aligned([("", "a"), ("long", "12.5")]) == "           a\n  long  12.5"
    assert aligned([]) == ""


def test_a_paragraph_hangs_beside_its_label() -> None:
    text = labelled([("Model", "one two three four"), ("M", "five")], width=20)
    assert text == "  Model  one two\n         three four\n  M      five"


def test_without_a_terminal_a_sentence_stays_one_line() -> None:
    assert prose("word " * 60, "  ") == "  " + "word " * 60


def test_metrics_are_written_in_their_units() -> None:
    assert cell("total_return", 0.1234) == "12.3%"
    assert cell("commission", 1234.5) == "1,234"
    assert cell("sharpe", None) == "none"
    assert cell("trades", 1200) == "1,200"
    table = beside({"mine": {"sharpe": 1.0}, "holding": {"sharpe": -0.5}}, [("sharpe", "Sharpe")])
    assert table == "          mine  holding\n  Sharpe  1.00    -0.50"


def test_counts_are_sorted_and_zeros_left_out() -> None:
    assert counted("Decisions", {"held": 3, "never": 0, "buy": 1000}) == "Decisions: 1,000 buy, 3 held."
    assert counted("Decisions", {"never": 0}) == ""


def test_instants_are_shown_to_the_minute() -> None:
    assert moment("2026-01-02T03:04:05.000006Z") == "2026-01-02 03:04"


def test_empty_lines_never_come_in_pairs(capsys: pytest.CaptureFixture[str]) -> None:
    say("a", "", "", "b")
    assert capsys.readouterr().out == "a\n\nb\n"


@pytest.mark.parametrize(("fails", "told"), [("leak check", True), ("file", False)])
def test_a_refused_model_is_shown_the_command_that_overrides_unless_its_file_fails(fails: str, *, told: bool) -> None:
    result = PromoteResult("wise", promoted=False, overridden=False, checks=(Check(fails, passed=False, found="no"),))
    assert ("  tradecore models promote wise --override REASON" in lines(result)) is told
