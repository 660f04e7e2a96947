"""The published JSON Schema and the loader accept and refuse the same samples."""

from typing import Any

import pytest

from tradecore.contracts.backtest import BacktestRequest
from tradecore.contracts.data import DataRequest
from tradecore.contracts.leaks import LeaksRequest
from tradecore.contracts.predict import PredictRequest
from tradecore.contracts.settings import Settings
from tradecore.contracts.train import ModelRecord, TrainRequest
from tradecore.errors import RequestError
from tradecore.jobs import Status, queued
from tradecore_kit.codec import decode, encode
from tradecore_kit.schema import schema_of
from tradecore_testing.contracts.model_store import a_record

Plain = dict[str, Any]
CONTRACTS = (BacktestRequest, DataRequest, LeaksRequest, PredictRequest, TrainRequest, Settings, ModelRecord, Status)

BARS: Plain = {"path": "a.csv"}
BACKTEST: Plain = {"bars": [BARS], "strategy": "follow"}
SAMPLES: list[tuple[type, Plain, bool]] = [
    (BacktestRequest, BACKTEST, True),
    (BacktestRequest, {**BACKTEST, "parameters": {"a": 1, "b": 0.5, "c": True}}, True),
    (BacktestRequest, {**BACKTEST, "parameters": {"a": "1"}}, False),
    (BacktestRequest, {**BACKTEST, "parameters": [1]}, False),
    (BacktestRequest, {**BACKTEST, "predictions": None}, True),
    (BacktestRequest, {**BACKTEST, "predictions": {"path": "p.csv", "sigma": 1}}, True),
    (BacktestRequest, {**BACKTEST, "predictions": {"sigma": 1}}, False),
    (BacktestRequest, {**BACKTEST, "predictions": "p.csv"}, False),
    (BacktestRequest, {**BACKTEST, "engine": "compiled"}, True),
    (BacktestRequest, {**BACKTEST, "engine": "fast"}, False),
    (BacktestRequest, {**BACKTEST, "costs": {"rate": 1, "commission": "per_share"}}, True),
    (BacktestRequest, {**BACKTEST, "costs": {"rat": 1}}, False),
    (BacktestRequest, {**BACKTEST, "costs": {"rate": "1"}}, False),
    (BacktestRequest, {**BACKTEST, "costs": {"rate": None}}, False),
    (BacktestRequest, {**BACKTEST, "costs": {"rate": True}}, False),
    (BacktestRequest, {**BACKTEST, "in_sample": 1}, False),
    (BacktestRequest, {**BACKTEST, "in_sample": True}, True),
    (BacktestRequest, {**BACKTEST, "schema": 1.5}, False),
    (BacktestRequest, {**BACKTEST, "unknown": 1}, False),
    (BacktestRequest, {"strategy": "follow"}, False),
    (BacktestRequest, {**BACKTEST, "bars": BARS}, False),
    (BacktestRequest, {**BACKTEST, "bars": [{**BARS, "anchor": "clock"}]}, True),
    (BacktestRequest, {**BACKTEST, "bars": [{**BARS, "anchor": "dawn"}]}, False),
    (BacktestRequest, {**BACKTEST, "bars": [{**BARS, "instrument": {"symbol": "A", "lot": 2}}]}, True),
    (BacktestRequest, {**BACKTEST, "bars": [{**BARS, "instrument": {"lot": 2}}]}, False),
    (DataRequest, {"bars": BARS, "compare": BARS}, True),
    (DataRequest, {"bars": BARS, "compare": []}, False),
    (DataRequest, {"bars": {**BARS, "accept": "yes"}}, False),
    (LeaksRequest, {"bars": BARS, "features": ["a"], "rows": 10}, True),
    (LeaksRequest, {"bars": BARS, "features": "a"}, False),
    (LeaksRequest, {"bars": BARS, "rows": "10"}, False),
    (PredictRequest, {"bars": BARS, "model": "m"}, True),
    (PredictRequest, {"bars": BARS}, False),
    (TrainRequest, {"bars": BARS, "training": {"parameters": {"a": "x", "b": 1}}}, True),
    (TrainRequest, {"bars": BARS, "training": {"parameters": {"a": None}}}, False),
    (TrainRequest, {"bars": BARS, "training": {"target": "price"}}, True),
    (TrainRequest, {"bars": BARS, "training": {"target": 3}}, False),
    (Settings, {}, True),
    (Settings, {"strategies": {"sma_cross": {"fast": 3}}}, True),
    (Settings, {"strategies": {"sma_cross": 3}}, False),
    (Settings, {"cost": {}}, False),
    (ModelRecord, encode(a_record()), True),
    (ModelRecord, {**encode(a_record()), "metrics": {"ic": None}}, True),
    (ModelRecord, {**encode(a_record()), "metrics": {"ic": "high"}}, False),
    (ModelRecord, {**encode(a_record()), "rows": 1.5}, False),
    (Status, encode(queued("data", 0)), True),
    (Status, {**encode(queued("data", 0)), "state": "DONE"}, False),
    (Status, {**encode(queued("data", 0)), "process": {"pid": 1, "started": 0.5, "host": "a"}}, True),
    (Status, {**encode(queued("data", 0)), "process": {"pid": 1}}, False),
]


@pytest.mark.parametrize(("contract", "sample", "accepted"), SAMPLES)
def test_schema_and_loader_agree(contract: type, sample: Plain, *, accepted: bool) -> None:
    schema = schema_of(contract)
    assert _fits(sample, schema, schema["$defs"]) is accepted
    if accepted:
        decode(contract, sample)
    else:
        with pytest.raises(RequestError):
            decode(contract, sample)


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_object_is_closed_and_every_word_is_understood(contract: type) -> None:
    for node in _nodes(schema_of(contract)):
        assert set(node) <= KNOWN
        if "properties" in node:
            assert node["additionalProperties"] is False


KNOWN = {
    *("$ref", "$defs", "title", "description", "default", "type", "properties", "required", "additionalProperties"),
    *("items", "anyOf", "enum"),
}
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}


def _nodes(schema: Plain) -> list[Plain]:
    below = [*schema.get("$defs", {}).values(), *schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    below += [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    return [schema, *(node for each in below for node in _nodes(each))]


def _fits(value: object, schema: Plain, defs: dict[str, Plain]) -> bool:
    """The part of JSON Schema that our contracts use, read strictly (1.0 is no integer)."""
    if "$ref" in schema:
        return _fits(value, defs[schema["$ref"].removeprefix("#/$defs/")], defs)
    if "anyOf" in schema:
        return any(_fits(value, each, defs) for each in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    return type(value) in TYPES[schema["type"]] and _fits_inside(value, schema, defs)


def _fits_inside(value: object, schema: Plain, defs: dict[str, Plain]) -> bool:
    if isinstance(value, list):
        return all(_fits(item, schema["items"], defs) for item in value)
    if isinstance(value, dict):
        named, others = schema.get("properties", {}), schema.get("additionalProperties")
        return set(schema.get("required", ())) <= set(value) and all(
            _fits(item, named[key], defs) if key in named else bool(others) and _fits(item, others, defs)
            for key, item in value.items()
        )
    return True
