"""A body sorted by what its parts are for: the program's part, the text for people, the message that came back."""

from __future__ import annotations

from collections.abc import Sequence

from headertrace.named import NamedTuple
from headertrace.records.evidence import Field
from headertrace.reports import rfc3464
from headertrace.reports.parts import MACHINE, Line, Part, kind
from headertrace.reports.returned import find, header
from headertrace.reports.rfc3464 import Told
from headertrace.syntax.parts import MAX_PARTS

_MESSAGES = frozenset({"message/rfc822", "message/global", "message/partial"})
_HEADERS = frozenset({"text/rfc822-headers", "message/global-headers", "message/rfc822-headers"})
_RECEIPTS = frozenset({"message/disposition-notification", "message/global-disposition-notification"})
# Characters of text that are looked at.
_MAX_TEXT = 200_000


class Body(NamedTuple):
    """``told`` is what the part for programs says, ``text`` what is written for people, down to the returned message,
    whose header is ``fields``. ``complaint`` are the recipients of a feedback report, ``receipt`` is a reader's,
    ``within`` a message in it that is a report itself; ``cut`` says that there is more than is looked at, other than of
    the message that came back.
    """

    told: Told | None
    text: tuple[Line, ...]
    fields: tuple[Field, ...]
    complaint: tuple[str, ...] | None = None
    receipt: tuple[Line, ...] = ()
    within: Part | None = None
    cut: bool = False


def sort(parts: Sequence[Part], wholly: bool = True, redacted: bool = False) -> Body:
    """The parts, each put to what it is for. ``wholly`` says whether the last of them is all there, ``redacted`` whether
    the body is what redaction made of one.
    """
    found = _Sorting(redacted)
    for part in parts:
        found.add(part)
    last = parts[-1].kind if parts else ""
    return found.body(len(parts) >= MAX_PARTS or (not wholly and last not in _MESSAGES | _HEADERS))


class _Sorting:
    """A body while its parts come in."""

    def __init__(self, redacted: bool) -> None:
        self._redacted = redacted
        self._told: Told | None = None
        self._text: list[Line] = []
        self._pages: list[Line] = []
        self._room = _MAX_TEXT
        self._returned: tuple[Field, ...] = ()
        self._quoted: tuple[Field, ...] = ()
        self._complaint: list[str] | None = None
        self._receipt: tuple[Line, ...] = ()
        self._within: Part | None = None

    def add(self, part: Part) -> None:
        """One more part."""
        if part.kind in MACHINE:
            self._told = self._told or rfc3464.read(part.lines)
        elif part.kind == "message/feedback-report":
            self._feedback(part.lines)
        elif part.kind in _RECEIPTS:
            self._receipt = self._receipt or part.lines
        elif part.kind in _MESSAGES or part.kind in _HEADERS:
            self._message(part)
        elif part.kind == "text/html":
            self._pages += part.lines
        elif part.kind.startswith(("text/", "multipart/")):
            self._words(part.lines)

    def _feedback(self, lines: Sequence[Line]) -> None:
        self._complaint = (self._complaint or []) + (rfc3464.feedback(lines) or [])

    def _message(self, part: Part) -> None:
        own = header(part.lines)
        if part.kind in _MESSAGES and kind(own, "") == "multipart/report":
            self._within = self._within or part
        self._returned = self._returned or own

    def _words(self, lines: Sequence[Line]) -> None:
        # A report whose parts have lost their headers.
        if self._complaint is None and _begins(lines, "feedback-type:"):
            self._feedback(lines)
        if not self._receipt and _begins(lines, "disposition:"):
            self._receipt = tuple(lines)
        # What stands below a returned header is that message's own body.
        if not self._quoted:
            at, self._quoted = find(lines, self._redacted)
            self._take(lines[:at])

    def _take(self, lines: Sequence[Line]) -> None:
        for line in lines:
            self._room -= len(line.text) + 1
            if self._room < 0:
                return
            self._text.append(line)
        self._text.append(Line("", 0))

    def body(self, cut: bool) -> Body:
        """What it comes to: a page is read where there is no plain text. ``cut`` says that its end is missing."""
        if not any(line.text.strip() for line in self._text):
            at, own = find(self._pages, self._redacted)
            self._quoted = self._quoted or own
            self._take(self._pages[:at])
        return Body(
            # In other text such words may be a quotation; what redaction writes is a report, of whomever.
            told=self._told or rfc3464.read(self._text, named=not self._redacted),
            text=tuple(self._text),
            # What is a part of its own is whole; a text quotes as much as it likes.
            fields=self._returned or self._quoted,
            complaint=None if self._complaint is None else tuple(self._complaint),
            receipt=self._receipt,
            within=self._within,
            cut=self._room < 0 or (cut and not self._quoted),
        )


def _begins(lines: Sequence[Line], name: str) -> bool:
    return any(line.text[: len(name)].lower() == name for line in lines)
