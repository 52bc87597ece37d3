"""What stands before each line or around each name: quote marks, bullets, numbers, indents, fences, columns."""

from __future__ import annotations

from collections import Counter

from headertrace.patterns import lazy
from headertrace.sources.pasted.kinds import Notes
from headertrace.sources.pasted.lines import Line
from headertrace.sources.pasted.names import known, start
from headertrace.syntax.fields import HOPS

# A quotation of a quotation of a list: no more marks than that stand before one line.
_MAX_MARKS = 8

_QUOTE = lazy(r"[>|│┃▌] ?")
_BULLET = lazy(r"(?:[-•·‣–—]|\*(?!\*))(?: |$)")
_NUMBER = lazy(r"[ \t]{0,8}[\[(]?([0-9]{1,5})(?:[.)\]|:]?(?:[ \t]|$)|:)")
_COMMENT = lazy(r"(?:#|//|%) ?")
_INDENT = lazy(r"[ \t]+")
# In the order in which they are tried.
_MARKS = {"quote": _QUOTE, "bullet": _BULLET, "number": _NUMBER, "comment": _COMMENT, "indent": _INDENT}

_FENCE = lazy(r"[ \t]{0,12}(?:`{3}|~{3})[\w-]{0,20}[ \t]*$")
_SPACES = str.maketrans(dict.fromkeys("\xa0\u2007\u202f\u3000\udca0" + "".join(map(chr, range(0x2000, 0x200B))), " "))
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\xad"


def unmarked(lines: list[Line], notes: Notes) -> list[Line]:
    """The lines without what stood before them, and each row of a table as a line of its own."""
    lines = _with_blanks(lines, notes)
    lines = _without_fences(lines, notes)
    for kind, amount in _shape(lines):
        lines = _without(kind, amount, lines, notes)
    return _without_columns(lines, notes)


def _with_blanks(lines: list[Line], notes: Notes) -> list[Line]:
    """Blanks of other kinds as blanks; a letter that is not seen is none at either end of a line."""
    made = []
    for line in lines:
        text = line.text
        if not text.isascii():
            text = text.translate(_SPACES).strip(_UNSEEN)
            if text != line.text:
                notes.add("space", line.number)
                line = line._replace(text=text)
        made.append(line)
    return made


def _without_fences(lines: list[Line], notes: Notes) -> list[Line]:
    made = []
    for line in lines:
        if line.text.lstrip()[:3] in ("```", "~~~") and _FENCE.match(line.text):
            notes.add("fence", line.number)
        else:
            made.append(line)
    return made


def _shape(lines: list[Line]) -> tuple[tuple[str, int], ...]:
    """The marks before most Received lines, outermost first, each with the least width that it has there."""
    found: Counter[tuple[str, ...]] = Counter()
    widths: dict[tuple[str, ...], list[int]] = {}
    for line in lines:
        if "eceived" not in line.text and "ECEIVED" not in line.text:
            continue
        marks = _marks(line.text)
        if marks is None:
            continue
        kinds = tuple(kind for kind, _ in marks)
        found[kinds] += 1
        least = widths.setdefault(kinds, [width for _, width in marks])
        widths[kinds] = [min(pair) for pair in zip(least, (width for _, width in marks), strict=True)]
    if not found:
        return ()
    kinds = found.most_common(1)[0][0]
    return tuple(zip(kinds, widths[kinds], strict=True))


def _marks(text: str) -> list[tuple[str, int]] | None:
    """The marks before the Received field that a line begins, with their widths; None where it begins none."""
    marks: list[tuple[str, int]] = []
    at = 0
    while len(marks) <= _MAX_MARKS:
        begun = start(text[at : at + 200])
        if begun is not None:
            return marks if begun.key in HOPS else None
        for kind, pattern in _MARKS.items():
            match = pattern.match(text, at)
            if match and match.end() > at:
                marks.append((kind, match.end() - at))
                at = match.end()
                break
        else:
            return None
    return None


