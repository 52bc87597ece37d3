"""Answers kept between runs, as long as their TTL allows, in a file that only its owner can read.

It holds which names were asked. ``--no-cache`` neither reads nor writes it.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from headertrace import folders
from headertrace.records.lookups import Answer

_LONGEST_S, _LONGEST_DENIAL_S = 86_400, 3_600  # RFC 2308 section 5: denials for one to three hours
_TABLE = "CREATE TABLE IF NOT EXISTS answers (whom, name, kind, until REAL, answer, PRIMARY KEY (whom, name, kind))"


def default_path() -> Path:
    """Where the file lies."""
    return Path(folders.cache(), "answers.sqlite3")


class Cache:
    """Answers by those ``whom`` names. To be used from one thread; what goes wrong means no cache."""

    def __init__(self, path: Path, whom: str) -> None:
        self._path, self._whom = path, whom
        self._file: sqlite3.Connection | None = None
        self._tried = False

    def get(self, name: str, kind: str) -> Answer | None:
        """The answer kept, while it may be used."""
        file = self._opened()
        if file is None:
            return None
        try:
            row = file.execute(
                "SELECT answer FROM answers WHERE whom=? AND name=? AND kind=? AND until>?",
                (self._whom, name, kind, datetime.now(UTC).timestamp()),
            ).fetchone()
            return _read(row[0]) if row else None
        except (sqlite3.Error, ValueError, TypeError, KeyError):
            return None

    def put(self, name: str, kind: str, answer: Answer) -> None:
        """Keep an answer for its TTL; failures are not kept."""
        file = self._opened()
        if file is None or not answer.told or not answer.ttl:
            return
        seconds = min(answer.ttl, _LONGEST_S if answer.status == "ok" else _LONGEST_DENIAL_S)
        until = datetime.now(UTC).timestamp() + seconds
        with suppress(sqlite3.Error), file:
            file.execute("REPLACE INTO answers VALUES (?,?,?,?,?)", (self._whom, name, kind, until, _written(answer)))

    def close(self) -> None:
        if self._file:
            self._file.close()

    def _opened(self) -> sqlite3.Connection | None:
        if not self._tried:
            self._tried = True
            with suppress(OSError, sqlite3.Error):
                self._file = _open(self._path)
        return self._file


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Made with its rights before anything is written into it.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    file = sqlite3.connect(path, timeout=1)
    try:
        with file:
            file.execute(_TABLE)
            file.execute("DELETE FROM answers WHERE until<?", (datetime.now(UTC).timestamp(),))
    except sqlite3.Error:
        file.close()
        raise
    return file


def _written(answer: Answer) -> str:
    kept = answer._asdict()
    kept["when"] = answer.when.isoformat() if answer.when else None
    kept["octets"] = [octets.decode("latin-1") for octets in answer.octets]
    return json.dumps(kept)


def _read(text: str) -> Answer:
    kept = json.loads(text)
    kept["when"] = datetime.fromisoformat(kept["when"]) if kept["when"] else None
    kept["octets"] = tuple(octets.encode("latin-1") for octets in kept["octets"])
    for part in ("records", "aliases"):
        kept[part] = tuple(kept[part])
    return Answer(**{**kept, "cached": True})
