"""Staged rows → the dataset's Parquet files: one a table and month for each generation of units."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from headertrace.mailbox.arrow import give_back, schema
from headertrace.mailbox.layout import files_of, shelf
from headertrace.mailbox.staging import staged
from headertrace.mailbox.tables import TABLES
from headertrace.mailbox.unit import Blob

# A row group is written when it has so many rows, as DuckDB likes to read them, or bytes, which is what is held.
_ROWS = 122_880
_BYTES = 4_000_000
_LEVEL = 3
# So many rows of a file are held when it is read again.
_MERGED = 4_096

Staged = Sequence[tuple[str, "int | None", Blob]]


def write_file(stages: str, blobs: Staged, path: str) -> None:
    """Put staged rows of one table and month into a new file, in order. Raises OSError."""
    table = blobs[0][2].table
    _write(path, table, (numbered(staged(stages, name, blob), before) for name, before, blob in blobs))


def write_empty(path: str, table: str) -> None:
    """A file without rows, so that each table can be read. Raises OSError."""
    _write(path, table, ())


def merge(table: str, paths: Sequence[str], path: str) -> None:
    """The rows of several files in a new one, in that order. Raises OSError."""
    _write(path, table, (part for old in paths for part in pq.ParquetFile(old).iter_batches(_MERGED)))


def without(dataset: str, generation: int, labels: Sequence[str], folder: str) -> list[tuple[str, str]]:
    """The files of a generation anew without all rows of those sources: (new file, the one it takes the place of)."""
    gone = pa.array(sorted(labels), pa.string())
    keys: list[pa.Array] = []
    for table in TABLES:
        if table.placed:
            for path in files_of(dataset, table.name, generation):
                for part in pq.ParquetFile(path).iter_batches(columns=["message", "input"]):
                    keys.append(part.filter(pc.is_in(part["input"], gone))["message"])
    doomed = pa.concat_arrays(keys).unique() if keys else pa.array([], pa.int64())
    made = []
    for table in TABLES:
        for path in files_of(dataset, table.name, generation):
            new = os.path.join(folder, f"{generation}-{shelf(path)}-{table.name}.parquet")
            read = pq.ParquetFile(path)
            _write(new, table.name, (_kept(part, doomed) for part in read.iter_batches(_MERGED)))
            made.append((new, path))
    return made


def _kept(part: pa.RecordBatch, doomed: pa.Array) -> pa.RecordBatch:
    return part.filter(pc.invert(pc.is_in(part["message"], doomed)))


def numbered(made: pa.RecordBatch, before: int | None) -> pa.RecordBatch:
    """With the numbers that count those before in the same file; none where nobody knows how many these are."""
    place = made.schema.get_field_index("number")
    if place < 0 or before == 0:
        return made
    numbers = pa.nulls(len(made), pa.int64()) if before is None else pc.add_checked(made.column(place), before)
    return made.set_column(place, made.schema.field(place), numbers)


def _write(path: str, table: str, batches: Iterable[pa.RecordBatch]) -> None:
    with open(path, "wb") as stream:
        with pq.ParquetWriter(stream, schema(table), compression="zstd", compression_level=_LEVEL) as writer:
            for group in _grouped(batches):
                writer.write_table(pa.Table.from_batches(group, schema(table)), row_group_size=_ROWS)
                group.clear()
                give_back()
        stream.flush()
        os.fsync(stream.fileno())


def _grouped(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    held: list[pa.RecordBatch] = []
    rows = size = 0
    for item in batches:
        held.append(item)
        rows += len(item)
        size += item.nbytes
        if rows >= _ROWS or size >= _BYTES:
            yield held
            held, rows, size = [], 0, 0
    if held:
        yield held