def _without(kind: str, amount: int, lines: list[Line], notes: Notes) -> list[Line]:
    """The lines without that mark. Those that do not have it stay as they are."""
    made = []
    due: int | None = None
    for line in lines:
        width = 0
        if kind == "indent":
            width = min(amount, len(line.text) - len(line.text.lstrip(" \t")))
        elif match := _MARKS[kind].match(line.text):
            width = match.end()
            if kind == "number":
                # A number that is not the next one belongs to the text.
                width = width if due in (None, int(match[1])) else 0
                due = int(match[1]) + 1 if width else due
        if width:
            notes.add(kind, line.number)
            line = line._replace(text=line.text[width:])
        made.append(line)
    return made


# Names and values in columns.

_BLANK_ROW = lazy(r"[ \t]{0,4}(?:[0-9]{1,4}[.)]?[ \t]{1,8})?([A-Za-z][\w.-]{0,75}+)[ ]{1,60}(?=\S)")
_HOP_ROW = lazy(r"(?i)(?:from|by|\().{0,4000}?[0-9]:[0-9]{2}")
# Of the lines of such a table so many begin with a field's name: prose has fewer that do.
_MIN_ROWS, _MIN_SHARE = 4, 0.6


def columned(lines: list[Line]) -> list[Line]:
    """The rows of a table whose columns only blanks part, with a tab between name and value."""
    rows = [None if line.blank or line.text[0] in " \t" else _BLANK_ROW.match(line.text) for line in lines]
    named = [row is not None and known(row[1]) for row in rows]
    begun = sum(not line.blank and line.text[0] not in " \t" for line in lines)
    if sum(named) < max(_MIN_ROWS, _MIN_SHARE * begun):
        return lines
    if not any(row and row[1].lower() in HOPS and _HOP_ROW.match(row.string, row.end()) for row in rows):
        return lines
    return [
        line._replace(text=f"{row[1]}\t{line.text[row.end() :]}") if row is not None and is_named else line
        for line, row, is_named in zip(lines, rows, named, strict=True)
    ]


_ROW = lazy(
    r"\|?[ \t]*(?:[0-9]{1,4}[ \t]*[|\t][ \t]*)?(?:\*\*|`)?([A-Za-z][\w.-]{0,75}+):?(?:\*\*|`)?:?[ \t]*[|\t][ \t]*"
)
_QUOTED_ROW = lazy(r'"([A-Za-z][\w.-]{0,75}+):?"[ \t]*[,;\t][ \t]*"')
_RULE = lazy(r"[|+:=\- \t]{3,}$")
_ESCAPED = lazy(r"\\([|<>_*\[\]`\\])")


def _without_columns(lines: list[Line], notes: Notes) -> list[Line]:
    """Rows of name and value as fields, where Received lines stand in such rows only."""
    rows = [_row(line.text) for line in lines]
    if not any(row and row[0].lower() in HOPS for row in rows):
        return lines
    if any(begun.key in HOPS for line in lines if (begun := start(line.text))):
        return lines
    barred = any(line.text.lstrip().startswith("|") for line in lines)
    made = []
    for line, row in zip(lines, rows, strict=True):
        if barred and _RULE.match(line.text):
            continue
        if row is None:
            made.append(line)
            continue
        name, value = row
        if barred:
            value = _ESCAPED.sub(r"\1", value)
        notes.add("table", line.number)
        made.append(line._replace(text=f"{name}: {value}"))
    return made


def _row(text: str) -> tuple[str, str] | None:
    """(name, value) of a row of a table; None where it is none."""
    quoted = _QUOTED_ROW.match(text)
    if quoted and known(quoted[1]):
        return quoted[1], text[quoted.end() :].strip().removesuffix('"').replace('""', '"')
    match = _ROW.match(text)
    if match is None or not ("-" in match[1] or known(match[1])):
        return None
    value = text[match.end() :].strip()
    return match[1], value.removesuffix("|").rstrip() if text.lstrip().startswith("|") else value
