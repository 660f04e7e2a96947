"""Bars that forms offer."""

from tradecore.views.known_bars import known_bars

READ = {"path": "/far/away/prices.csv", "symbol": "ACME", "step": "1h", "calendar": "XNYS", "start": "2026-01-01"}


def test_sets_come_first_then_files_as_they_were_read_then_those_nobody_read() -> None:
    found = known_bars(["acme"], [{"bars": [READ]}, {"bars": READ, "compare": None}], ["data/new.csv"])
    assert [each.label for each in found] == ["acme (data set)", "ACME 1h XNYS (prices.csv)", "data/new.csv"]


def test_what_a_run_cut_out_of_a_file_is_not_kept() -> None:
    [known] = known_bars([], [{"bars": READ}])
    assert known.spec == {key: value for key, value in READ.items() if key != "start"}


def test_a_file_that_a_run_has_read_is_not_offered_twice() -> None:
    found = known_bars([], [{"bars": [{"path": "data/new.csv", "symbol": "NEW"}]}], ["data/new.csv"])
    assert [each.label for each in found] == ["NEW (new.csv)"]


def test_damaged_requests_offer_nothing() -> None:
    assert known_bars([], [{"bars": "prices.csv"}, {"bars": [3, {}]}, {}]) == ()
