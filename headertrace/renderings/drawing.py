"""The timeline as a picture (SVG 2): hops on a real axis of time, each wait a bar before its hop.

With a ``width`` every place is in pixels; without one places across are in percent, so that a
picture inside a page follows the page's width while its letters keep their size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from headertrace.text.layout import shorten, wrap
from headertrace.view.axis import marks
from headertrace.view.bars import timeline as reckoned
from headertrace.view.hosts import fitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headertrace.renderings.rendering import Options
    from headertrace.view.axis import Axis
    from headertrace.view.bars import Bar, Row
    from headertrace.view.border import Border
    from headertrace.view.report import Report

INK, SOFT, RULE, BAR, ACCENT, PAPER = "#1c2024", "#5a636d", "#d5dade", "#7d8893", "#b3400a", "#ffffff"
FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', Verdana, Arial, sans-serif"
_ROW, _LABEL, _BAR_HEIGHT, _CAUSE, _AXIS, _BORDER = 34, 13, 8, 14, 24, 26
_NAME_CELLS = 36
_EDGE = 0.01
# So much fits on the narrowest page.
_BORDER_CELLS = 60


def timeline(report: Report, options: Options, width: int | None = None) -> Element | None:
    """The picture of one message's way; None where no hop has a time."""
    found = reckoned(report.way, options)
    if found is None:
        return None
    axis, shown = found
    scale = _Scale(axis, width)
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "timeline", "role": "img"})
    svg.set("font-family", FONT)
    svg.set("font-size", "12")
    ids = f"m{report.number}-t", f"m{report.number}-d"
    svg.set("aria-labelledby", " ".join(ids))
    _text(svg, "title", f"Timeline: {report.title}", id=ids[0])
    _text(svg, "desc", f"{report.answer} {_described(report)}", id=ids[1])
    rows = Element("g")
    y = float(_AXIS)
    for row in shown:
        if row.border:
            y = _border(rows, row.border, y, scale)
        y = _row(rows, row, y, scale)
    _axis(svg, scale, y, options)
    svg.append(rows)
    svg.set("width", scale.x(1.0))
    svg.set("height", f"{y + 2:g}")
    return svg


def markup(svg: Element) -> str:
    """The element as text; whatever stands in it is escaped."""
    return tostring(svg, encoding="unicode")


class _Scale:
    """Shares of the axis → places across."""

    def __init__(self, axis: Axis, width: int | None) -> None:
        self.axis, self._width = axis, width

    def x(self, share: float) -> str:
        if self._width is None:
            return f"{round(share * 100, 2):g}%"
        return f"{round(share * self._width, 1):g}"


def _text(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    made = SubElement(parent, tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()})
    made.text = text
    return made


def _described(report: Report) -> str:
    """The picture in words, for who cannot see it."""
    parts = []
    for step in report.steps:
        took = f", {step.delay} after the one before" if step.delay else ""
        parts.append(f"Hop {step.n}: {step.by}, {step.time}{took}.")
    return " ".join(parts)


def _row(parent: Element, row: Row, y: float, scale: _Scale) -> float:
    """One hop: its name and delay above, its bar below; returns where the next begins."""
    group = SubElement(parent, "g")
    why = f"{shorten(row.at, _NAME_CELLS)}: {row.why}" if row.why and row.at else row.why
    if row.step:
        path = f"{row.step.sender} → {row.step.by}, {row.step.time}"
        _text(group, "title", f"Hop {row.number}: {path} {row.delay} {why}".rstrip())
    base = y + _LABEL
    is_claim = row.trust in ("claimed", "contradicted")
    colour, kind = (SOFT, "soft") if is_claim else (INK, "ink")
    name = _text(group, "text", "", x="0", y=f"{base:g}", fill=colour, class_=kind)
    number = _text(name, "tspan", f"{row.number}{row.mark}", fill=SOFT)
    number.set("class", "soft")
    number.tail = " "
    own = _text(name, "tspan", fitted(row.name, _NAME_CELLS))
    if row.trust == "contradicted":
        own.set("text-decoration", "line-through")
    took = row.delay or ("" if row.bar else row.untimed)
    if took:
        words = _text(group, "text", took, x=scale.x(1.0), y=f"{base:g}", fill=ACCENT if row.long else SOFT)
        words.set("text-anchor", "end")
        words.set("class", "accent" if row.long else "soft")
        if row.long:
            words.set("font-weight", "700")
    top = base + 5
    if row.bar:
        _bar(group, row.bar, row.long, top, scale)
    if why:
        _cause(group, why, row.bar, top + _BAR_HEIGHT + _CAUSE - 3, scale)
    return y + _ROW + (_CAUSE if why else 0)


def _bar(group: Element, drawn: Bar, is_long: bool, top: float, scale: _Scale) -> None:
    """The wait as a bar that ends at the hop's own moment; what is a clock's error as an empty, dashed one."""
    if drawn.kind != "none":
        bar = SubElement(group, "rect", {"x": scale.x(drawn.start), "y": f"{top:g}", "height": str(_BAR_HEIGHT)})
        bar.set("width", scale.x(drawn.end - drawn.start))
        if drawn.kind == "wait":
            bar.set("fill", ACCENT if is_long else BAR)
            bar.set("class", "long" if is_long else "bar")
        else:
            for name, value in (("fill", "none"), ("stroke", ACCENT), ("stroke-dasharray", "3 3"), ("class", "back")):
                bar.set(name, value)
    tick = SubElement(group, "rect", {"x": scale.x(drawn.here), "y": f"{top - 2:g}", "width": "2"})
    tick.set("height", str(_BAR_HEIGHT + 4))
    tick.set("fill", INK)
    tick.set("class", "tick")
    if drawn.here > 0.5:
        tick.set("transform", "translate(-2)")


