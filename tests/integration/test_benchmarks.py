"""The benchmark's own parts work: contests of tradecore with itself, small, without peers and without a C compiler."""

import json
import re
import sys
from math import nan
from pathlib import Path

import pytest
from benchmarks import agreement, course, files, jobs, ordering, programme, start, table, targets, walking
from benchmarks.__main__ import arguments, interpreters, main
from benchmarks.contest import Contest, Entry, Ground, Outcome, hold
from benchmarks.market import read, write
from benchmarks.processes import ROOT, Worker

INTERPRETED = {"engine": "interpreted"}
CONTESTANTS = {path.stem for path in (ROOT / "benchmarks" / "contestants").glob("[!_]*.py")}


def say(_: str) -> None:
    pass


class Everything(set[tuple[str, str, str]]):
    """As if all had been compiled; nothing is compiled here."""

    def __contains__(self, _: object) -> bool:
        return True


def ground(folder: Path) -> Ground:
    return Ground({"tradecore": sys.executable}, folder, repeat=2, warm=60, compiled=Everything())


def test_a_backtest_and_a_part_of_it_agree(tmp_path: Path) -> None:
    entries = [
        Entry("whole", "tradecore", INTERPRETED),
        Entry("half", "tradecore", INTERPRETED, bars=300),
        Entry("elsewhere", "vectorbt"),
    ]
    contest = Contest("backtest-600", "One backtest of 600 bars", "backtest", 600, entries)
    whole, half = hold(contest, ground(tmp_path), write(tmp_path, 600), agreement.agreement, say)
    assert (whole.error, half.error) == ("", "")
    assert re.fullmatch(r"\d+ trades equal, money within 0e\+00", half.agreement)
    assert len(whole.wall) == len(whole.cpu) == 2
    assert list(whole.parts[0]) == ["market and indicators", "simulation", "tables and metrics"]
    assert half.scale == 2.0
    assert whole.peak >= whole.base > 1e7
    assert whole.version.startswith("tradecore ")
    text = table.section(contest, [whole, half])
    assert "One backtest of 600 bars" in text
    assert half.agreement in text


def test_a_sweep_gives_every_statistic_and_a_sample_is_scaled_up(tmp_path: Path) -> None:
    options = {"workers": 2, **INTERPRETED}
    entries = [Entry("all", "tradecore", {"rules": "simple"}), Entry("some", "tradecore", sample=3)]
    contest = Contest("sweep-6-2", "Six sets", "sweep", 400, entries, sets=6, clock="wall", options=options)
    every, some = hold(contest, ground(tmp_path), write(tmp_path, 400), agreement.agreement, say)
    assert (every.error, some.error) == ("", "")
    figures = json.loads((tmp_path / "sweep-6-2-0.json").read_text(encoding="ascii"))
    assert {name: len(values) for name, values in figures.items()} == dict.fromkeys(course.STATISTICS, 6)
    assert some.agreement == "3 sets equal, within 0e+00"
    assert some.scale == 2.0
    assert "M/s" in table.section(contest, [every, some])


def test_the_loop_alone_over_several_symbols(tmp_path: Path) -> None:
    entries = [Entry(rules, "tradecore", {"rules": rules, **INTERPRETED}) for rules in ("simple", "all")]
    contest = Contest("kernel-many", "The loop alone", "kernel", 200, entries, symbols=2)
    outcomes = hold(contest, ground(tmp_path), write(tmp_path, 200, 2), agreement.agreement, say)
    assert [one.error for one in outcomes] == ["", ""]
    assert "apart: final" in outcomes[1].agreement


def test_what_goes_wrong_is_an_answer(tmp_path: Path) -> None:
    contest = Contest("x", "x", "no such work", 100, [Entry("tradecore", "tradecore", INTERPRETED)])
    [outcome] = hold(contest, ground(tmp_path), write(tmp_path, 100), agreement.agreement, say)
    assert "no such work" in outcome.error
    assert "tradecore failed: KeyError: 'no such work'" in table.section(contest, [outcome])
    with Worker(sys.executable, "nobody", tmp_path / "log") as worker:
        assert "No module named benchmarks.contestants.nobody" in worker.ask(do="run")["error"]


def test_whole_processes_are_measured(tmp_path: Path) -> None:
    used, market = ground(tmp_path), write(tmp_path, 300)
    once = [one for one in start.processes(used, market) if one.label == "tradecore, interpreted"]
    outcome = Outcome("once", "")
    start.measure(once[0], tmp_path / "caches", outcome)
    assert outcome.error == ""
    assert outcome.wall[0] > 0.0
    assert outcome.peak > 1e7
    failing = start.Process("failing", [sys.executable, "-c", "raise SystemExit('a reason')"], tmp_path)
    start.measure(failing, tmp_path / "caches", outcome)
    assert outcome.error.endswith("a reason\n")
    assert "fails" in table.whole([outcome], [outcome], 300)


