"""Pictures of answers (SVG 2): columns over time, bars by name, and the small ones inside a table.

As in the timeline of a message, places across are in percent inside a page, so that a picture follows the page's width
while its letters keep their size, and in pixels where it stands alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from headertrace.mailbox.shown.cells import moment, words
from headertrace.renderings.drawing import ACCENT, BAR, FONT, INK, PAPER, RULE, SOFT
from headertrace.text.counts import how_many
from headertrace.text.durations import duration
from headertrace.text.layout import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headertrace.mailbox.shown.sheet import Part
    from headertrace.renderings.rendering import Options

_HEIGHT, _TOP, _FOOT = 150.0, 22.0, 20.0
_ROW, _LABEL, _BAR_HEIGHT = 32.0, 13.0, 8.0
_NAME_CELLS = 60
# Lines across: lengths of time that are round on a clock.
_ROUND = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 43200, 86400, 172800, 604800, 2592000,
)  # fmt: skip
_MOST_COLUMNS = 400
_LABELS = 4
_GAP = 0.15


def picture(part: Part, options: Options, width: int | None = None) -> Element | None:
    """The picture of an answer; None where there is nothing to draw."""
    if not part.answer.rows:
        return None
    if part.measure:
        return _bars(part, options, width)
    return _columns(part, options, width) if part.name == "trend" else None


def small(series: Sequence[float | None]) -> Element:
    """A series as small columns, for a table's cell."""
    svg = Element("svg", {"class": "small", "height": "16", "role": "presentation"})
    most = max((value for value in series if value is not None), default=0.0)
    step = 100 / max(len(series), 1)
    for at, value in enumerate(series):
        if value is not None and most > 0:
            tall = max(1.0, 16 * max(value, 0.0) / most)
            _rect(svg, f"{at * step:.2f}%", 16 - tall, f"{step * (1 - _GAP):.2f}%", tall, BAR, "bar")
    return svg


def _canvas(title: str, description: str) -> Element:
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "chart", "role": "img", "font-size": "12"})
    svg.set("font-family", FONT)
    _text(svg, "title", title)
    _text(svg, "desc", description)
    return svg


def _columns(part: Part, options: Options, width: int | None) -> Element | None:
    """For each piece of time a column up to its ninth decile, with the half drawn stronger, on an axis of durations."""
    names = [column.name for column in part.answer.columns]
    rows = part.answer.rows[-_MOST_COLUMNS:]
    p50, p90 = names.index("p50_s"), names.index("p90_s")
    most = max((_float(row[p90]) for row in rows), default=0.0)
    if most <= 0:
        return None
    what = (
        "Half of the mail took no longer than the lower part of a column, nine in ten no longer than the whole of it."
    )
    svg = _canvas(f"{part.answer.title}: how long delivery took", what)
    x = _Scale(width)
    for size in _rules(most):
        y = _TOP + _HEIGHT * (1 - size / most)
        line = SubElement(svg, "line", {"x1": "0", "x2": x(1.0), "y1": f"{y:.1f}", "y2": f"{y:.1f}", "stroke": RULE})
        line.set("class", "rule")
    step = 1 / len(rows)
    for at, row in enumerate(rows):
        group = SubElement(svg, "g")
        _text(group, "title", _told(row, row[p50], row[p90], options))
        for value, colour, kind in ((_float(row[p90]), BAR, "bar"), (_float(row[p50]), INK, "ink")):
            tall = _HEIGHT * max(value, 0.0) / most
            _rect(group, x((at + _GAP / 2) * step), _TOP + _HEIGHT - tall, x(step * (1 - _GAP)), tall, colour, kind)
    for size in _rules(most):
        # Above the columns, with a rim of paper so that it can be read on them.
        _text(
            svg, "text", duration(size), x="2", y=f"{_TOP + _HEIGHT * (1 - size / most) - 4:.1f}", fill=SOFT,
            class_="soft halo", font_size="11", stroke=PAPER, stroke_width="3", paint_order="stroke",
        )  # fmt: skip
    base = _TOP + _HEIGHT
    line = SubElement(svg, "line", {"x1": "0", "x2": x(1.0), "y1": f"{base:g}", "y2": f"{base:g}", "stroke": INK})
    line.set("class", "border")
    _dates(svg, [row[0] for row in rows], base + 14, x, options)
    svg.set("width", x(1.0))
    svg.set("height", f"{base + _FOOT:g}")
    return svg


