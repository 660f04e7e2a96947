"""Data, experiments, train, optimise and walk-forward: over runs in every state, and over those that are finished."""

import pytest
from research_desk import ASKS, researched
from streamlit.testing.v1 import AppTest
from ui_desk import STATES, Page, made, run_in, texts, well

from tradecore.jobs import State
from tradecore_workbench.workbench import Workbench

TITLES = {"data": "Data", "train": "Train", "optimize": "Optimise", "walkforward": "Walk-forward"}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """A workspace with one finished run of each type; nobody changes it."""
    return researched(Workbench(made(tmp_path_factory.mktemp("researched"))))


def looks(at: AppTest, key: str) -> AppTest:
    """Every closer look, one after the other."""
    for each in at.button_group(key=key).options:
        at.button_group(key=key).set_value(each).run()
        well(at)
    return at


def newest(desk: Workbench, kind: str) -> str:
    return next(line.job_id for line in desk.runs.lines() if line.type == kind)


@pytest.mark.parametrize("kind", ASKS)
@pytest.mark.parametrize("state", STATES)
def test_a_run_without_a_result_says_how_it_stands(desk: Workbench, page: Page, kind: str, state: str) -> None:
    job_id = run_in(desk, state, kind, ASKS[kind])
    at = well(page(desk, kind, run=job_id))
    assert at.title[0].value == TITLES[kind]
    assert job_id in texts(at)
    labels = {button.label for button in at.button}
    assert ("Cancel" in labels) == (state in ("queued", "running"))
    assert ("Resume" in labels) == (state in ("failed", "lost", "cancelled"))
    assert not at.metric


@pytest.mark.parametrize(("kind", "first"), [
    ("data", "usable bars"), ("train", "skill"), ("optimize", "sets tried"), ("walkforward", "verdict"),
])  # fmt: skip
def test_a_finished_run_shows_its_report(finished: Workbench, page: Page, kind: str, first: str) -> None:
    job_id = newest(finished, kind)
    at = well(page(finished, kind, run=job_id))
    assert at.metric[0].label == first
    assert finished.run(job_id).sentences[0] in texts(at)
    assert len(at.get("plotly_chart")) >= 1
    looks(at, f"look.{job_id}")
    assert "What lies in its folder" in texts(at)


def test_a_search_shows_its_landscape_by_any_metric(finished: Workbench, page: Page) -> None:
    job_id = newest(finished, "optimize")
    at = well(page(finished, "optimize", run=job_id))
    assert [at.selectbox(key=f"heat.{which}").value for which in (f"x.{job_id}", f"y.{job_id}.fast")] == [
        "fast",
        "slow",
    ]
    at.selectbox(key=f"heat.by.{job_id}").set_value("max_drawdown").run()
    assert "Max drawdown of the sets in each cell" in texts(well(at))
    assert len(at.dataframe[0].value) == 4
    assert list(at.dataframe[0].value["could be chosen"]) == ["yes"] * 4


def test_a_model_that_was_refused_says_why(finished: Workbench, page: Page) -> None:
    at = well(page(finished, "train", model="wise"))
    said = texts(at)
    assert "Model wise: candidate." in said
    assert "leak check: not run. To do: train it again with the leak check." in said
    assert "out-of-sample evaluation: " in said
    assert "or say under Override why it may be traded all the same." in said
    assert "--" not in said
    assert {metric.label: metric.value for metric in at.metric} == {"promoted": ":red[no]", "checks passed": "3"}


def test_a_set_shows_what_it_holds_and_the_import_that_made_it(finished: Workbench, page: Page) -> None:
    at = well(page(finished, "data"))
    assert "acme: 84 bars of ACME" in texts(at)
    assert at.selectbox(key="data.set.").value == "acme"
    at = well(page(finished, "data", run=newest(finished, "import")))
    assert at.metric[0].label == "bars"


def test_experiments_are_listed_filtered_and_counted(finished: Workbench, page: Page) -> None:
    at = well(page(finished, "experiments"))
    assert sorted(at.dataframe[0].value["kind"]) == ["optimize", "train", "walkforward"]
    assert "3 experiments tried 8 parameter sets." in texts(at)
    at.multiselect(key="experiments.kind").set_value(["train"]).run()
    assert list(well(at).dataframe[0].value["subject"]) == ["wise"]
    at.text_input(key="experiments.text").set_value("nothing is like that").run()
    assert "No experiment is like that." in texts(well(at))


def test_the_sets_of_searches_stand_in_one_table(finished: Workbench, page: Page) -> None:
    at = page(finished, "experiments")
    at.button_group(key="experiments.part").set_value("Parameter sets").run()
    table = well(at).dataframe[0].value
    assert list(table["run"].unique()) == [newest(finished, "optimize")]
    assert list(table["Sharpe"]) == sorted(table["Sharpe"], reverse=True)
    at.number_input(key="sets.trades").set_value(10_000).run()
    assert len(well(at).dataframe[0].value) == 0
    at.multiselect(key="sets.runs.UTC").set_value([]).run()
    assert "No search is chosen." in texts(well(at))


