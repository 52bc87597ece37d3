"""Listings of live queues as text: ``postqueue -p`` or ``mailq`` of Postfix, ``mailq`` of sendmail, ``exim -bpr``.

Sources: showq/showq.c and postqueue/showq_compat.c of Postfix, src/queue.c of Exim, sendmail/queue.c.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from headertrace.logs.lines import MONTHS
from headertrace.received.ids import EXIM_ID
from headertrace.records.logs import LogEvent, LogLine
from headertrace.records.vocabulary import LogKind

_POSTFIX_HEAD = re.compile(r"-+Queue ID-+ ")
_POSTFIX = re.compile(
    r"(?P<id>[0-9A-Za-z]{5,24})(?P<mark>[*!#]?) +[0-9]+ [A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>[0-9]{1,2}) (?P<clock>[0-9:]{8}) +(?P<sender>\S{0,512})"
)
_EXIM = re.compile(
    rf" *(?P<age>[0-9]{{1,4}})(?P<unit>[mhd]) +\S{{1,10}} (?P<id>{EXIM_ID}) <(?P<sender>[^>]{{0,512}})>(?P<mark> \*\*\* frozen \*\*\*)?"
)
_SENDMAIL = re.compile(
    r"(?P<id>[0-9A-Za-z]{14,18})(?P<mark>[*X-]?) +[0-9]+ [A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>[0-9]{1,2}) (?P<clock>[0-9:]{5}) +<?(?P<sender>[^>\s]{0,512})>?"
)
_REASON = re.compile(r" *\((?P<reason>.{1,2000})\)$")
_RECIPIENT = re.compile(r" {6,}D? ?<?(?P<to>[^<>\s()]{1,512})>?$")
_MARKS: dict[str, LogKind] = {"*": "active", "!": "held", "#": "note", " *** frozen ***": "held"}


def recognised(head: bytes) -> bool:
    """Whether a file begins like the listing of a queue."""
    text = head.decode("utf-8-sig", "replace").lstrip("\r\n")
    first = text.split("\n", 3)[:3]
    return bool(first) and (
        bool(_POSTFIX_HEAD.match(first[0])) or bool(_EXIM.match(first[0])) or any("Q-ID" in line and "Size" in line for line in first)
    )  # fmt: skip


def events(text: str, name: str) -> Iterator[LogEvent]:
    """An event for each message, and one for each of its recipients. Never raises on content."""
    head: LogEvent | None = None
    reason: str | None = None
    for number, line in enumerate(text.splitlines(), 1):
        begun = _message(line, name, number)
        if begun is not None:
            head, reason = begun, None
            yield begun
            continue
        why = _REASON.match(line)
        if why is not None:
            reason = why["reason"]
            continue
        to = _RECIPIENT.match(line)
        if to is not None and head is not None:
            kind: LogKind = "held" if head.kind == "held" else "deferred" if reason else "note"
            here = head.line._replace(number=number, text=line)
            yield head._replace(kind=kind, line=here, recipient=to["to"], reply=reason)


def _message(line: str, name: str, number: int) -> LogEvent | None:
    for form, program in ((_POSTFIX, "postfix"), (_SENDMAIL, "sendmail"), (_EXIM, "exim")):
        found = form.match(line)
        if found is None:
            continue
        parts = found.groupdict()
        local = _local(parts) if "month" in parts else None
        kind = _MARKS.get(parts["mark"] or "", "note")
        where = LogLine(name, number, line, line, program, None, local, None, False)
        return LogEvent(kind, where, parts["id"], sender=parts["sender"] or None)
    return None


def _local(parts: dict[str, str]) -> datetime | None:
    hour, minute, second = (*map(int, parts["clock"].split(":")), 0)[:3]
    try:
        return datetime(2000, MONTHS[parts["month"]], int(parts["day"]), hour, minute, second)
    except (ValueError, KeyError, TypeError):
        return None
