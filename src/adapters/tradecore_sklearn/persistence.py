"""Model files: skops archives, made reproducible, and read against a fixed list of types."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import numpy as np
from skops import io as skops_io
from skops.io.exceptions import UntrustedTypesFoundException

from tradecore.errors import UntrustedModel

SCHEMA = "schema.json"
LARGEST = 1 << 30
# The two types that skops does not trust by itself. A file comes here only after the model store has
# compared its SHA-256 with what it wrote, so they are ours.
TRUSTED = ["sklearn.tree._tree.Tree", "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor"]
ALLOWED = frozenset(
    [
        "builtins.dict DictNode",
        "builtins.list ListNode",
        "builtins.str JsonNode",
        "builtins.str TypeNode",
        "builtins.tuple TupleNode",
        "numpy.float64 NdArrayNode",
        "numpy.int64 NdArrayNode",
        "numpy.ndarray NdArrayNode",
        "numpy.random._generator.Generator RandomGeneratorNode",
        "numpy.uint64 NdArrayNode",
        "sklearn._loss._loss.CyHalfBinomialLoss LossNode",
        "sklearn._loss._loss.CyHalfSquaredError LossNode",
        "sklearn._loss.link.IdentityLink ObjectNode",
        "sklearn._loss.link.Interval ObjectNode",
        "sklearn._loss.link.LogitLink ObjectNode",
        "sklearn._loss.loss.HalfBinomialLoss ObjectNode",
        "sklearn._loss.loss.HalfSquaredError ObjectNode",
        "sklearn.ensemble._forest.RandomForestClassifier ObjectNode",
        "sklearn.ensemble._forest.RandomForestRegressor ObjectNode",
        "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper ObjectNode",
        "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingClassifier ObjectNode",
        "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingRegressor ObjectNode",
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor ObjectNode",
        "sklearn.linear_model._logistic.LogisticRegression ObjectNode",
        "sklearn.linear_model._ridge.Ridge ObjectNode",
        "sklearn.pipeline.Pipeline ObjectNode",
        "sklearn.preprocessing._data.StandardScaler ObjectNode",
        "sklearn.preprocessing._label.LabelEncoder ObjectNode",
        "sklearn.tree._classes.DecisionTreeClassifier ObjectNode",
        "sklearn.tree._classes.DecisionTreeRegressor ObjectNode",
        "sklearn.tree._tree.Tree TreeNode",
    ]
)
REFUSAL = "It was not opened: only models that tradecore itself has written are read, never pickle or joblib files."


def dumps(content: object) -> bytes:
    """A skops archive without memory addresses, clock times or unset memory in it."""
    with zipfile.ZipFile(io.BytesIO(skops_io.dumps(content))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    schema = json.loads(parts.pop(SCHEMA))
    files = renumber(schema)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for old, new in files.items():
            archive.writestr(zipfile.ZipInfo(new), tidy(parts[old]), zipfile.ZIP_DEFLATED)
        text = json.dumps(schema, sort_keys=True, separators=(",", ":"))
        archive.writestr(zipfile.ZipInfo(SCHEMA), text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def loads(content: bytes) -> object:
    """What `dumps` was given; raises UntrustedModel, before anything is built, for any other file."""
    check(content)
    try:
        return skops_io.loads(content, trusted=TRUSTED)
    except (UntrustedTypesFoundException, KeyError, TypeError, ValueError, AttributeError) as error:
        raise UntrustedModel(f"The model file is damaged ({type(error).__name__}). {REFUSAL}") from error


def check(content: bytes) -> None:
    """Raises UntrustedModel unless the archive consists of allowed types only."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST:
                raise UntrustedModel(f"The model file unpacks to more than {LARGEST >> 20} MiB. {REFUSAL}")
            schema = json.loads(archive.read(SCHEMA))
    except (zipfile.BadZipFile, KeyError, ValueError, RecursionError) as error:
        raise UntrustedModel(f"The model file is not a skops archive. {REFUSAL}") from error
    for node in nodes(schema):
        kind = f"{node.get('__module__')}.{node.get('__class__')} {node.get('__loader__')}"
        if kind not in ALLOWED:
            raise UntrustedModel(f"The model file asks for {kind}, which no model of tradecore has. {REFUSAL}")


def nodes(schema: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Every node that skops would build, outermost first."""
    pending = [schema]
    while pending:
        found = pending.pop()
        if isinstance(found, dict):
            if "__loader__" in found or "__class__" in found or "__module__" in found:
                yield found
            pending.extend(reversed(list(found.values())))
        elif isinstance(found, list):
            pending.extend(reversed(found))


def renumber(schema: Any) -> dict[str, str]:  # noqa: ANN401
    """Replaces memory addresses by places, and returns the new name of each array's file."""
    places: dict[int, int] = {}
    files: dict[str, str] = {}
    for count, node in enumerate(nodes(schema)):
        # Whether equal plain values share an address is the interpreter's whim.
        place = count if node["__loader__"] in ("JsonNode", "TypeNode") else places.setdefault(node["__id__"], count)
        node["__id__"] = place
        if "file" in node:
            node["file"] = files.setdefault(node["file"], f"{place}.npy")
    return files


def tidy(content: bytes) -> bytes:
    """An array file whose padding bytes and unused flags are 0."""
    found = np.load(io.BytesIO(content), allow_pickle=False)
    if found.dtype.names is None:
        return content
    clean: Any = np.zeros(found.shape, found.dtype)
    for name in found.dtype.names:
        clean[name] = found[name]
    if "left_child" in found.dtype.names:
        clean["missing_go_to_left"][clean["left_child"] == -1] = 0
    stream = io.BytesIO()
    np.save(stream, clean, allow_pickle=False)
    return stream.getvalue()
