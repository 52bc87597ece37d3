"""The clocks of hosts in a dataset: worked out from its hops, and kept beside them in ``host_clocks.parquet``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from headertrace.mailbox.clocks.assumed import AGREEING
from headertrace.mailbox.clocks.pooling import pooled
from headertrace.mailbox.clocks.showings import Showings, kept
from headertrace.mailbox.heeding import heeding
from headertrace.mailbox.layout import Refused, check, files_of, read_about
from headertrace.records.knowledge import HostClock

NAME = "host_clocks.parquet"
# The columns, with what they hold.
COLUMNS: tuple[tuple[str, pa.DataType, str], ...] = (
    ("host", pa.string(), "The host; the operator where all its servers share one clock."),
    ("start", pa.timestamp("us", tz="UTC"), "From when on that holds."),
    ("end", pa.timestamp("us", tz="UTC"), "Until when."),
    ("offset_s", pa.float64(), "How many seconds it is fast at the start; null where only one side is bounded."),
    ("low_s", pa.float64(), "At least so many."),
    ("high_s", pa.float64(), "At most so many."),
    ("drift_s_per_day", pa.float64(), "By how much all three grow in a day."),
    ("messages", pa.int64(), "Of how many messages through the host that was made."),
    ("reference", pa.string(), "The host whose clock they are compared with."),
    ("kind", pa.string(), "steady, drift, step (set since the window before) or pool (machines that differ)."),
    ("trust", pa.string(), "vouched: by the lines of servers that are believed; claimed: by the host's own."),
)
_SCHEMA = pa.schema([pa.field(name, kind, metadata={"description": text}) for name, kind, text in COLUMNS])
_MADE_OF = b"headertrace.made_of"
# An id that is finer than its stamp, and beside it.
_FINER_S, _BESIDE_S = 0.1, 1.5
# So many messages of a host tell its clock as well as more do, and so many of all are held at once.
_EACH, _MOST = 3_000, 150_000
_MEMORY = "200MB"
# Of the messages of frequent hosts a part is taken, always the same ones; of rare hosts all. ``name`` are the hosts
# that wrote a believed line, and those that one saw connect.
_CHOSEN = """
CREATE TEMP TABLE chosen AS
WITH line AS (
    SELECT message, by_host, rdns FROM read_parquet($hops, hive_partitioning = false)
    WHERE stamp IS NOT NULL AND trust IN ('vouched', 'operator')
), named AS (
    SELECT message, by_host AS name FROM line WHERE by_host IS NOT NULL
    UNION ALL SELECT message, rdns FROM line WHERE rdns IS NOT NULL
), share AS (
    SELECT name, least(1.0, $each / count(*)) AS share FROM named GROUP BY name HAVING count(*) >= $agreeing
), wanted AS (
    SELECT message, max(share) AS share FROM named JOIN share USING (name) GROUP BY message
)
SELECT message FROM wanted
WHERE hash(message) % 1000000 < 1000000 * share * least(1.0, $most / (SELECT sum(share) FROM wanted))
"""
_SQL = """
WITH hop AS (
    SELECT message, hop, epoch_us(stamp) / 1e6 AS stamp, by_host, by_organisation, trust, rdns
    FROM read_parquet($hops, hive_partitioning = false) SEMI JOIN chosen USING (message)
    WHERE stamp IS NOT NULL AND trust IS NOT NULL
), finer AS (
    SELECT message, hop, epoch_us(min(clock)) / 1e6 AS clock, min(resolution_s) AS resolution
    FROM read_parquet($clocks, hive_partitioning = false) SEMI JOIN chosen USING (message)
    WHERE hop IS NOT NULL AND resolution_s < $finer AND abs(against_stamp_s) < $beside GROUP BY message, hop
)
SELECT message, coalesce(clock, stamp) AS stamp, coalesce(resolution, 1.0) AS resolution, by_host, by_organisation,
    trust IN ('vouched', 'operator') AS believed,
    trust = 'claimed' AND by_host = lead(rdns) OVER way AND lead(hop) OVER way = hop + 1
        AND lead(trust) OVER way IN ('vouched', 'operator') AS attested
