"""The gate in a tab: a model is promoted, one is refused with the reasons, and one is let through by a reason."""

from collections.abc import Callable
from pathlib import Path

from crowd import bars
from playwright.sync_api import Page, expect
from served import PATIENCE, Server, fill, press, settled, visit

from tradecore_workbench.workbench import Workbench

SPEC = {"path": "data/bars.csv", "symbol": "BARS", "zone": "UTC"}
TRAINING = {"features": ["change(1)", "change(3)"], "horizon": 3, "folds": 2}


def trained(desk: Workbench, name: str, *, checked: bool) -> None:
    """A model in the registry; without a leak check the gate will not have it."""
    asked = {"bars": SPEC, "training": TRAINING, "model": name, "check_leaks": checked, "report.pictures": False}
    desk.here(desk.request("train", asked))


def judged(tab: Page) -> None:
    """Holds the model that is shown to the gate, and waits for its word."""
    press(tab, "Hold it to the gate")
    expect(tab.get_by_text("The gate", exact=True).first).to_be_visible(timeout=PATIENCE)
    settled(tab)


def test_the_gate_promotes_refuses_and_lets_through(
    workspace: Path, serve: Callable[[Path], Server], tab: Page
) -> None:
    bars(workspace / "data" / "bars.csv", 900)
    desk = Workbench(workspace)
    trained(desk, "sound", checked=True)
    trained(desk, "unchecked", checked=False)
    server = serve(workspace)

    visit(tab, server, "train?model=sound")
    expect(tab.get_by_text("The gate has not been asked about this model.")).to_be_visible(timeout=PATIENCE)
    judged(tab)
    expect(tab.get_by_text("sound is promoted: it passed all 5 checks.")).to_be_visible(timeout=PATIENCE)
    assert desk.models.standing("sound").state == "promoted"

    visit(tab, server, "train?model=unchecked")
    judged(tab)
    refusal = tab.get_by_text("leak check: not run. To do: train it again with the leak check.")
    expect(refusal).to_be_visible(timeout=PATIENCE)
    assert desk.models.standing("unchecked").state == "candidate"
    tab.reload()
    settled(tab)
    expect(refusal).to_be_visible(timeout=PATIENCE)

    fill(tab, "promote.override.unchecked", "to see what it does")
    press(tab, "Hold it to the gate")
    expect(tab.get_by_text("without leak check, by override: to see what it does").first).to_be_visible(
        timeout=PATIENCE
    )
    assert desk.models.standing("unchecked").last.missing == ("leak check",)
