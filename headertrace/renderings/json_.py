"""JSON: one object for one message, an array for more."""

from __future__ import annotations

import json
from collections.abc import Sequence

from headertrace.model import Trace
from headertrace.renderings import Options


def render(traces: Sequence[Trace], options: Options) -> str:
    documents = [trace.to_dict() for trace in traces]
    return json.dumps(documents[0] if len(documents) == 1 else documents, indent=2) + "\n"
