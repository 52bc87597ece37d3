"""The timeline alone, as one SVG file; several messages stand one under the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from headertrace.renderings.drawing import markup, stacked
from headertrace.view.reporting import reports

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options

WIDTH = 900


def render(traces: Sequence[Trace], options: Options) -> str:
    picture, _ = stacked(reports(traces, options), options, WIDTH)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{markup(picture)}\n'
