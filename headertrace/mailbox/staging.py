"""The file that a worker writes for its unit: rows as Arrow batches, one for each table and month.

It is put in its place whole, by its name; whoever finds it finds all of it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

import pyarrow as pa

from headertrace.mailbox.arrow import batch, give_back, schema
from headertrace.mailbox.rows import Row, month
from headertrace.mailbox.unit import Blob

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

# So many messages, or bytes of their headers, are held as they come, which takes ten times the room they take in Arrow.
_MOST = 256
_MOST_BYTES = 1_000_000
# So many bytes of Arrow are held before they are written.
_BATCHED = 4_000_000
_PACKED = pa.Codec("zstd", 1)
_SIZE = 8


class Stage:
    """Takes rows, message by message. Left with an error, nothing stays."""

    def __init__(self, folder: str, name: str) -> None:
        self.blobs: list[Blob] = []
        self._path = os.path.join(folder, name)
        self._aside = f"{self._path}.part"
        self._held: dict[tuple[str, str], list[Row]] = {}
        self._batches: dict[tuple[str, str], list[pa.RecordBatch]] = {}
        self._messages = self._bytes = self._batched = 0

    def __enter__(self) -> Stage:
        self._stream = open(self._aside, "wb")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            if kind is None:
                self._batch()
                self._write()
                self._stream.flush()
                os.fsync(self._stream.fileno())
        finally:
            self._stream.close()
            if kind is not None:
                with suppress(OSError):
                    os.unlink(self._aside)
        if kind is None:
            os.replace(self._aside, self._path)

    def add(self, rows: dict[str, list[Row]], size: int) -> None:
        """All rows of one message, whose header has that size."""
        for table, made in rows.items():
            time: datetime | None = made[0][1]  # type: ignore[assignment]
            self._held.setdefault((table, month(time)), []).extend(made)
        self._messages += 1
        self._bytes += size
        if self._messages >= _MOST or self._bytes >= _MOST_BYTES:
            self._batch()

    def _batch(self) -> None:
        for shelf, rows in self._held.items():
            made = batch(shelf[0], rows)
            self._batches.setdefault(shelf, []).append(made)
            self._batched += made.nbytes
        self._held.clear()
        self._messages = self._bytes = 0
        if self._batched >= _BATCHED:
            self._write()

    def _write(self) -> None:
        for (table, of), batches in self._batches.items():
            made = pa.Table.from_batches(batches).combine_chunks().to_batches()[0]
            data = _packed(made)
            self.blobs.append(Blob(table, of, self._stream.tell(), len(data), len(made)))
            self._stream.write(data)
        self._batches.clear()
        self._batched = 0
        give_back()


def staged(folder: str, name: str, blob: Blob) -> pa.RecordBatch:
    """The rows of one of a staged file's blobs."""
    with open(os.path.join(folder, name), "rb") as stream:
        stream.seek(blob.start)
        size = int.from_bytes(stream.read(_SIZE), "little")
        data = _PACKED.decompress(stream.read(blob.length - _SIZE), size)
    return pa.ipc.read_record_batch(data, schema(blob.table))


def _packed(made: pa.RecordBatch) -> bytes:
    """A batch without its schema, which would be most of a small one; in front its size unpacked."""
    data = made.serialize()
    size: int = data.size
    packed: bytes = _PACKED.compress(data, asbytes=True)
    return size.to_bytes(_SIZE, "little") + packed
