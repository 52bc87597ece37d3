"""Mail inside mail: what a message carries, and whether that is what its reader asks about.

A person who is sent a strange mail sends it on: by a button that reports it, as an attachment, or with its header
pasted into the text. The inner message is traced then, and the outer one told in a line. Where a mail carries another
by the way, a reply or a bounce, the outer one is traced.
"""

from __future__ import annotations

from headertrace.named import NamedTuple
from headertrace.records.evidence import Field
from headertrace.sources.carried import text
from headertrace.sources.carried.carrier import Mail
from headertrace.sources.carried.index import Row, load, row_of
from headertrace.sources.carrying import PARTED, by_hand
from headertrace.syntax.parts import MAX_DEPTH, MAX_PARTS, Part, inner_parts, named_boundary, part_of

# How much a person writes who sends a mail on, with a signature and a disclaimer.
_LITTLE = 3_000
# What lies beside the text of a mail and is no file.
_BESIDE = ("image/", "message/", "application/pkcs7-signature", "application/x-pkcs7-signature")
_NOTICES = frozenset({"message/delivery-status", "message/global-delivery-status", "message/disposition-notification"})
# Exchange marks its journal reports so (MS-OXCMAIL).
_JOURNAL = "x-ms-journal-report"


class Carried(NamedTuple):
    """The mails in a message, in order; ``how`` they came, in words; ``meant`` where they are what is asked about.

    ``told`` is False of what goes with a notice, which is told otherwise; ``pasted`` says that it is a header in the
    text. ``cut`` says, in words, what was not looked through; then there may be no mails at all.
    """

    mails: tuple[Mail, ...]
    how: str
    meant: bool
    told: bool = True
    pasted: bool = False
    cut: str = ""


def carried(fields: tuple[Field, ...], body: bytes, line: int) -> Carried | None:
    """What a message with those fields and that body, which begins in that line, carries; None where it is nothing."""
    part = part_of(fields, body, line)
    hand = by_hand(fields)
    if not part.type.startswith(PARTED):
        return _pasted([part]) if hand else None
    found = _searched(part)
    if not found.mails:
        told = hand and not found.notice
        got = _pasted(found.texts) if told else None
        return (got or Carried((), "", meant=False, told=told))._replace(cut=found.cut) if found.cut else got
    journal = any(field.key == _JOURNAL for field in fields)
    how = "journalled by" if journal else found.how
    report = part.type == "multipart/report"
    if found.notice or (report and part.parameters.get("report-type", "").lower() != "feedback-report"):
        return Carried(tuple(found.mails), how, meant=False, told=False, cut=found.cut)
    whole = report or journal or part.type == "multipart/digest" or not part.type.startswith("multipart/")
    sent_on = hand and found.others == 0 and found.written <= _LITTLE
    return Carried(tuple(found.mails), how, meant=whole or sent_on, told=hand, cut=found.cut)


class _Found:
    """What was met on the way through the parts of a message."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.texts: list[Part] = []
        self.how = "attached to"
        self.written = 0
        self.others = 0
        self.notice = False
        self.cut = ""

    def look(self, part: Part) -> list[Part]:
        """Take what one part is; the parts in it are given, in order."""
        row = row_of(part.type)
        if _is_too_deep(part):
            self.cut = f"parts of it lie more than {MAX_DEPTH} deep"
        elif part.type.startswith("multipart/"):
            return list(inner_parts(part))
        elif row is not None:
            return self._open(row, part)
        elif part.type in _NOTICES:
            self.notice = True
        elif part.type.startswith("text/") and part.disposition != "attachment":
            self.texts.append(part)
            self.written += len(part.body) if part.type == "text/plain" else 0
        elif not part.type.startswith(_BESIDE):
            self.others += 1
        return []

    def _open(self, row: Row, part: Part) -> list[Part]:
        within = []
        for item in load(row.name)(part):
            if isinstance(item, Part):
                within.append(item)
            else:
                self.mails.append(item)
                self.how = row.kind
        return within


def _searched(part: Part) -> _Found:
    found = _Found()
    waiting = [part]
    count = 0
    while waiting and count < MAX_PARTS:
        count += 1
        waiting += reversed(found.look(waiting.pop()))
    if waiting:
        found.cut = f"it has more than {MAX_PARTS:,} parts"
    return found


def _is_too_deep(part: Part) -> bool:
    """Whether it holds others, which are not looked through."""
    if part.type.startswith("multipart/"):
        return part.depth >= MAX_DEPTH and bool(named_boundary(part))
    return part.depth > MAX_DEPTH


def _pasted(texts: list[Part]) -> Carried | None:
    """A header in the text that a person wrote; of two forms of one text the plain one.

    It is meant where words stand before it, or little behind it: a text that begins with a header and goes on at length
    is a mail made up so.
    """
    cut = ""
    for part in sorted(texts, key=lambda part: part.type != "text/plain"):
        mail = text.mail(part)
        cut = cut or (f"its text is longer than {text.MAX_TEXT >> 20} MiB" if text.goes_on(part) else "")
        if mail is not None:
            said = text.begins_with_words(mail.data)
            rest = mail.data.rpartition(b"eceived:")[2].replace(b"\r\n", b"\n").partition(b"\n\n")[2]
            meant = said or len(rest) <= _LITTLE
            return Carried((mail,), "pasted into the text of", meant, pasted=True, cut=cut)
    return Carried((), "", meant=False, cut=cut) if cut else None
