"""What lies around a whole text: HTML, quoted-printable, base64, escaped line ends; each is taken off."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, a2b_qp
from collections.abc import Callable

from headertrace.patterns import lazy
from headertrace.sources.pasted.kinds import Notes
from headertrace.sources.pasted.lines import Line, decoded, lines_of

# A page in base64 in a mail that was pasted: no more than that lie around each other.
_MAX_LAYERS = 4

Undo = Callable[[list[Line], Notes], list[Line]]


def unwrapped(lines: list[Line], notes: Notes) -> list[Line]:
    """The text without its wrappings."""
    for _ in range(_MAX_LAYERS):
        before = lines
        for undo in _WRAPPINGS:
            lines = undo(lines, notes)
        if lines is before:
            break
    return lines


# Line ends as a programming language writes them.

_ESCAPED_FIELD = lazy(r"\\n(?:X-)?Received: |\\n(?:\\t| )+(?:by|for|with|id)\b")
_ESCAPED_END = lazy(r"(?:\\r)?\\n")
_ESCAPED = {r"\t": "\t", r"\"": '"', r"\/": "/", r"\\": "\\"}
_ESCAPE = lazy(r'\\[t"/\\]')


def _escapes(lines: list[Line], notes: Notes) -> list[Line]:
    if not any("\\n" in line.text and _ESCAPED_FIELD.search(line.text) for line in lines):
        return lines
    made = []
    for line in lines:
        parts = _ESCAPED_END.split(line.text)
        if len(parts) > 1:
            notes.add("escapes", line.number)
            made += [Line(_ESCAPE.sub(lambda match: _ESCAPED[match[0]], part), line.number) for part in parts]
        else:
            made.append(line)
    return made


# Base64 (RFC 4648), of a block of lines.

_BASE64_LINE = lazy(r"[A-Za-z0-9+/]{4,}={0,2}")
_BASE64_LONG = 56


def _base64(lines: list[Line], notes: Notes) -> list[Line]:
    made: list[Line] = []
    block: list[Line] = []
    changed = False
    for line in [*lines, Line("", 0)]:
        text = line.text.strip()
        if _BASE64_LINE.fullmatch(text):
            block.append(line)
            continue
        if block:
            inner = _decoded_block(block) if len(block[0].text) >= _BASE64_LONG else None
            if inner is not None:
                changed = True
                notes.add("base64", *(item.number for item in block))
            made += block if inner is None else inner
            block = []
        made.append(line)
    return made[:-1] if changed else lines


def _decoded_block(block: list[Line]) -> list[Line] | None:
    try:
        data = a2b_base64("".join(line.text.strip() for line in block), strict_mode=True)
    except (Error, ValueError):
        return None
    text = decoded(data)
    if "eceived" not in text:
        return None
    # The lines in there are no lines of the input; each is told as that of the block where it must lie.
    found = lines_of(data)
    last = len(block) - 1
    return [
        line._replace(number=block[last * at // max(1, len(found) - 1)].number, raw=None)
        for at, line in enumerate(found)
    ]


# Quoted-printable (RFC 2045 section 6.7): every "=" is followed by two hexadecimal digits or ends its line.

_QP_WRONG = lazy(r"=(?![0-9A-F]{2}|[ \t]{0,4}$)")
# A port may be written so; these codes are in every such text: of "=" itself, and of a blank that ends a line.
_QP_CODE = lazy(r"=3D|=(?:20|09)$")
# A line that was broken has its full length; one of base64 that ends so has no blank in it.
_QP_END = lazy(r"^(?=.{70,76}$)[^ ]* .*=$")


def _quoted_printable(lines: list[Line], notes: Notes) -> list[Line]:
    if not any("=" in line.text for line in lines) or any(_QP_WRONG.search(line.text) for line in lines):
        return lines
    if not any(_QP_CODE.search(line.text) or _QP_END.search(line.text) for line in lines):
        return lines
    made: list[Line] = []
    parts: list[bytes] = []
    first = 0
    for line in lines:
        if not parts:
            first = line.number
        text = line.text.rstrip()
        soft = text.endswith("=")
        if "=" in text:
            notes.add("quoted-printable", line.number)
        parts.append(a2b_qp((text[:-1] if soft else text).encode("utf-8", "surrogateescape")))
        if not soft:
            made += [item._replace(number=first, raw=None) for item in lines_of(b"".join(parts))]
            parts = []
    if parts:
        made += [item._replace(number=first, raw=None) for item in lines_of(b"".join(parts))]
    return made


# HTML.

_IS_HTML = lazy(r"<(?:html|pre|br|div|p|td|span|body|table|code)(?:\s[^<>]{0,2000})?/?>", re.IGNORECASE)
_TAG = lazy(r"<!--|<(/?)([A-Za-z][A-Za-z0-9]{0,15}+)(?=[\s/>])[^<>]{0,5000}>")
# Elements whose text is not shown, that begin a line, that part cells, and the rest of those that a page has.
_HIDDEN = frozenset(
    {
        "script", "style", "head", "title", "template", "noscript",
    }
)  # fmt: skip
_BLOCKS = frozenset(
    {
        "p", "div", "br", "tr", "li", "ul", "ol", "table", "pre", "html", "body", "blockquote",
        "h1", "h2", "h3", "h4", "h5", "h6", "hr", "dl", "dt", "dd", "section", "article", "header",
        "footer", "main", "nav", "aside", "form", "fieldset", "textarea", "tbody", "thead",
    }
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_INLINE = frozenset(
    {
        "a", "b", "i", "u", "s", "em", "strong", "span", "font", "code", "tt", "kbd", "samp",
        "small", "big", "sub", "sup", "img", "wbr", "label", "button", "input", "select", "option",
        "meta", "link", "abbr", "cite", "q", "mark", "ins", "del", "center", "o", "svg", "path",
        "caption", "col", "colgroup", "details", "summary", "iframe", "figure", "time", "var",
        "nobr",
    }
)  # fmt: skip
_ELEMENTS = _HIDDEN | _BLOCKS | _CELLS | _INLINE
_SPACES = lazy(r"[ \t\r\n]+")


def _html(lines: list[Line], notes: Notes) -> list[Line]:
    if not any("<" in line.text and _IS_HTML.search(line.text) for line in lines):
        return lines
    page = _Page(lines[0].number, "\n".join(line.text for line in lines))
    made = page.read()
    if not any("eceived" in line.text for line in made):
        return lines
    notes.add("html", *sorted({line.number for line in made}))
    return made


class _Page:
    """A page while its text is taken out. Its lines are numbered from that of its first on."""

    def __init__(self, number: int, text: str) -> None:
        self._text = text
        self._number = number
        self._parts: list[str] = []
        self._lines: list[Line] = []
        self._first: int | None = None
        self._kept = 0
        # Marks that do not come any more: they are looked for once.
        self._missing: set[str] = set()
        # In the text as a whole: a page without <pre>, <br> or blocks around its lines keeps its own line ends.
        self._laid_out = re.search(r"<(?:br|p|div|td|li)[\s/>]", text, re.IGNORECASE) is not None

    def read(self) -> list[Line]:
        at = 0
        while match := _TAG.search(self._text, at):
            self._take(self._text[at : match.start()])
            at = match.end()
            if match[0] == "<!--":
                at = self._behind("-->", at)
                continue
            name = match[2].lower()
            if name not in _ELEMENTS:
                self._take(match[0])
                continue
            self._number += match[0].count("\n")
            if name in _HIDDEN and not match[1]:
                at = self._behind(f"</{match[2]}", at)
            elif name in _CELLS and match[1]:
                self._parts.append("\t")
            elif name in _BLOCKS:
                self._end()
                if name in ("pre", "textarea"):
                    self._kept = max(0, self._kept + (-1 if match[1] else 1))
        self._take(self._text[at:])
        self._end()
        return self._lines

    def _behind(self, mark: str, at: int) -> int:
        """The place behind the next ``mark``; where there is none, the text that follows is shown."""
        end = -1 if mark in self._missing else self._text.find(mark, at)
        if end < 0:
            self._missing.add(mark)
            return at
        self._number += self._text.count("\n", at, end)
        return end + len(mark)

    def _take(self, text: str) -> None:
        if not text:
            return
        if self._first is None:
            self._first = self._number
        if self._kept or not self._laid_out:
            first, *others = text.split("\n")
            self._parts.append(first)
            for other in others:
                self._number += 1
                self._end(blank=True)
                self._first = self._number
                self._parts.append(other)
            return
        self._number += text.count("\n")
        self._parts.append(_SPACES.sub(" ", text))

    def _end(self, blank: bool = False) -> None:
        text = "".join(self._parts)
        if blank or (text and not text.isspace()):
            self._lines.append(Line(_unescaped(text).rstrip(), self._first or self._number))
        self._parts.clear()
        self._first = None


# Characters as HTML writes them, where the text is no page.

_ENTITY = lazy(r"&(?:lt|gt|amp;lt|amp;gt);", re.IGNORECASE)
# "&amp;lt;" was escaped twice.
_MAX_ESCAPED = 3


def _entities(lines: list[Line], notes: Notes) -> list[Line]:
    if not any("&" in line.text and _ENTITY.search(line.text) for line in lines):
        return lines
    made = []
    for line in lines:
        text = _unescaped(line.text)
        if text != line.text:
            notes.add("entities", line.number)
            made.append(Line(text, line.number))
        else:
            made.append(line)
    return made


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    from html import unescape

    for _ in range(_MAX_ESCAPED):
        before, text = text, unescape(text)
        if text == before:
            break
    return text


_WRAPPINGS: tuple[Undo, ...] = (_escapes, _base64, _quoted_printable, _html, _entities)
