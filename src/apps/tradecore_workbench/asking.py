"""`workbench.backtest(...)` and the like: one callable for each job type, whatever types there are."""

from collections.abc import Mapping
from inspect import Parameter, Signature
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING

from tradecore.errors import RequestError
from tradecore_workbench.kinds import KINDS, Kind
from tradecore_workbench.run import Run
from tradecore_workbench.watching import watched
from tradecore_workbench.wording import Wording

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

OURS = ("schema", "provenance", "counted")


class Ask:
    """Asks for one type of job.

    `bars` is a DataFrame, a path, a mapping from symbols to either, or a list; everything else goes by name: fields of
    the request, parameters of the strategy, what is to be said of the bars (`symbol`, `calendar`, `start` ...), and
    any setting by its own name (`slippage_bps=1`) or in a mapping (`settings={"costs.slippage_bps": 1}`).
    `job=True` runs it in a process of its own and waits, `job="detach"` does not wait.
    """

    def __init__(self, workbench: "Workbench", kind: Kind) -> None:
        self._workbench, self._kind = workbench, kind
        self.__name__ = kind.name
        self.__doc__ = f"{kind.request.__doc__}\n\n{Ask.__doc__}"
        self.__signature__ = _signature(kind)

    def __call__(self, bars: object = None, *, job: bool | str = False, **said: object) -> Run:
        """The run, finished unless it was detached; raises what the job raises, or JobError for one of its own."""
        workbench = self._workbench
        request = workbench.request(self._kind.name, Wording(workbench, self._kind).overrides(bars, said))
        if job:
            run = Run(workbench, workbench.submit(request))
            return run if job == "detach" else run.wait()
        with watched() as show:
            return Run(workbench, workbench.here(request, show))

    def __repr__(self) -> str:
        return f"<{self._kind.name}: {str(self._kind.request.__doc__).partition('.')[0]}>"


def methods() -> Mapping[str, Kind]:
    """Every job type by the name of its method."""
    return {f"{name}_" if iskeyword(name) else name: kind for name, kind in KINDS.items()}


def _signature(kind: Kind) -> Signature:
    """The request's fields, for whoever asks the notebook for help."""
    positional, named = Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY
    fields = [name for name in kind.fields if name not in (*OURS, "bars")]
    given = [Parameter(name, named, default=None) for name in (*fields, "job")]
    rest = Parameter("said", Parameter.VAR_KEYWORD)
    return Signature([Parameter("bars", positional, default=None), *given, rest])


def opened(workbench: "Workbench", which: str) -> Run:
    """The run of an id, of the beginning of one, or of a run folder in any workspace; the newest when empty."""
    if not which:
        recent = workbench.runs.recent(1)
        if not recent:
            raise RequestError(f"{workbench.folder}/runs holds no run yet.")
        return Run(workbench, recent[0].job_id)
    folder = Path(which).expanduser()
    if len(folder.parts) > 1 and folder.parent.name == "runs":
        elsewhere = workbench.elsewhere(folder.absolute().parent.parent)
        return Run(elsewhere, elsewhere.runs.find(folder.name))
    return Run(workbench, workbench.runs.find(which))
