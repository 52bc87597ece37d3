"""Rows of a table → Arrow, with a schema that tells what each column holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

import pyarrow as pa

from headertrace.mailbox.column import Kind
from headertrace.mailbox.rows import Row, columns
from headertrace.mailbox.tables import TABLES, VERSION
from headertrace.patterns import lazy
from headertrace.text.safe import safe

_TYPES: dict[Kind, pa.DataType] = {
    "key": pa.int64(),
    "text": pa.string(),
    "texts": pa.list_(pa.string()),
    "int": pa.int64(),
    "real": pa.float64(),
    "time": pa.timestamp("us", tz="UTC"),
    "bool": pa.bool_(),
}
# Bytes that were no UTF-8, halves of surrogate pairs, and the character at which other programs end a text.
_UNFIT = lazy("[\\0\ud800-\udfff]")
_BYTES = 2**63


@cache
def schema(name: str) -> pa.Schema:
    """The schema of that table: each field with a description, the whole with the version of the tables."""
    table = next(item for item in TABLES if item.name == name)
    fields = [pa.field(column, _TYPES[kind], metadata={"description": text}) for column, kind, text in columns(table)]
    about = {"headertrace.version": str(VERSION), "headertrace.table": name, "description": table.text}
    return pa.schema(fields, metadata=about)


def batch(name: str, rows: Sequence[Row]) -> pa.RecordBatch:
    """Rows of that table; what no text of Arrow's can hold is spelled out in it."""
    made = schema(name)
    arrays = [_array(list(values), field.type) for values, field in zip(zip(*rows, strict=True), made, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=made)


def give_back() -> None:
    """Let the system have the memory of batches that are no more; else each process keeps the most that it ever had."""
    pa.default_memory_pool().release_unused()


def _array(values: list[object], type: pa.DataType) -> pa.Array:
    try:
        made = pa.array(values, type)
    except (UnicodeEncodeError, pa.ArrowException, OverflowError, ValueError):
        return pa.array([_fit(value) for value in values], type)
    if pa.types.is_string(type) and _has_nul(made):
        return pa.array([_fit(value) for value in values], type)
    return made


def _has_nul(made: pa.Array) -> bool:
    data = made.buffers()[2]
    return data is not None and b"\0" in data.to_pybytes()


def _fit(value: object) -> object:
    """The value as Arrow can hold it."""
    if isinstance(value, str):
        return _UNFIT.sub(lambda match: safe(match[0]), value)
    if isinstance(value, tuple | list):
        return [_fit(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and not -_BYTES <= value < _BYTES:
        return None
    return value if not isinstance(value, datetime) or value.tzinfo else None