def test_a_workspace_without_models_or_sets_says_what_to_do(desk: Workbench, page: Page) -> None:
    at = page(desk, "train")
    at.button_group(key="train.part.").set_value("Models").run()
    assert "There is no model yet. Train one" in texts(well(at))
    at = page(desk, "data")
    at.button_group(key="data.part.").set_value("Sets").run()
    assert "There is no data set yet." in texts(well(at))
    for part in ("Imports", "Updates"):
        at.button_group(key="data.part.").set_value(part).run()
        assert "Open Sets" in texts(well(at))


def test_an_estimate_starts_nothing(desk: Workbench, page: Page) -> None:
    at = page(desk, "optimize")
    at.text_input(key="optimize.over.slow").set_value("6:10:2")
    press(at, "Estimate")
    said = texts(well(at))
    assert "Trying 3 of 12 combinations of fast=5,10,20,40, slow=6:10:2, 9 of them refused by sma_cross." in said
    assert "The best of 3 sets without any skill shows a Sharpe of about" in said
    assert desk.runs.lines() == []


def test_a_walk_that_fits_no_window_is_refused_by_its_estimate(desk: Workbench, page: Page) -> None:
    at = page(desk, "walkforward")
    press(at, "Estimate")
    assert "enough for 12 months to learn on" in at.error[0].value
    for name in ("train", "test"):
        at.text_input(key=f"walkforward.windows.{name}").set_value("30 bars")
    press(at, "Estimate")
    assert "84 bars make 1 window, in 15 trials." in texts(well(at))
    assert desk.runs.lines() == []


@pytest.mark.parametrize(
    ("name", "key", "value", "button", "said"),
    [
        ("optimize", "optimize.over.fast", "1:9:2", "Start the search", "over.fast is '1:9:2'. Accepted: from:to:step"),
        ("optimize", "optimize.over.fast", "300", "Start the search", "a whole number from 2 to 200"),
        ("walkforward", "walkforward.windows.train", "a while", "Start the walk", "windows.train is 'a while'"),
        ("train", "train.training.features", "chnge(1)", "Train the model", "Did you mean"),
        ("train", "train.bars.start", "soon", "Train the model", "soon"),
        ("data", "data.step", "5 parsecs", "Check the bars", "5 parsecs"),
    ],
)
def test_what_is_refused_stands_on_the_page_and_no_run_is_made(
    desk: Workbench, page: Page, name: str, key: str, value: str, button: str, said: str
) -> None:
    at = page(desk, name)
    fields = at.text_area if key.endswith("features") else at.text_input
    fields(key=key).set_value(value)
    press(at, button)
    assert said in at.error[0].value.replace("\\", "")
    assert len(at.error) == 1
    assert desk.runs.lines() == []


def test_a_learners_own_parameters_are_asked(desk: Workbench, page: Page) -> None:
    at = page(desk, "train")
    assert at.number_input(key="train.training.parameters.alpha").value == 1.0
    at.selectbox(key="train.learner").set_value("random_forest").run()
    asked = {
        each.key.rpartition(".")[2] for each in at.number_input if each.key.startswith("train.training.parameters")
    }
    assert "alpha" not in asked
    assert "max_depth" in asked
    at.number_input(key="train.training.parameters.max_depth").set_value(99)
    press(at, "Train the model")
    assert "max_depth is 99" in at.error[0].value.replace("\\", "")


def test_retiring_needs_a_reason(tmp_path_factory: pytest.TempPathFactory, page: Page) -> None:
    desk = Workbench(made(tmp_path_factory.mktemp("retiring")))
    desk.here(desk.request("train", ASKS["train"]))
    at = well(page(desk, "train", model="wise"))
    press(at, "Retire the model")
    assert "a word on why the model is retired" in at.error[0].value
    at.text_input(key="retire.reason.wise").set_value("drifted")
    press(at, "Retire the model")
    assert desk.models.standing("wise").state == "retired"
    assert "Model wise is retired: drifted." in texts(well(at))


def test_a_form_starts_the_job_that_was_asked_for(desk: Workbench, page: Page) -> None:
    at = page(desk, "data")
    press(at, "Check the bars")
    [line] = desk.runs.lines()
    assert (line.type, at.query_params["run"]) == ("data", line.job_id)
    assert desk.wait(line.job_id).status.state is State.SUCCEEDED


def press(at: AppTest, label: str) -> AppTest:
    [button] = [each for each in at.button if each.label == label]
    return button.click().run()


def test_bars_are_imported_from_files_or_from_a_source_that_downloads(desk: Workbench, page: Page) -> None:
    at = page(desk, "data")
    at.button_group(key="data.part.").set_value("Sets").run()
    at.multiselect(key="import.bars.path").set_value(["data/ACME.csv"])
    press(at, "Import the bars")
    assert "Accepted: 1 to 64 of a-z" in at.error[0].value.replace("\\", "")
    assert "ibkr" in at.button_group(key="import.from").options
    at.button_group(key="import.from").set_value("ibkr").run()
    at.text_input(key="import.name").set_value("acme")
    press(at, "Import the bars")
    assert "instrument is ''" in at.error[0].value.replace("\\", "")
    assert desk.runs.lines() == []
