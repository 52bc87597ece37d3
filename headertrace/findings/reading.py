"""Findings on the reading itself: damage, and what could not be understood."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from headertrace.findings.check import Check, Hit
from headertrace.findings.facts import UNREAD
from headertrace.findings.survey import Survey
from headertrace.path import BARE
from headertrace.patterns import lazy

_HARMLESS = frozenset({"no-by", "mbox-from-line", "weekday-wrong", "eight-bit", "repeated-clause"})


def _damage(survey: Survey) -> Iterator[Hit]:
    for field in survey.trace.fields:
        for defect in field.defects:
            if defect.code not in _HARMLESS:
                yield Hit(f"{field.name or 'a line'}: {defect.text}", field)


_ASIDE = lazy(r"\([^()]*\)(?:[;:]| from | by )")


def _unread(survey: Survey) -> Iterator[Hit]:
    for hop in survey.hops:
        for defect in hop.received.defects:
            # A whole line in parentheses is a comment (RFC 5322 section 3.2.2), and some filter's way of stamping.
            if defect.code in UNREAD and not (defect.code == "unread" and _ASIDE.match(hop.received.raw)):
                yield Hit(f"this Received line could be read only in part: {defect.text}", hop=hop)
    for item in survey.trace.unparsed:
        if item.reason == BARE and item.field is not None:
            yield Hit(BARE, survey.field(item.field))


def _no_hops(survey: Survey) -> Iterator[Hit]:
    if not survey.path.received:
        yield Hit("the message has no Received line")


def _left_out(survey: Survey) -> Iterator[Hit]:
    missing = survey.path.received - survey.path.hops
    if missing:
        yield Hit(f"{missing} Received lines beyond the limit were not read")


def _cut(survey: Survey) -> Iterator[Hit]:
    for defect in survey.trace.defects:
        if defect.code in _LIMITS:
            yield Hit(f"the header goes on: {defect.text}")


def _repaired(survey: Survey) -> Iterator[Hit]:
    told = [defect.text for defect in survey.trace.defects if defect.code not in _USUAL]
    if told:
        yield Hit("; ".join(told))


def _told(*codes: str) -> Callable[[Survey], Iterator[Hit]]:
    """A check that tells what ``sources`` noted of the text as a whole."""

    def look(survey: Survey) -> Iterator[Hit]:
        return (Hit(defect.text) for defect in survey.trace.defects if defect.code in codes)

    return look


def _missing(survey: Survey) -> Iterator[Hit]:
    yield from _told(*_MISSING)(survey)
    for field in survey.trace.fields:
        if field.key == _QUOTED:
            yield Hit("a mark stands before the name of this Received line: it was not read as a hop", field)


# As programs write that take a line for the beginning of another message.
_QUOTED = ">received"
_LIMITS = frozenset({"too-many-fields", "block-too-long"})
# A mailbox's own line on top harms nothing; the others have a finding of their own.
_CARRIED, _MISSING, _OPEN = ("carried", "carries"), ("not-whole", "text-too-long"), ("two-readings", "several-headers")
_UNSEARCHED = "carried-cut"
_USUAL = frozenset({"mbox-from-line", "no-header", "no-mail", *_CARRIED, *_MISSING, *_OPEN, _UNSEARCHED}) | _LIMITS


CHECKS = (
    Check(
        "HT101", "damaged-header", "warning", "Ask for the message as the server stored it.", _damage, "defect:field"
    ),
    Check(
        "HT102",
        "line-partly-read",
        "warning",
        "Read that line yourself: something was added to it.",
        _unread,
        "defect:hop",
    ),
    Check("HT103", "no-received", "error", "Ask for the message with all its headers.", _no_hops, "hops:none"),
    Check("HT104", "limit-met", "error", "Look for a mail loop.", _left_out, "hops:cut"),
    Check(
        "HT105", "repaired-header", "info", "Ask for the message as the server stored it.", _repaired, "defect:block"
    ),
    Check(
        "HT106", "header-cut", "error", "Look for what fills the header, and keep a copy of it.", _cut, "defect:block"
    ),
    Check(
        "HT107",
        "carried-message",
        "info",
        "See the other message with --outer or --inner.",
        _told(*_CARRIED),
        "defect:block",
    ),
    Check(
        "HT108",
        "path-not-whole",
        "warning",
        "Ask for the message as the server stored it.",
        _missing,
        f"defect:block {_QUOTED}",
    ),
    Check(
        "HT109",
        "two-readings",
        "warning",
        "Ask for the message as the server stored it.",
        _told(*_OPEN),
        "defect:block",
    ),
    Check(
        "HT110",
        "carried-cut",
        "info",
        "Save what is attached to it as files, and name those.",
        _told(_UNSEARCHED),
        "defect:block",
    ),
)
