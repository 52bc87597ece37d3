"""A dataset on disk: which files it has, and what it says of itself.

OUT/dataset.json                           version, options, tables
OUT/messages/month=2026-11/part-000001.parquet
OUT/hops/month=2026-11/part-000001.parquet …
OUT/.scan/                                 journal and staged rows, of the scan's own

Where all tables stand in one file, as NDJSON or SQLite has them, ``OUT.scan`` beside it has what the scan needs.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from glob import escape, glob
from typing import Any

from headertrace.mailbox.forms import PARQUET
from headertrace.mailbox.rows import NO_MONTH, columns
from headertrace.mailbox.tables import TABLES, VERSION
from headertrace.named import NamedTuple

NAME = "dataset.json"
WORK = ".scan"
FORMAT = "headertrace.dataset"
_MONTH = re.compile(r"month=([0-9]{4}-[0-9]{2})")
_LARGEST = 1 << 20


class Places(NamedTuple):
    """Where what belongs to a dataset lies: the folder with ``dataset.json``, and the scan's own."""

    about: str
    work: str


def places(out: str, form: str) -> Places:
    """Of a dataset ``out`` in that format."""
    if form == PARQUET:
        return Places(out, os.path.join(out, WORK))
    return Places(f"{out}{WORK}", f"{out}{WORK}")


class Refused(Exception):
    """A dataset that cannot be written to, or read; the text says why in one line."""


class About(NamedTuple):
    """What a dataset says of itself: the version of its tables, who wrote it, and by which options."""

    version: int
    headertrace: str
    options: dict[str, Any]


def read_about(folder: str) -> About | None:
    """What a dataset in ``folder`` says; None where there is none. Raises Refused for what is no dataset of ours."""
    try:
        with open(os.path.join(folder, NAME), encoding="utf-8") as stream:
            said = json.loads(stream.read(_LARGEST))
        if said["format"] != FORMAT:
            raise ValueError
        return About(int(said["version"]), str(said["headertrace"]), dict(said["options"]))
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise Refused(f"{folder} is a file, not the folder of a dataset") from None
    except (ValueError, KeyError, TypeError):
        raise Refused(f"{folder}: its {NAME} is not one that headertrace wrote") from None
    except OSError as error:
        raise Refused(f"{folder}: {error.strerror or error}") from None


def check(folder: str, about: About) -> None:
    """Raises Refused for a dataset of another version of the tables."""
    if about.version != VERSION:
        raise Refused(
            f"{folder} has tables of version {about.version}, and this headertrace writes version {VERSION}:"
            " scan into another folder"
        )


def write_about(folder: str, options: dict[str, Any], work: str) -> None:
    """Put ``dataset.json`` in place, whole; ``work`` is where it is written first. Raises OSError."""
    import headertrace

    said = {
        "format": FORMAT,
        "version": VERSION,
        "headertrace": headertrace.__version__,
        "options": options,
        "tables": {
            table.name: {
                "text": table.text,
                "columns": [{"name": name, "kind": kind, "text": text} for name, kind, text in columns(table)],
            }
            for table in TABLES
        },
    }
    aside = os.path.join(work, NAME)
    with open(aside, "w", encoding="utf-8") as stream:
        json.dump(said, stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(aside, os.path.join(folder, NAME))


def file_of(folder: str, table: str, month: str, generation: int) -> str:
    """Where a generation's rows of that table and month stand."""
    return os.path.join(folder, table, f"month={month}", f"part-{generation:06}.parquet")


def first_file(folder: str, table: str) -> str:
    """The file without rows that makes a table readable before it has any."""
    return file_of(folder, table, NO_MONTH, 0)


def files_of(folder: str, table: str, generation: int | None = None) -> Iterator[str]:
    """The files of a table, or of one generation of it, by month."""
    part = "part-*.parquet" if generation is None else f"part-{generation:06}.parquet"
    yield from sorted(glob(os.path.join(escape(folder), table, "month=*", part)))


def shelf(path: str) -> str:
    """The month of a file in a dataset."""
    found = _MONTH.search(os.path.basename(os.path.dirname(path)))
    return found[1] if found else NO_MONTH
