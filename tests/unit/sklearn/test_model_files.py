"""Model files that did not come from us are refused before anything in them runs."""

import io
import json
import pickle
import zipfile
from pathlib import Path

import joblib
import numpy as np
import pytest
from sklearn.linear_model import Lasso
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer
from skops import io as skops_io

from tradecore.errors import UntrustedModel
from tradecore.table import Table
from tradecore_sklearn.learner import SklearnLearner
from tradecore_sklearn.recipes import RECIPES

RIDGE = SklearnLearner(RECIPES["ridge"])


class Canary:
    """Writes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (self.path, "w")


def good() -> bytes:
    rows = np.random.default_rng(1).normal(size=(40, 2))
    return RIDGE.fit(Table(list(range(40)), {"a": rows[:, 0], "b": rows[:, 1]}), list(rows[:, 0]), {}, 1).to_bytes()


def rewritten(content: bytes, name: str, replacement: bytes) -> bytes:
    """The archive with one part replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            new.writestr(part, replacement if part == name else old.read(part))
    return stream.getvalue()


def parts(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.namelist()


def test_a_pickle_is_refused_and_not_run(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    content = pickle.dumps(Canary(canary))
    with pytest.raises(UntrustedModel, match="never pickle or joblib"):
        RIDGE.from_bytes(content)
    assert not canary.exists()
    pickle.loads(content).close()  # noqa: S301
    assert canary.exists()  # the canary does sing when the file is run


def test_a_joblib_file_is_refused_and_not_run(tmp_path: Path) -> None:
    canary, stream = tmp_path / "canary", io.BytesIO()
    joblib.dump(Canary(canary), stream)
    with pytest.raises(UntrustedModel):
        RIDGE.from_bytes(stream.getvalue())
    assert not canary.exists()


def test_a_pickle_inside_an_array_is_refused_and_not_run(tmp_path: Path) -> None:
    canary, stream = tmp_path / "canary", io.BytesIO()
    np.save(stream, np.array([Canary(canary)], dtype=object), allow_pickle=True)
    content = good()
    array = next(name for name in parts(content) if name.endswith(".npy"))
    with pytest.raises(UntrustedModel):
        RIDGE.from_bytes(rewritten(content, array, stream.getvalue()))
    assert not canary.exists()


@pytest.mark.parametrize(
    "model",
    [
        Pipeline([("model", FunctionTransformer(np.exp))]),
        Pipeline([("model", Lasso())]),
        {"learner": "ridge", "features": ["a"], "pipeline": Lasso()},
        FunctionTransformer(print),
        [1, 2],
    ],
)
def test_other_skops_files_are_refused(model: object) -> None:
    with pytest.raises(UntrustedModel):
        RIDGE.from_bytes(skops_io.dumps(model))


def test_a_type_that_is_not_on_the_list_is_named() -> None:
    with pytest.raises(UntrustedModel, match="Lasso"):
        RIDGE.from_bytes(skops_io.dumps(Pipeline([("model", Lasso())])))


def test_a_node_that_calls_something_is_refused_before_it_is_built() -> None:
    content = good()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        schema = json.loads(archive.read("schema.json"))
    schema["content"]["features"] = {
        "__class__": "system", "__module__": "posix", "__loader__": "FunctionNode", "content": "system", "__id__": 9999
    }  # fmt: skip
    with pytest.raises(UntrustedModel, match=r"posix\.system"):
        RIDGE.from_bytes(rewritten(content, "schema.json", json.dumps(schema).encode()))


@pytest.mark.parametrize("content", [b"", b"PK", b"\x80\x04.", b"{}", good()[:-40]])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(UntrustedModel):
        RIDGE.from_bytes(content)


def test_a_schema_that_is_no_schema_is_refused() -> None:
    for text in (b"[]", b"{}", b'{"__class__": "dict"}', b"nonsense"):
        with pytest.raises(UntrustedModel):
            RIDGE.from_bytes(rewritten(good(), "schema.json", text))