def _cause(group: Element, cause: str, drawn: Bar | None, y: float, scale: _Scale) -> None:
    """The cause under its bar, on the side where there is room."""
    left, right = (drawn.start, drawn.end) if drawn else (0.0, 0.0)
    words = _text(group, "text", cause, y=f"{y:g}", fill=SOFT)
    words.set("class", "soft")
    words.set("font-size", "11")
    if 1.0 - left >= right:
        words.set("x", scale.x(left))
    else:
        words.set("x", scale.x(right))
        words.set("text-anchor", "end")


def _border(parent: Element, border: Border, y: float, scale: _Scale) -> float:
    """The line below which the path is the word of one's own servers: the heaviest one."""
    at = y + 4
    line = SubElement(parent, "line", {"x1": "0", "x2": scale.x(1.0), "y1": f"{at:g}", "y2": f"{at:g}"})
    for name, value in (("stroke", INK), ("stroke-width", "2.5"), ("class", "border")):
        line.set(name, value)
    label = _text(parent, "text", shorten(border.words, _BORDER_CELLS), x="0", y=f"{at + 14:g}", fill=INK)
    label.set("class", "ink")
    label.set("font-weight", "700")
    return y + _BORDER


def _axis(svg: Element, scale: _Scale, bottom: float, options: Options) -> None:
    """Round moments along the top, each with a fine line down."""
    group = SubElement(svg, "g", {"font-size": "11"})
    for share, words in marks(scale.axis, options):
        # At the very edge it would run through the names.
        if share > _EDGE:
            at = {"x1": scale.x(share), "x2": scale.x(share), "y1": "16", "y2": f"{bottom:g}"}
            SubElement(group, "line", {**at, "stroke": RULE, "class": "rule"})
        label = _text(group, "text", words, x=scale.x(share), y="11", fill=SOFT)
        label.set("class", "soft")
        label.set("text-anchor", "start" if share < 0.08 else "end" if share > 0.92 else "middle")


def stacked(reports: Sequence[Report], options: Options, width: int) -> tuple[Element, float]:
    """(a picture that stands alone, its height): each message's timeline under its name."""
    margin, y = 24, 24.0
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "font-family": FONT, "role": "img"})
    many = f"{len(reports)} timelines" if len(reports) > 1 else f"Timeline: {reports[0].title}"
    _text(svg, "title", many)
    style = SubElement(svg, "style")
    style.text = STYLE
    paper = SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": PAPER, "class": "paper"})
    for one in reports:
        y = _headline(svg, one, margin, y, width)
        returned = _of_returned(one)
        if returned is not None:
            y = _subheading(svg, f"The returned message: {returned.title}", margin, y, width)
            y = _placed(svg, timeline(returned, options, width - 2 * margin), margin, y) + margin
            y = _subheading(svg, "The notice's own path", margin, y, width)
        y = _placed(svg, timeline(one, options, width - 2 * margin), margin, y) + margin
    paper.set("height", f"{y:g}")
    svg.set("width", str(width))
    svg.set("height", f"{y:g}")
    svg.set("viewBox", f"0 0 {width} {y:g}")
    return svg, y


def _of_returned(one: Report) -> Report | None:
    """The message that a notice returned, as one with a path of its own; None where there is nothing to draw."""
    back = one.notice.returned if one.notice else None
    if back is None or not back.way.steps:
        return None
    # Each picture is known by a number that no other one has.
    return one._replace(number=one.total + one.number, title=back.title, answer="", way=back.way)


def _placed(svg: Element, picture: Element | None, margin: int, y: float) -> float:
    """A timeline put into the whole picture; returns where it ends."""
    if picture is None:
        return y
    del picture.attrib["xmlns"]
    picture.set("x", str(margin))
    picture.set("y", f"{y:g}")
    svg.append(picture)
    return y + float(picture.get("height", "0"))


def _subheading(svg: Element, words: str, margin: int, y: float, width: int) -> float:
    line = _text(svg, "text", shorten(words, (width - 2 * margin) // 8), x=str(margin), y=f"{y + 12:g}", fill=INK)
    line.set("class", "ink")
    line.set("font-size", "13")
    line.set("font-weight", "700")
    return y + 24


# For a viewer in the dark; programs that know no media query keep the attributes' colours.
STYLE = (
    "@media (prefers-color-scheme: dark) { .paper { fill: #15181b } .halo { stroke: #15181b } "
    ".ink, .tick { fill: #e6e8ea } .soft { fill: #a3adb7 } .rule { stroke: #33393f } .border { stroke: #e6e8ea } "
    ".bar { fill: #76828d } .long, .accent { fill: #ff9a62 } .back { stroke: #ff9a62 } }"
)


def _headline(svg: Element, one: Report, margin: int, y: float, width: int) -> float:
    """The subject and the answer above a timeline; returns where the picture begins."""
    title = _text(svg, "text", shorten(one.title, (width - 2 * margin) // 9), x=str(margin), y=f"{y + 12:g}", fill=INK)
    title.set("class", "ink")
    title.set("font-size", "15")
    title.set("font-weight", "700")
    y += 22
    for line in wrap(one.answer, (width - 2 * margin) // 7):
        words = _text(svg, "text", line, x=str(margin), y=f"{y + 12:g}", fill=INK)
        words.set("class", "ink")
        words.set("font-size", "13")
        y += 18
    return y + 10
