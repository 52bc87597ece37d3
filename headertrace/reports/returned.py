"""The header of the message that a notice is about, where the notice returned it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headertrace.dictionary import entry
from headertrace.dictionary import names as names_holding
from headertrace.named import NamedTuple
from headertrace.patterns import lazy
from headertrace.records.evidence import Field
from headertrace.reports.parts import Line
from headertrace.syntax.fields import parse_block

# Lines above a returned message, as servers write them.
_ABOVE = lazy(
    r"\s{0,12}[-=*+]{0,60} ?(?:This is a copy of (?:the|your) message|Below this line is a copy of the message"
    r"|(?:---|Enclosed) ?is a copy of the message|Enclosed is a copy of the message|Original message(?: follows| headers?)?"
    r"|Original headers? follows?|Below is a copy of the original message|Included is a copy of the message header"
    r"|The header of the original message is following|Header of the original message|Message headers? follows?"
    r"|Unsent message follows|Returned message|Undelivered message follows|Copy of (?:the )?original message"
    r"|Original mail(?: as follows)?|The original message (?:is )?follows|Mail header follows"
    r"|This is a copy of the headers|Return message follows|The body of the message is|Original Message Headers)\b",
    re.IGNORECASE,
)
# What a redacted notice announces it with (``headertrace.redact.notices``): there it is sure, however little came back.
ANNOUNCED = "Message headers follow."
_FIELD = lazy(r"([!-9;-~]{1,80})\s?:")
_RECEIVED = names_holding("received")
_MIN_KNOWN = 2
# Where a line announces a returned message, so many known fields are one without a server's marks; fewer are a quote.
_ENOUGH = 5
_MAX_INDENT = 12


class Found(NamedTuple):
    """Where in the text the returned message begins (index of a line; the number of lines where it does not), and
    its header.
    """

    at: int
    fields: tuple[Field, ...] = ()


def find(lines: Sequence[Line], redacted: bool = False) -> Found:
    """The returned header in a text: below a line that announces it, or else the first run of fields that a server
    has handled. ``redacted`` says that the text is a redacted notice's.
    """
    if redacted:
        at = next((index for index, line in enumerate(lines) if line.text == ANNOUNCED), len(lines))
        return Found(at, header(lines[at + 1 :]))
    index = 0
    above: int | None = None
    while index < len(lines):
        text = lines[index].text
        if not text or text.isspace():
            index += 1
            continue
        if _ABOVE.match(text) and not _FIELD.match(text.strip()):
            above = index if above is None else above
            index += 1
            continue
        end, names = _run(lines, index)
        known = [name for name in names if entry(name)]
        handled = any(map(_is_servers, names))
        enough = len(known) >= _MIN_KNOWN and (handled or (above is not None and len(known) >= _ENOUGH))
        if enough and (above is not None or _indent(text) == 0):
            return Found(index if above is None else above, header(lines[index:]))
        index = max(end, index + 1)
    return Found(len(lines))


def header(lines: Sequence[Line]) -> tuple[Field, ...]:
    """The fields of a header block that stands in these lines, up to the first blank one."""
    start = next((index for index, line in enumerate(lines) if line.text.strip()), len(lines))
    end = next((index for index in range(start, len(lines)) if not lines[index].text.strip()), len(lines))
    block = lines[start:end]
    if not block:
        return ()
    indent = _indent(block[0].text)
    text = "\n".join(line.text[indent:] if line.text[:indent].isspace() else line.text for line in block) + "\n"
    fields, _ = parse_block(text.encode("utf-8", "surrogateescape"), block[0].number)
    if len(block) > 1 and block[0].number == block[1].number:
        # An encoding was undone: all of it stands at one place of the input.
        fields = tuple(field._replace(first_line=block[0].number, last_line=block[0].number) for field in fields)
    return fields


def _is_servers(name: str) -> bool:
    """Whether every header that a server has handled has such a field; prose that quotes From and To has none."""
    return name in _RECEIVED or name in ("return-path", "message-id")


def _run(lines: Sequence[Line], start: int) -> tuple[int, list[str]]:
    """(index past a run of header fields, their names in lower case); an mbox line on top is passed over."""
    indent = _indent(lines[start].text)
    names: list[str] = []
    index = start
    if lines[start].text.strip().startswith("From "):
        index += 1
    if indent > _MAX_INDENT:
        return start + 1, names
    while index < len(lines):
        text = lines[index].text
        own = text[indent:] if text[:indent].isspace() or not indent else text
        match = _FIELD.match(own)
        if match:
            names.append(match[1].lower())
        elif not (names and own[:1] in (" ", "\t") and own.strip()):
            break
        index += 1
    return index, names


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" \t"))
