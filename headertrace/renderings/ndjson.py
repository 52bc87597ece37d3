"""NDJSON: one object a line, one line a message."""

from __future__ import annotations

from collections.abc import Sequence

from headertrace.records.trace import Trace
from headertrace.renderings import Options
from headertrace.renderings.json_ import dumps


def render(traces: Sequence[Trace], options: Options) -> str:
    return "".join(dumps(trace.to_dict(), separators=(",", ":")) + "\n" for trace in traces)
