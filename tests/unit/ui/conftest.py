"""Pages as a browser would get them, over a workspace with runs in every state, without a browser or a job."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from ui_desk import ASKED, Page, made

from tradecore_ui.server import APP
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import VARIABLE


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """A workspace with one finished backtest, made once by the tests' process."""
    desk = Workbench(made(tmp_path_factory.mktemp("finished")))
    desk.here(desk.request("backtest", ASKED))
    return desk


@pytest.fixture
def desk(tmp_path: Path) -> Workbench:
    """A workspace with a file of bars and no run."""
    return Workbench(made(tmp_path / "desk"))


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    """Draws a page of a workspace and says that nothing went wrong in it."""

    def drawn(desk: Workbench, name: str, **query: str) -> AppTest:
        monkeypatch.setenv(VARIABLE, str(desk.folder))
        at = AppTest.from_file(str(APP), default_timeout=30)
        for key, value in query.items():
            at.query_params[key] = value
        return at.switch_page(f"screens/{name}.py").run() if name != "home" else at.run()

    return drawn
