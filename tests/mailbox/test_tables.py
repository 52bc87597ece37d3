"""The tables of a dataset are as its version says: a copy of them is kept for each."""

from __future__ import annotations

import json
from pathlib import Path

from headertrace.mailbox.arrow import schema
from headertrace.mailbox.rows import columns
from headertrace.mailbox.tables import TABLES, VERSION

KEPT = Path(__file__).parent / f"tables-{VERSION}.json"


def test_the_tables_are_those_of_their_version() -> None:
    """Before a release the copy may be changed; after it, what differs is a new VERSION, and a new copy."""
    kept = json.loads(KEPT.read_text("utf-8"))
    assert {table.name: [list(column[:2]) for column in columns(table)] for table in TABLES} == kept


def test_every_table_has_the_key_and_names_of_its_own() -> None:
    for table in TABLES:
        names = [name for name, _, _ in columns(table)]
        assert names[:2] == ["message", "time"] and len(set(names)) == len(names)
        assert schema(table.name).names == names
