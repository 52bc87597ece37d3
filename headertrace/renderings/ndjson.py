"""NDJSON: one object a line, one line a message."""

from __future__ import annotations

from headertrace.records.trace import Trace
from headertrace.renderings.json_ import dumps
from headertrace.renderings.rendering import Options


def message(trace: Trace, number: int | None, options: Options) -> str:
    return dumps(trace.to_dict(), separators=(",", ":")) + "\n"
