"""NDJSON: one object a line, one line a message."""

from __future__ import annotations

from collections.abc import Sequence

from headertrace.records.trace import Trace
from headertrace.renderings.json_ import dumps
from headertrace.renderings.rendering import Options


def render(traces: Sequence[Trace], options: Options) -> str:
    return "".join(dumps(trace.to_dict(), separators=(",", ":")) + "\n" for trace in traces)
