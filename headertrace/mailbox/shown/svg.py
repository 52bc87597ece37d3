"""The picture of one answer, alone in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from headertrace.mailbox.shown.drawing import picture
from headertrace.renderings.drawing import FONT, INK, PAPER, STYLE, markup
from headertrace.renderings.rendering import RenderingError
from headertrace.text.layout import shorten, wrap

if TYPE_CHECKING:
    from headertrace.mailbox.shown.sheet import Sheet
    from headertrace.renderings.rendering import Options

_WIDTH, _MARGIN = 900, 24


def render(sheet: Sheet, options: Options) -> str:
    """The first answer that has a picture: of the first screen that over time. Raises RenderingError where none has."""
    for part in sheet.parts:
        drawn = picture(part, options, _WIDTH - 2 * _MARGIN)
        if drawn is not None:
            return _alone(drawn, part.answer.title, " ".join(sheet.said or part.answer.said))
    raise RenderingError("there is nothing to draw")


def _alone(drawn: Element, title: str, said: str) -> str:
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "font-family": FONT, "role": "img"})
    SubElement(svg, "title").text = title
    SubElement(svg, "style").text = STYLE
    paper = SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": PAPER, "class": "paper"})
    y = float(_MARGIN)
    lines = [(shorten(title, 90), "15", "700"), *((line, "13", "400") for line in wrap(said, 115))]
    for text, size, weight in lines:
        made = SubElement(svg, "text", {"x": str(_MARGIN), "y": f"{y + 12:g}", "fill": INK, "class": "ink"})
        made.set("font-size", size)
        made.set("font-weight", weight)
        made.text = text
        y += 20
    y += 8
    del drawn.attrib["xmlns"]
    drawn.set("x", str(_MARGIN))
    drawn.set("y", f"{y:g}")
    svg.append(drawn)
    y += float(drawn.get("height", "0")) + _MARGIN
    paper.set("height", f"{y:g}")
    svg.set("width", str(_WIDTH))
    svg.set("height", f"{y:g}")
    svg.set("viewBox", f"0 0 {_WIDTH} {y:g}")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{markup(svg)}\n'