FROM hop LEFT JOIN finer USING (message, hop)
WINDOW way AS (PARTITION BY message ORDER BY hop)
ORDER BY message, hop
"""


def host_clocks(folder: str) -> tuple[HostClock, ...]:
    """The clocks of a dataset's hosts, by host and time; worked out anew where it has grown since.

    Raises Refused where the folder is no dataset.
    """
    stamp = _made_of(folder)
    path = os.path.join(folder, NAME)
    try:
        schema = pq.read_schema(path)
        if (schema.metadata or {}).get(_MADE_OF) == stamp and schema.names == _SCHEMA.names:
            return tuple(_read(path))
    except (OSError, pa.ArrowInvalid):
        pass
    return write(folder)


def write(folder: str) -> tuple[HostClock, ...]:
    """Work the clocks out and keep them; a dataset that cannot be written to is read all the same. Raises Refused."""
    stamp = _made_of(folder)
    rows = tuple(pooled(showings(folder)))
    table = pa.Table.from_pylist([row._asdict() for row in rows], _SCHEMA)
    table = table.replace_schema_metadata({_MADE_OF: stamp})
    aside = os.path.join(folder, f"{NAME}.{os.getpid()}.part")
    try:
        pq.write_table(table, aside, compression="zstd")
        os.replace(aside, os.path.join(folder, NAME))
    except OSError:
        if os.path.exists(aside):
            os.unlink(aside)
    return rows


def showings(folder: str) -> Showings:
    """What the clocks of a dataset's hosts showed, in order. Raises Refused."""
    files = {"hops": list(files_of(folder, "hops")), "clocks": list(files_of(folder, "clocks"))}
    about = read_about(folder)
    if about is None or not all(files.values()):
        raise Refused(f"{folder} is not a dataset: make one with `headertrace scan`")
    check(folder, about)
    try:
        table = _asked(files)
    except duckdb.Error as error:
        raise Refused(f"{folder} can't be read: {str(error).splitlines()[0]}") from None
    names = table["by_host"].combine_chunks().dictionary_encode()
    houses = table["by_organisation"].combine_chunks().dictionary_encode()
    return kept(
        _numbers(table, "message"), _numbers(table, "stamp"), _numbers(table, "resolution"),
        (_codes(names), names.dictionary.to_pylist()), (_codes(houses), houses.dictionary.to_pylist()),
        _numbers(table, "believed").astype(np.bool_), _numbers(table, "attested").astype(np.bool_),
    )  # fmt: skip


def _asked(files: Mapping[str, list[str]]) -> pa.Table:
    with TemporaryDirectory() as aside, duckdb.connect() as database:
        database.execute(f"SET memory_limit = '{_MEMORY}'; SET temp_directory = '{aside}'; SET threads = 2")
        chosen = {"hops": files["hops"], "each": _EACH, "most": _MOST, "agreeing": AGREEING}
        values: Mapping[str, object] = {**files, "finer": _FINER_S, "beside": _BESIDE_S}

        def found() -> pa.Table:
            database.execute(_CHOSEN, chosen)
            return database.sql(_SQL, params=values).to_arrow_table()

        return heeding(database, found)


def _numbers(table: pa.Table, name: str) -> np.ndarray:
    column = table[name]
    empty = pa.scalar(False if pa.types.is_boolean(column.type) else 0, column.type)
    found: np.ndarray = column.fill_null(empty).to_numpy()
    return found


def _codes(given: pa.DictionaryArray) -> np.ndarray:
    found: np.ndarray = given.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return found


def _made_of(folder: str) -> bytes:
    """Which files of the dataset there are: others make other clocks."""
    digest = blake2b(digest_size=16)
    for table in ("hops", "clocks"):
        for path in files_of(folder, table):
            found = os.stat(path)
            digest.update(f"{os.path.relpath(path, folder)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest().encode()


def _read(path: str) -> Iterator[HostClock]:
    for row in pq.read_table(path).to_pylist():
        yield HostClock(**row)
