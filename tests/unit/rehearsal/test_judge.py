"""Verdicts: a rehearsal that went well passes, and nothing that is wrong with one is overlooked."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from paper_desk import ACCOUNT, paper_desk, request_of

from tradecore.bars import SECOND
from tradecore.errors import AccountRefused
from tradecore.ports.gateway import GatewayTruth
from tradecore_live.rehearsal.judge import missing, problems
from tradecore_live.rehearsal.play import Performed, judged, performed
from tradecore_live.rehearsal.scenario import scenario
from tradecore_live.rehearsal.seen import Seen, seen
from tradecore_live.rehearsal.stage import stage
from tradecore_workbench.unattended import tools_of
from tradecore_workbench.workbench import Workbench

Doctored = Callable[[Seen, GatewayTruth], tuple[Seen, GatewayTruth]]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return paper_desk(tmp_path_factory.mktemp("rehearsal"))


@pytest.fixture(scope="module")
def quiet(desk: Workbench) -> Performed:
    return performed(desk.adapters, request_of(desk), scenario("quiet"))


def test_a_quiet_day_passes_and_is_told(quiet: Performed) -> None:
    outcome = judged(quiet, scenario("quiet"))
    assert (outcome.verdict, outcome.problems) == ("passed", ())
    assert outcome.orders == outcome.fills == len(quiet.truth.executions)
    assert outcome.orders >= 3
    assert Path(outcome.log).is_file()
    assert "script.txt" in {path.name for path in Path(outcome.folder).iterdir()}
    text = "".join(path.read_text() for path in Path(outcome.folder).rglob("*.*") if path.name != "session.json")
    assert ACCOUNT not in text


def test_commands_can_look_into_the_folder_of_a_rehearsal(quiet: Performed) -> None:
    outcome = judged(quiet, scenario("quiet"))
    store = Workbench(outcome.folder).sessions.store
    assert list(store.lines("paper")) == quiet.lines
    pulse = store.pulse("paper")
    assert pulse is not None
    assert pulse.bars == 7


def test_the_busiest_day_is_rehearsed(desk: Workbench) -> None:
    found = stage(request_of(desk), tools_of(desk.adapters), 1)
    assert found.orders >= 3
    assert found.request.trade.bars[0].end.startswith(found.day)
    assert found.step < 3_600 * SECOND


def twice(found: Seen, truth: GatewayTruth) -> tuple[Seen, GatewayTruth]:
    return found, replace(truth, refs=(*truth.refs, truth.refs[0]))


def intent_twice(found: Seen, truth: GatewayTruth) -> tuple[Seen, GatewayTruth]:
    return replace(found, orders=(*found.orders, found.orders[0])), truth


def halted(found: Seen, truth: GatewayTruth) -> tuple[Seen, GatewayTruth]:
    return replace(found, forbidden=found.orders[:1]), truth


def killed(found: Seen, truth: GatewayTruth) -> tuple[Seen, GatewayTruth]:
    return replace(found, after_kill=found.orders[:1]), truth


def other_position(found: Seen, truth: GatewayTruth) -> tuple[Seen, GatewayTruth]:
    return found, replace(truth, positions={ACCOUNT: {"AAPL": 12.0}})


def unprotected(found: Seen, truth: GatewayTruth) -> tuple[Seen, GatewayTruth]:
    state = found.state.own()
    state.book.positions.quantity[0], state.book.positions.stop[0] = 5.0, 150.0
    return replace(found, state=state), replace(truth, positions={ACCOUNT: {"AAPL": 5.0}})


def late(found: Seen, truth: GatewayTruth) -> tuple[Seen, GatewayTruth]:
    return replace(found, away=((10 * SECOND, 71 * SECOND + 1),)), truth


def never(found: Seen, truth: GatewayTruth) -> tuple[Seen, GatewayTruth]:
    state = found.state.own()
    state.reconciled = "unknown"
    return replace(found, away=((10 * SECOND, 0),), state=state), truth


def backwards(found: Seen, truth: GatewayTruth) -> tuple[Seen, GatewayTruth]:
    return replace(found, bars=(*found.bars, found.bars[0])), truth


def decided_twice(found: Seen, truth: GatewayTruth) -> tuple[Seen, GatewayTruth]:
    return replace(found, decided=(*found.decided, found.decided[0])), truth


@pytest.mark.parametrize(
    ("doctored", "said"),
    [
        (twice, "was given twice"),
        (intent_twice, "was given twice"),
        (halted, "left while nothing was to leave"),
        (killed, "left after the kill switch"),
        (other_position, "the broker 12"),
        (unprotected, "stops rest for"),
        (late, "not within 60"),
        (never, "was not known again"),
        (backwards, "did not come in their order"),
        (decided_twice, "was decided twice"),
    ],
)
def test_what_is_wrong_is_found(quiet: Performed, doctored: Doctored, said: str) -> None:
    found = seen(quiet.prepared.setup, quiet.lines)
    assert list(problems(found, quiet.truth, ACCOUNT, 0)) == []
    broken = list(problems(*doctored(found, quiet.truth), ACCOUNT, 0))
    assert len(broken) >= 1
    assert said in broken[0]


def test_what_did_not_happen_proves_nothing_and_what_was_overlooked_fails(quiet: Performed) -> None:
    found = seen(quiet.prepared.setup, quiet.lines)
    assert missing(("order",), found) == ([], [])
    assert missing(("loss", "killed"), found)[0] == []
    assert len(missing(("loss", "killed"), found)[1]) == 2
    assert missing(("stranger",), found) == (["nobody noticed what was done by hand"], [])
    noticed = replace(found, alarms=Counter(stranger=1))
    assert missing(("stranger",), noticed) == ([], [])


@pytest.mark.parametrize(("mode", "broker"), [("simulated", "simulated"), ("real", "ibkr"), ("simulated", "ibkr")])
def test_only_paper_is_rehearsed(desk: Workbench, mode: str, broker: str) -> None:
    request = request_of(desk)
    live = replace(request.live, mode=mode, broker=broker)  # pyright: ignore[reportArgumentType]
    with pytest.raises(AccountRefused, match=r"live.mode paper, live.broker ibkr"):
        stage(replace(request, live=live), tools_of(desk.adapters), 1)