def _told(row: Sequence[object], half: object, most_of_it: object, options: Options) -> str:
    """What a column says in words."""
    told = f"{words(row[0], 'day', options)}: {how_many(int(_float(row[1])), 'message')}"
    if most_of_it is None:
        return told
    cuts = [words(value, "seconds", options) for value in (half, most_of_it)]
    return f"{told}, half within {cuts[0]}, nine in ten within {cuts[1]}"


def _rules(most: float) -> list[int]:
    """At most four round lengths of time below the largest, in even steps."""
    step = next((size for size in _ROUND if most / size <= _LABELS), _ROUND[-1])
    return [step * count for count in range(1, _LABELS + 1) if step * count <= most]


def _dates(svg: Element, moments: Sequence[object], y: float, x: _Scale, options: Options) -> None:
    """The first, the last and a few between."""
    count = len(moments)
    places = sorted({round(part * (count - 1) / _LABELS) for part in range(_LABELS + 1)})
    for at in places:
        value = moments[at]
        share = (at + 0.5) / count
        anchor = "start" if share < 0.08 else "end" if share > 0.92 else "middle"
        place = 0.0 if anchor == "start" else 1.0 if anchor == "end" else share
        told = moment(value, "day", options) if isinstance(value, datetime) else ""
        _text(svg, "text", told, x=x(place), y=f"{y:.1f}", fill=SOFT, class_="soft", font_size="11", text_anchor=anchor)


def _bars(part: Part, options: Options, width: int | None) -> Element | None:
    """For each row its name with the measure above, and a bar below."""
    answer = part.answer
    names = [column.name for column in answer.columns]
    at = names.index(part.measure)
    column = answer.columns[at]
    most = 1.0 if column.kind == "share" else max((abs(_float(row[at])) for row in answer.rows), default=0.0)
    if most <= 0:
        return None
    labels = [place for place, item in enumerate(answer.columns) if item.kind == "text" and not item.minor][:3]
    svg = _canvas(f"{answer.title}: {part.asks}", column.text)
    x = _Scale(width)
    y = 0.0
    for row in answer.rows:
        group = SubElement(svg, "g")
        label = " · ".join(words(row[place], "text", options) for place in labels if row[place] is not None)
        _text(group, "text", shorten(label, _NAME_CELLS), x="0", y=f"{y + _LABEL:g}", fill=INK, class_="ink")
        _text(
            group, "text", words(row[at], column.kind, options), x=x(1.0), y=f"{y + _LABEL:g}", fill=SOFT,
            class_="soft", text_anchor="end",
        )  # fmt: skip
        share = min(1.0, abs(_float(row[at])) / most)
        _rect(group, "0", y + _LABEL + 5, x(share), _BAR_HEIGHT, ACCENT if not y else BAR, "long" if not y else "bar")
        y += _ROW
    svg.set("width", x(1.0))
    svg.set("height", f"{y + 2:g}")
    return svg


class _Scale:
    """Shares of the width → places across."""

    def __init__(self, width: int | None) -> None:
        self._width = width

    def __call__(self, share: float) -> str:
        if self._width is None:
            return f"{round(share * 100, 3):g}%"
        return f"{round(share * self._width, 2):g}"


def _float(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _rect(parent: Element, x: str, y: float, width: str, height: float, colour: str, kind: str) -> None:
    made = SubElement(parent, "rect", {"x": x, "y": f"{y:.1f}", "width": width, "height": f"{height:.1f}"})
    made.set("fill", colour)
    made.set("class", kind)


def _text(parent: Element, tag: str, text: str, **attributes: str) -> None:
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    SubElement(parent, tag, named).text = text
