"""`tradecore demo`."""

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from tradecore.errors import JobError
from tradecore.jobs import RunRecord, State
from tradecore.views.cone import cone_line
from tradecore.views.live import difference_rows, parity_lines, status_lines
from tradecore_cli.bars import portable
from tradecore_cli.demo.plan import Plan, model_name
from tradecore_cli.demo.samples import find_samples
from tradecore_cli.demo.session import Rehearsed, paper_of, rehearse
from tradecore_cli.demo.verdict import verdict
from tradecore_cli.demo.walk import TITLES, Fields, Walked, walk
from tradecore_cli.desk import watch
from tradecore_cli.exits import DONE, INTERRUPTED
from tradecore_cli.groups import grouped
from tradecore_cli.live.run import status_of
from tradecore_cli.options import Common, application
from tradecore_cli.output import note, print_json, say
from tradecore_cli.progress import watched
from tradecore_cli.report import failure, took
from tradecore_cli.text import aligned, labelled, prose

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

app = application()
FOLDER = "tradecore-demo"
INDENT = " " * 8
DIFFERING = "There prices are in the exchange's ticks, and fills come when they come: docs/rehearsals.md."
# Differences from the backtest that are listed.
SHOWN = 5
# By the title of the step that draws it.
PICTURES = {
    "training": "training.png",
    "backtest": "backtest.png",
    "search": "optimize.png",
    "walk forward": "walkforward.png",
}


@app.command()
@grouped
def demo(*, common: Common) -> int:
    """Walk the whole path on real hourly prices of AAPL, and say honestly what came of it.

    Quality check, minutes resampled and compared, training with a leak check, predictions on unseen bars, a
    backtest beside buying and holding, a search over parameters, a walk forward, and a session that trades the last
    month at the simulated broker, held to its backtest, and one day of it over the wire, on paper at a fake gateway.
    The prices come from an installed package; nothing is downloaded.
    """
    samples = find_samples()
    workbench = open_or_make(common.workspace)
    plan, narrator = Plan(samples, model_name(datetime.now(UTC))), Narrator(workbench, quiet=common.json)
    try:
        walked = walk(workbench, plan, narrator.carry_out, narrator.trade)
    except KeyboardInterrupt:
        look = f"tradecore {'live status' if narrator.trading else 'runs show'} --workspace {workbench.folder}"
        note(f"\nInterrupted; the step at hand goes on: {look}")
        return INTERRUPTED
    lines = verdict(walked)
    if common.json:
        print_json({"verdict": dict(lines), "folders": dict(walked.folders), "workspace": str(workbench.folder)})
    else:
        say(
            "VERDICT",
            labelled(lines),
            "",
            "RUNS",
            folders(walked),
            "",
            next_steps(program(), walked.live.pulse.session, workbench.folder),
        )
    return DONE


def open_or_make(workspace: str) -> "Workbench":
    """The workspace asked for, the one we stand in, or a new one beside us."""
    from tradecore_workbench.workbench import Workbench
    from tradecore_workbench.workspace import NoWorkspace, make

    try:
        return Workbench(workspace or None)
    except NoWorkspace:
        if workspace:
            raise
        return Workbench(make(Path(FOLDER)))


class Narrator:
    """Carries out the demo's steps, as jobs and a session, and says what came of each."""

    def __init__(self, workbench: "Workbench", *, quiet: bool) -> None:
        self._workbench, self._quiet, self._begun = workbench, quiet, 0
        self.trading = False

    def carry_out(self, title: str, kind: str, fields: Fields) -> RunRecord:
        """One job from request to result; raises JobError when it has none."""
        self._announce(title)
        job_id = self._workbench.submit(self._workbench.request(kind, fields))
        record = watch(self._workbench, job_id, quiet=self._quiet)
        if record.status.state is not State.SUCCEEDED:
            raise JobError(job_id, failure(record))
        if not self._quiet:
            sentences: tuple[str, ...] = self._workbench.result(job_id).sentences
            say(*(prose(line, INDENT) for line in sentences), f"{INDENT}{took(record.status)}", "")
        return record

    def trade(self, title: str, session: str, fields: Fields, reference: str) -> Rehearsed:
        """A session from its first bar to its last; raises SessionError when it does not get there."""
        self._announce(title)
        self.trading = True
        begun = monotonic()
        with watched(quiet=self._quiet) as display:
            live = rehearse(self._workbench, session, fields, reference, lambda pulse: display(status_of(pulse)))
        if not self._quiet:
            rows = difference_rows(live.parity.differences[:SHOWN])
            cone = [cone_line(live.cone)] if live.cone else []
            wire = (
                [f"Over the wire, on paper at a fake gateway, {live.wire.day}: {live.wire.happened}.", DIFFERING]
                if live.wire
                else []
            )
            told = [*status_lines(live.pulse, alive=False), *parity_lines(live.parity), *cone, *wire]
            say(*(prose(line, INDENT) for line in told), *(f"{INDENT}{'  '.join(row)}" for row in rows))
            say(f"{INDENT}{monotonic() - begun:.1f} s", "")
        return live

    def _announce(self, title: str) -> None:
        self._begun += 1
        if not self._quiet:
            say(f"{self._begun} of {len(TITLES)}  {title}")


def next_steps(called: str, session: str, workspace: Path) -> str:
    """What to look at, and how; `called` is this command as it can be typed here."""
    place = "" if workspace == Path.cwd() else f" --workspace {portable(workspace, Path.cwd())}"
    steps = [
        ("the pages, in the browser", f"{called} ui{place}"),
        ("a run", f"{called} runs show ID{place}, or report.html in its folder"),
        ("the session", f"{called} live status {session}{place}"),
        ("all that can go wrong with it", f"{called} live rehearse {paper_of(session)}{place}"),
    ]
    return f"NEXT\n{aligned([*steps, ('with your own prices', 'docs/tutorial.md')], left=2)}"


def program() -> str:
    """This command as it can be typed here: by its name, or by its path where no shell would find it."""
    if shutil.which("tradecore"):
        return "tradecore"
    called = Path(sys.argv[0])
    return portable(called, Path.cwd()) if called.name == "tradecore" else "tradecore"


def folders(walked: Walked) -> str:
    """Where each run lies, and the pictures; as short as it can be pasted here."""
    pictures = [str(Path(walked.folders[title]) / name) for title, name in PICTURES.items()]
    places = [*walked.folders.items(), *(("picture", picture) for picture in pictures)]
    return aligned([(title, portable(Path(place), Path.cwd())) for title, place in places], left=2)
