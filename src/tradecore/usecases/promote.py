"""Promoting a model: hold it to the gate, keep what was found, and who overrode it."""

from collections.abc import Sequence

from tradecore.contracts.promote import Change, Check, PromoteRequest, PromoteResult
from tradecore.promotion import gate, missing
from tradecore.usecases.report import write_report
from tradecore.usecases.tools import Tools
from tradecore.views.reports.promote import promote_report
from tradecore.views.text import counted


def run(request: PromoteRequest, tools: Tools) -> PromoteResult:
    """Promotes the model when every check passes, or when the request overrides those that do not.

    A refusal is a result. Promoting again what stands so already changes nothing. Writes promotion.json and
    report.html. Raises UnknownName for a model that does not exist, UntrustedModel for one whose file was changed.
    """
    tools.progress.step(f"holding {request.model} to the gate")
    record = tools.models.record(request.model)
    checks = gate(record, tools.models.content(request.model), tools.catalog)
    lacking, reason = missing(checks), request.override.strip()
    promoted, overridden = not lacking or bool(reason), bool(lacking and reason)
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
        sentences=told(request, checks, promoted=promoted, overridden=overridden),
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
    return (verdict, *lines, f"To promote it all the same: tradecore models promote {request.model} --override REASON")
