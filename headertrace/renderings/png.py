"""The timeline alone as a PNG picture, twice as fine as a screen's pixels; drawn by resvg."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from headertrace.renderings.drawing import markup, stacked
from headertrace.renderings.rendering import RenderingError, needed
from headertrace.renderings.svg import WIDTH
from headertrace.view.reporting import reports

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options

_ZOOM = 2.0
_MAX_HEIGHT = 16_000
# Sans-serif families that machines come with; resvg passes over text whose family is not there.
_FAMILIES = (
    "Segoe UI", "Helvetica Neue", "Roboto", "Noto Sans", "Open Sans", "Cantarell", "Ubuntu", "DejaVu Sans",
    "Liberation Sans", "Verdana", "Arial", "Helvetica", "FreeSans", "Nimbus Sans",
)  # fmt: skip
_TRIAL = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text y="30" font-family="{}">{}</text></svg>'


def render_bytes(traces: Sequence[Trace], options: Options) -> bytes:
    """Raises RenderingError without the library, without any font, and for too many messages."""
    resvg = needed("resvg_py", "png")
    picture, height = stacked(reports(traces, options), options, WIDTH)
    if height > _MAX_HEIGHT:
        raise RenderingError(f"{len(traces)} messages make too tall a picture: pick one with --message, or take svg")
    family = _family(resvg)
    if family is None:
        raise RenderingError("png: no common font is on this machine; install one, such as fonts-dejavu-core")
    picture.set("font-family", family)
    for inner in picture.iter("svg"):
        inner.set("font-family", family)
    return bytes(resvg.svg_to_bytes(svg_string=markup(picture), zoom=_ZOOM, background="#ffffff"))


@cache
def _family(resvg: Any) -> str | None:
    """The first family whose letters leave something on a picture."""
    empty = bytes(resvg.svg_to_bytes(svg_string=_TRIAL.format("none", "")))
    drawn = (name for name in _FAMILIES if bytes(resvg.svg_to_bytes(svg_string=_TRIAL.format(name, "M"))) != empty)
    return next(drawn, None)
