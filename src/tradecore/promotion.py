"""The gate that a model passes before it is traded."""

from collections.abc import Sequence
from hashlib import sha256
from math import isfinite

from tradecore.contracts.promote import Check, Standing
from tradecore.contracts.train import ModelRecord
from tradecore.errors import TradecoreError
from tradecore.features import parse_feature
from tradecore.instants import parse_instant
from tradecore.labels import UNIT_OF
from tradecore.leakcheck import longest_warmup
from tradecore.ports.catalog import Catalog
from tradecore.ports.past_walks import PastWalk
from tradecore.table import Table
from tradecore.walk_evidence import objections, shown

# Held-out rows, or bars walked forward, whose labels do not overlap; fewer show nothing.
FEW = 30
# What no reason makes up for: a model whose file is refused cannot predict.
ALWAYS = frozenset({"file"})


def gate(record: ModelRecord, content: bytes, catalog: Catalog, walk: PastWalk | None = None) -> tuple[Check, ...]:
    """Every demand on a model, in the order in which they are explained: a failed one is a result, not an error.

    `content` is the model's file, `walk` a walk forward that is to speak for it beside its held-out rows.
    """
    return (
        leak_check(record),
        evaluation(record, catalog, walk),
        interval(record),
        features(record, catalog),
        file(record, content, catalog),
    )


def missing(checks: Sequence[Check]) -> tuple[str, ...]:
    """The names of the checks that failed."""
    return tuple(check.name for check in checks if not check.passed)


def override_of(name: str, standing: Standing) -> str:
    """What has to be said of a model wherever it appears; empty for one that passed the gate or was never promoted."""
    last = standing.last
    if last.state == "promoted" and last.missing:
        return f"Model {name} was promoted without {', '.join(last.missing)}, by override: {last.reason.rstrip('.')}."
    if last.state == "retired":
        return f"Model {name} is retired: {last.reason.rstrip('.')}."
    return ""


def leak_check(record: ModelRecord) -> Check:
    """The features were shown not to know the future."""
    passed = record.leak_check == "passed"
    return Check("leak check", passed, record.leak_check, "" if passed else "train it again with the leak check")


def evaluation(record: ModelRecord, catalog: Catalog, walk: PastWalk | None = None) -> Check:
    """It was judged on rows that it had not seen, or its recipe was walked forward; enough of it independent."""
    free, judged = record.held_out // max(record.horizon, 1), record.metrics.get("n") == record.held_out
    found = (
        f"{record.held_out:,} held-out rows, purged, {free:,} of them independent"
        if record.held_out
        else "no held-out rows on record"
    )
    found = found if judged else f"{found}, without their metrics"
    passed = free >= FEW and judged
    if walk is not None:
        against = objections(record, walk, catalog, FEW)
        found += f"; run {walk.run} does not count: {', '.join(against)}" if against else f"; {shown(walk)}"
        passed = passed or not against
    hint = (
        f"train it again with {FEW} independent held-out rows or more (a larger share, more bars), or walk forward "
        "with the same learner, features, target and horizon and name that run as the walk that speaks for it"
    )
    return Check("out-of-sample evaluation", passed, found, "" if passed else hint)


def interval(record: ModelRecord) -> Check:
    """The record says what was seen in training, in what unit it predicts, and how far off it is."""
    wrong: list[str] = []
    try:
        start, end, labels = (parse_instant(text) for text in (record.train_start, record.train_end, record.label_end))
    except TradecoreError as error:
        return _failed("record", str(error))
    if not start < end < labels:
        wrong.append("its training interval does not ascend")
    if not (isfinite(record.sigma) and record.sigma > 0.0):
        wrong.append(f"its sigma is {record.sigma}")
    if record.unit not in UNIT_OF.values() or record.horizon < 1:
        wrong.append(f"it predicts {record.unit} {record.horizon} bars ahead")
    if not record.versions or not record.data_sha256:
        wrong.append("it does not say on which data, by which versions, it was trained")
    span = f"{record.rows:,} rows, {record.train_start} to {record.label_end}, sigma {record.sigma:.3g} {record.unit}"
    return _failed("record", "; ".join(wrong)) if wrong else _passed("record", span)


def features(record: ModelRecord, catalog: Catalog) -> Check:
    """Every feature can be computed here, and they are those that it was trained on."""
    fingerprint = sha256("\n".join(record.features).encode()).hexdigest()
    if fingerprint != record.features_fingerprint:
        return _failed("features", "the record lists other features than it was trained on")
    try:
        warmup = longest_warmup([parse_feature(text) for text in record.features], catalog)
    except TradecoreError as error:
        return _failed("features", str(error), "install the plugin that brought it, or train it again")
    return _passed("features", f"{len(record.features)} features, known after {warmup:,} bars")


def file(record: ModelRecord, content: bytes, catalog: Catalog) -> Check:
    """The file is the recorded one, opens, and predicts a number in its unit from its features."""
    found = sha256(content).hexdigest()
    if found != record.sha256:
        return _failed("file", f"its SHA-256 is {found}, the record says {record.sha256}")
    try:
        model = catalog.learner(record.learner).from_bytes(content)
        said = float(model.predict(Table([0], {name: [0.0] for name in record.features}))[0])
    except TradecoreError as error:
        return _failed("file", str(error))
    if not isfinite(said) or (record.unit == "probability" and not 0.0 <= said <= 1.0):
        return _failed("file", f"it predicts {said} from features of 0")
    return _passed("file", f"SHA-256 {record.sha256[:12]}..., opens and predicts")


def _failed(name: str, found: str, hint: str = "train it again") -> Check:
    return Check(name, passed=False, found=found, hint=hint)


def _passed(name: str, found: str) -> Check:
    return Check(name, passed=True, found=found)
