"""Promoting a model: hold it to the gate, keep what was found, and who overrode it."""

from collections.abc import Sequence

from tradecore.contracts.promote import Change, Check, PromoteRequest, PromoteResult
from tradecore.contracts.train import ModelRecord
from tradecore.ports.past_walks import PastWalk
from tradecore.promotion import ALWAYS, gate, missing
from tradecore.usecases.report import write_report
from tradecore.usecases.tools import Tools
from tradecore.views.reports.promote import promote_report
from tradecore.views.text import counted, signed_percent


def run(request: PromoteRequest, tools: Tools) -> PromoteResult:
    """Promotes the model when every check passes, or when the request overrides those that do not.

    A file that is not the recorded one or does not open cannot be overridden. A refusal is a result. Promoting again
    what stands so already changes nothing. Writes promotion.json and report.html. Raises UnknownName for a model or a
    run that does not exist, UntrustedModel for a model whose file was changed, InvalidValue and JobError for a run that
    is no finished walk forward.
    """
    tools.progress.step(f"holding {request.model} to the gate")
    record = tools.models.record(request.model)
    walk = tools.walk(request.walk) if request.walk else None
    checks = gate(record, tools.models.content(request.model), tools.catalog, walk)
    lacking, reason = missing(checks), request.override.strip()
    overridden = bool(lacking and reason) and not ALWAYS.intersection(lacking)
    promoted = not lacking or overridden
    if promoted:
        change = Change("promoted", reason if overridden else "", lacking, record.sha256)
        last = tools.models.standing(request.model).last
        if (last.state, last.reason, last.missing) != (change.state, change.reason, change.missing):
            tools.models.stand(request.model, change)
    result = PromoteResult(
        model=request.model,
        promoted=promoted,
        overridden=overridden,
        checks=checks,
        sentences=(
            *told(request, checks, promoted=promoted, overridden=overridden),
            *(line for line in (worthless(record), unprofitable(walk)) if line and promoted),
        ),
    )
    tools.artifacts.record("promotion.json", result)
    if request.report.html:
        write_report(promote_report(request, result, record), tools)
    return result


def told(request: PromoteRequest, checks: Sequence[Check], *, promoted: bool, overridden: bool) -> tuple[str, ...]:
    """What to read first: the verdict, then what is missing and what to do about it."""
    failed = [check for check in checks if not check.passed]
    lines = [f"Missing: {check.name} ({check.found.rstrip('.')}): {check.hint}." for check in failed]
    if overridden:
        without = counted(len(failed), "check")
        verdict = f"{request.model} is promoted by override, without {without}: {request.override.rstrip('.')}."
        return (verdict, *lines, "The reason stays with the model and is shown wherever it appears.")
    if promoted:
        unused = ("The reason to override was not needed and is not kept.",) if request.override.strip() else ()
        return (f"{request.model} is promoted: it passed all {len(checks)} checks.", *unused)
    verdict = f"{request.model} is not promoted: {len(failed)} of {len(checks)} checks failed."
    way_out = "It can be promoted all the same by an override: a reason, which stays with it for good."
    hopeless = ALWAYS.intersection(missing(checks))
    return (verdict, *lines, f"No reason makes up for its {min(hopeless)}." if hopeless else way_out)


def worthless(record: ModelRecord) -> str:
    """Says so when the model did no better on its held-out rows than what knows nothing: the gate asks for no skill."""
    name = "log_loss_skill" if record.target == "direction" else "skill"
    skill = record.metrics.get(name)
    if skill is None or skill > 0.0:
        return ""
    what = "the share of rises in training" if record.target == "direction" else "no change"
    return f"It did not beat the forecast of {what} on its held-out rows: its skill there was {signed_percent(skill)}."


def unprofitable(walk: PastWalk | None) -> str:
    """Says so when the walk that was named for the model failed: the gate asks for no profit either."""
    if walk is None or walk.result.verdict != "fail":
        return ""
    return f"The walk forward of run {walk.run} failed: {', '.join(walk.result.reasons)}."