def test_a_job_is_told_part_by_part_and_a_history_is_listed(tmp_path: Path) -> None:
    workspace = start.prepared(tmp_path / "desk", write(tmp_path, 300)).parent
    parts = dict(jobs.phases(workspace, jobs.NO_PICTURE))
    assert list(parts)[3:-2] == ["reading bars", "computing inputs", "trading", "looking for leaks", "writing results"]
    whole = parts.pop("all")
    assert sum(parts.values()) == pytest.approx(whole, abs=0.05)
    assert min(parts.values()) > 0.0
    measured = jobs.history(workspace, 30, 1)
    text = jobs.section("A history", measured)
    assert re.search(r"listed from the index +\|.*\| +300 ms \| (kept|missed)", text)
    assert list(jobs.record([("A history", measured)])["A history"]) == [one.label for one in measured]


def test_a_walk_is_measured_beside_its_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "LEARNER", "ridge")
    used = ground(tmp_path)
    [(title, measured)] = walking.hold(used, write(tmp_path, 600), lambda _: None)
    assert re.fullmatch(r"A walk forward over 600 bars, \d+ windows of ridge", title)
    assert [len(one.times) for one in measured] == [used.repeat] * 3
    fits, windows, whole = (one.typical for one in measured)
    assert 0.0 < fits < windows < whole
    assert "all of it" in jobs.section(title, measured)


def test_the_way_of_an_order_is_measured_in_its_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordering, "LEARNER", "ridge")
    monkeypatch.setattr(ordering, "ENGINE", "interpreted")
    title, parts = ordering.hold(ground(tmp_path), write(tmp_path, 600), 5, say)
    assert title == "A closed bar to its order, 600 bars of history"
    assert [len(one.times) for one in parts] == [5] * 4
    *some, whole = (one.times for one in parts)
    assert whole == pytest.approx([sum(each) for each in zip(*some, strict=True)])
    assert min(map(min, some)) > 0.0
    assert "| all " in ordering.section(title, parts)


@pytest.mark.parametrize("size", [programme.QUICK, programme.ORDINARY, programme.FULL])
def test_the_programme_names_contests_once_and_contestants_that_exist(size: programme.Size) -> None:
    contests = [contest for part in programme.PARTS.values() for contest in part(size)]
    names = [contest.name for contest in contests]
    assert len(names) == len(set(names))
    for contest in contests:
        labels = [entry.label for entry in contest.entries]
        assert len(labels) == len(set(labels))
        assert contest.entries[0].contestant == "tradecore"
        assert {entry.beside for entry in contest.entries} <= {*labels, ""}
        assert {entry.contestant for entry in contest.entries} <= CONTESTANTS
    assert {entry.contestant for contest in contests for entry in contest.entries} == CONTESTANTS


def test_every_target_is_measured_by_some_contest() -> None:
    size = programme.ORDINARY
    measured = {
        contest.name: {entry.label for entry in contest.entries}
        for part in programme.PARTS.values()
        for contest in part(size)
    }
    for one in targets.targets(size.sweeps[0], size.bars[-1]):
        for contest, label, _ in (one.above, one.below):
            assert label in measured[contest], one.words


def outcome(label: str, seconds: float, **more: object) -> Outcome:
    return Outcome(label, "tradecore", 1.0, [seconds], [seconds], **more)  # type: ignore[arg-type]


def test_targets_say_kept_or_missed_and_leave_out_what_was_not_measured() -> None:
    ours, flags = outcome("tradecore", 1.0, parts=[{"sets": 1.0}]), "C, same rules by flags"
    results = {"sweep-100-1": {"tradecore": ours, flags: outcome(flags, 0.5, parts=[{"sets": 0.8}])}}
    text = targets.table(results, 100, 10)
    assert re.search(r"its sets alone.*1\.25 .* at most 1\.3 .* kept", text)
    assert re.search(r"whole, over C.* 2 .* at most 1\.3 .* missed", text)
    assert len(text.splitlines()) == 6
    assert targets.table({}, 100, 10) == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [(2_000.0, "2,000 s"), (1.5, "1.5 s"), (0.02, "20 ms"), (3e-6, "3 us"), (4e-9, "4 ns"), (nan, "-")],
)
def test_times_are_shown_in_their_unit(value: float, shown: str) -> None:
    assert table.seconds(value) == shown


