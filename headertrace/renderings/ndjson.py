"""NDJSON: one object a line, one line a message."""

from __future__ import annotations

import json
from collections.abc import Sequence

from headertrace.model import Trace
from headertrace.renderings import Options


def render(traces: Sequence[Trace], options: Options) -> str:
    return "".join(json.dumps(trace.to_dict(), separators=(",", ":")) + "\n" for trace in traces)
