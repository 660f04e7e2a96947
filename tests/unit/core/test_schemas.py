"""Schemas check tables and are published."""

from array import array

import pytest

from tradecore import schemas
from tradecore.errors import InvalidValue, UnknownName
from tradecore.learning.judge import judge
from tradecore.learning.outcomes import Outcomes
from tradecore.schemas import Kind, Schema
from tradecore.table import Table

EXAMPLE = {Kind.TIME: 5, Kind.NUMBER: 1.5, Kind.INTEGER: 2, Kind.TEXT: "x", Kind.FLAG: 1}
TABLES = [schema for schema in schemas.ALL.values() if schema.timed]


def example(schema: Schema) -> Table:
    return Table([5, 6], {f.name: [EXAMPLE[f.kind]] * 2 for f in schema.fields if f.name != "time"})


@pytest.mark.parametrize("schema", TABLES, ids=lambda schema: schema.name)
def test_a_table_with_its_columns_passes(schema: Schema) -> None:
    assert schema.names[0] == "time"
    schema.check(example(schema))
    schema.check(example(schema).slice(0, 0))


def test_a_missing_column_is_named() -> None:
    table = example(schemas.TRADES)
    columns = {name: table[name] for name in table.names if name != "net"}
    with pytest.raises(InvalidValue, match="a column net"):
        schemas.TRADES.check(Table(table.time, columns))


def test_an_optional_column_may_be_missing() -> None:
    table = example(schemas.EQUITY)
    schemas.EQUITY.check(Table(table.time, {name: table[name] for name in table.names if name != "benchmark"}))


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(InvalidValue, match="surprise"):
        schemas.TRADES.check(example(schemas.TRADES).with_columns(surprise=[1, 2]))


@pytest.mark.parametrize(("column", "values"), [("net", ["a", 1.0]), ("bars", [1.5, 2]), ("symbol", [1, 2])])
def test_another_kind_of_value_is_refused(column: str, values: list[object]) -> None:
    with pytest.raises(InvalidValue, match=f"trades column {column}"):
        schemas.TRADES.check(example(schemas.TRADES).with_columns(**{column: values}))


def test_times_must_be_whole_nanoseconds() -> None:
    with pytest.raises(InvalidValue, match="column time"):
        schemas.BARS.check(Table(array("d", [1.0]), example(schemas.BARS).slice(0, 1).columns))


@pytest.mark.parametrize("name", schemas.ALL)
def test_json_schema_names_every_field(name: str) -> None:
    published = schemas.as_json_schema(name)
    assert published["title"] == name
    assert list(published["properties"]) == list(schemas.ALL[name].names)  # type: ignore[call-overload]
    assert published["additionalProperties"] is False


def test_a_metric_may_be_null_where_it_says_so_and_is_always_there() -> None:
    published = schemas.as_json_schema("metrics")
    properties = published["properties"]
    assert properties["sharpe"]["type"] == ["number", "null"]  # type: ignore[index]
    assert properties["trades"]["type"] == "integer"  # type: ignore[index]
    assert published["required"] == list(schemas.METRICS.names)


def test_an_unknown_schema_suggests_the_nearest() -> None:
    with pytest.raises(UnknownName, match="trades"):
        schemas.as_json_schema("trade")


def test_records_are_not_tables() -> None:
    assert [schema.name for schema in schemas.ALL.values() if not schema.tabular] == [
        *("metrics", "learning", "search", "walk")
    ]


def test_columns_that_vary_are_published_by_their_pattern() -> None:
    published = schemas.as_json_schema("trials")
    assert published["patternProperties"] == {"^parameters\\.": {"type": ["number", "boolean"]}}
    assert published["required"] == list(schemas.TRIALS.names)
    assert published["properties"]["sharpe"]["type"] == ["number", "null"]  # type: ignore[index]


def test_learning_metrics_are_those_that_are_computed() -> None:
    assert tuple(judge(Outcomes("return", [0], [1.0], [1.0], [0.0], [1.0]))) == schemas.LEARNING.names


@pytest.mark.parametrize("schema", schemas.ALL.values(), ids=lambda schema: schema.name)
def test_field_names_are_unique_and_explained(schema: Schema) -> None:
    assert len(set(schema.names)) == len(schema.names)
    assert all(field.meaning for field in schema.fields)
    assert all(field.unit for field in schema.fields if field.kind is not Kind.TEXT)