def test_columns_line_up() -> None:
    lines = table.grid(("", "time", "results"), [("a long name", "1 s", "-"), ("b", "1,000 s", "equal")]).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert lines[1] == "| ----------- | ------: | ------- |"


def backtest(equity: list[float], leave: list[int]) -> dict[str, object]:
    return {"equity": equity, "entry": [1] * len(leave), "exit": leave, "net": [5.0] * len(leave)}


def test_agreement_is_of_trades_and_money() -> None:
    ours = backtest([100.0, 101.0, 102.0], [2, 3])
    assert agreement.compared(ours, backtest([100.0, 101.0], [2])) == "1 trades equal, money within 0e+00"
    assert agreement.compared(ours, backtest([100.0, 101.0], [4])) == "trades differ (1 and 2)"
    assert agreement.compared(ours, backtest([100.0, 102.0], [2])).startswith("1 trades at the same bars, money within")
    rows = {"final": [1.0, 2.0], "trades": [3, 4], "sharpe": [0.5, None]}
    assert agreement.compared(rows, {**rows, "sharpe": [0.5, 7.0]}) == "2 sets equal, within 0e+00"
    assert agreement.compared(rows, {**rows, "trades": [3, 5]}) == "trades differ in 1 of 2 sets"
    assert agreement.compared(rows, {**rows, "final": [1.0, 2.5]}) == "2 sets; apart: final 2e-01"


def test_a_market_is_the_same_in_its_first_bars_whoever_reads_it(tmp_path: Path) -> None:
    path = str(write(tmp_path, 50, 2))
    whole, part = read(path), read(path, 20)
    assert {name: values.shape for name, values in part.items()} == dict.fromkeys(whole, (2, 20))
    assert (whole["low"] <= whole["open"]).all()
    assert (whole["high"] >= whole["close"]).all()


@pytest.mark.parametrize("count", [1, 7, 100, 1_000, 10_000])
def test_sets_are_distinct_pairs_of_few_windows(count: int) -> None:
    pairs = course.sets(count)
    assert len(set(pairs)) == len(pairs) == count
    assert all(fast < slow for fast, slow in pairs)
    assert len({window for pair in pairs for window in pair}) <= 6 * count**0.5 + 2


def test_the_command_writes_its_tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"workers": 1, **INTERPRETED}
    small = Contest("growth-90x2", "90 bars x 2 sets", "sweep", 90, [programme.SIMPLE], sets=2, options=options)
    monkeypatch.setitem(programme.PARTS, "growth", lambda _: [small])
    assert main(["growth", "--quick", "--repeat=1", "--peers=", f"--out={tmp_path}"]) == 0
    assert "| 90 bars x 2 sets |" in capsys.readouterr().out
    [document] = tmp_path.glob("bench-*.json")
    [contest] = json.loads(document.read_text(encoding="utf-8"))["contests"]
    assert (contest["name"], contest["steps"], contest["entries"][0]["error"]) == ("growth-90x2", 180, "")


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["seep"])
    assert "no part seep: there are backtest, limit" in capsys.readouterr().err


def test_peers_come_from_a_file_and_may_be_chosen(tmp_path: Path) -> None:
    known = tmp_path / "pythons.json"
    known.write_text('{"vectorbt": "v", "pybroker": "p"}', encoding="utf-8")
    ours = ["tradecore", "limit"]
    assert list(interpreters(arguments([f"--pythons={known}"]))) == [*ours, "vectorbt", "pybroker"]
    assert list(interpreters(arguments([f"--pythons={known}", "--peers=pybroker"]))) == [*ours, "pybroker"]


def test_files_are_read_in_turns_and_held_against_the_fastest_other(tmp_path: Path) -> None:
    files.written(tmp_path / "files", 300)
    reading = files.Reading(files.SET, "tradecore, ready to run")
    files.measure(reading, tmp_path / "files")
    assert (len(reading.cpu), reading.error) == (1, "")
    for file, readers in files.READERS.items():
        for reader in readers[:1]:
            files.reader_of(file, reader, tmp_path / "files")()
    broken = files.Reading("nothing.csv", "pandas")
    files.measure(broken, tmp_path / "files")
    assert "No such file" in broken.error
    ours, other = files.Reading(files.CSV, "tradecore", [0.6], [0.4]), files.Reading(files.CSV, "pandas", [0.4], [0.4])
    text = files.section([ours, other, broken], 300)
    assert re.search(r"prices\.csv\s*\| +tradecore \| +0\.600 \| +0\.400 \| 1\.5", text), text
    assert [each["reader"] for each in files.record([ours, other])] == ["tradecore", "pandas"]
