"""Findings on what kind of mail it is and which detours it took."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headertrace.findings.check import Check, Hit
from headertrace.findings.lists import called, listed
from headertrace.findings.survey import Survey, told_by
from headertrace.organisations import operator, owner, registrable
from headertrace.patterns import lazy
from headertrace.records.evidence import Field
from headertrace.records.vocabulary import Severity
from headertrace.text.layout import shorten

_NAME_CELLS = 120
_BOUNCER = lazy(r"mailer-daemon|postmaster@", re.IGNORECASE)
# qmail-send, and what is made of it, on the message that it wrote itself: below that line there is none. Where one is,
# the same user merely took the message in.
_INVOKED = lazy(r"\binvoked for bounce\b")


def _forwarded(survey: Survey) -> Iterator[Hit]:
    for hop in survey.hops:
        if hop.leg == "forwarding":
            yield Hit(f"{hop.received.from_name or 'the host before'} forwarded it to another address", hop=hop)


def _resent(survey: Survey) -> Iterator[Hit]:
    field = survey.first("resent-from", "resent-date")
    if field:
        yield Hit("somebody resent it by hand", field)


def _listed(survey: Survey) -> Iterator[Hit]:
    for field in listed(survey):
        yield Hit(f"it came through the mailing list {shorten(called(field), _NAME_CELLS)}", field)


def _bounce(survey: Survey) -> Iterator[Hit]:
    field = survey.first("return-path")
    kind = survey.first("content-type")
    if kind and "report-type=delivery-status" in kind.value.replace('"', "").lower():
        yield Hit("it reports on the delivery of another message", kind)
    elif survey.hops and _INVOKED.search(survey.hops[0].received.raw):
        yield Hit("it is a notice from a mail server: its own queue wrote it as a bounce", survey.first("from"))
    elif field and field.value == "<>":
        author = survey.first("from")
        if author and _BOUNCER.search(author.value):
            yield Hit("it is a notice from a mail server: its Return-Path is empty", field)
    elif survey.trace.notice and survey.trace.notice.kind in ("failure", "delay", "success", "report"):
        yield Hit("it is a notice from a mail server: its text says what became of another message", told_by(survey))


def _automatic(survey: Survey) -> Iterator[Hit]:
    field = survey.first("auto-submitted")
    if field and not field.value.lower().startswith(("no", "auto-replied")):
        yield Hit(f"a program wrote it: {field.name} is {field.value[:60]}", field)


# Marks that autoresponders set, and what their value begins with.
_REPLIES = (
    ("auto-submitted", "auto-replied"), ("x-autoreply", ""), ("x-autorespond", ""), ("x-autoresponse", ""),
    ("x-auto-reply-from", ""), ("precedence", "auto_reply"),
    ("x-precedence", "auto_reply"),
)  # fmt: skip


def _reply_mark(survey: Survey) -> Field | None:
    """The field by which a program says that it answered a message (RFC 3834)."""
    for name, start in _REPLIES:
        for field in survey.named(name):
            value = field.value.lower()
            if value.startswith(start) and value not in ("no", "false"):
                return field
    return None


def _auto_reply(survey: Survey) -> Iterator[Hit]:
    field = _reply_mark(survey)
    if field and not any(_bounce(survey)):
        yield Hit(f"a program answered, not a person: {field.name} is {field.value[:60]}", field)


# SpamAssassin's VBounce rules fire on bounces of mail that none of the listed relays had sent.
_BOUNCE_RULE = lazy(r"\b(?:ANY_BOUNCE|BOUNCE|CRBOUNCE|VBOUNCE)_MESSAGE\b")


def _backscatter(survey: Survey) -> Iterator[Hit]:
    """A notice or an answer to what the reader's house does not seem to have sent."""
    told = survey.trace.notice
    if told is not None and told.claimed and survey.trace.returned:
        lines = survey.trace.returned.path.received
        text = f"the message that came back claims to be from {told.claimed}, but none of its {lines} Received lines"
        failed = ", and a check of the sender failed on its way" if told.ours is False else ""
        weight: Severity | None = None if told.ours is None else "warning"
        yield Hit(f"{text} names a host of yours{failed}", told_by(survey), severity=weight)
        return
    if told is not None and told.ours:
        return
    notice = next(_bounce(survey), None) or next(_auto_reply(survey), None)
    if notice is None:
        return
    for field in survey.named("x-spam-status"):
        rule = _BOUNCE_RULE.search(field.value)
        if rule:
            yield Hit(f"the filter treats the notice as a reply to a forged message: {rule[0]}", field)
            return
    to, about = survey.first("to"), survey.first("in-reply-to", "references")
    if to is None or about is None:
        return
    here, there = _DOMAIN.search(to.value), _DOMAIN.search(about.value)
    if here and there and not operator(there[1].lower()) and not _one_house(here[1], there[1]):
        yield Hit(f"it answers a message of {there[1]}, but went to {here[1]}: perhaps not sent from there", about)


# At an operator any domain may be hosted: the Message-ID is of its servers then.
def _one_house(here: str, there: str) -> bool:
    return registrable(here) == registrable(there) or "." not in there or owner(here) == owner(there)


_DOMAIN = lazy(r"@([A-Za-z0-9.-]+)")


def _quarantined(survey: Survey) -> Iterator[Hit]:
    for field in survey.trace.fields:
        if "uarantine" in field.name and field.name[:2] in ("X-", "x-"):
            yield Hit(f"{field.name} says that it was, or might have been, in quarantine", field)
            return


_REPLY_NEEDS = "answered auto-submitted x-autoreply x-autorespond x-autoresponse x-auto-reply-from"
_BACKSCATTER_NEEDS = f"notice report:strange {_REPLY_NEEDS}"


CHECKS = (
    Check(
        "HT801",
        "forwarded",
        "info",
        "Ask the administrator of that host who set up the forward.",
        _forwarded,
        "leg:forwarding",
    ),
    Check(
        "HT802",
        "sent-on-by-hand",
        "info",
        "Read the older lines as those of the first delivery.",
        _resent,
        "resent-from resent-date",
    ),
    Check(
        "HT803",
        "came-by-list",
        "info",
        "Expect broken signatures and a wait in the list's queue.",
        _listed,
        "list-id mailing-list x-mailing-list x-beenthere",
    ),
    Check("HT804", "delivery-report", "info", "Look inside it for the message it is about.", _bounce, "notice"),
    Check("HT805", "automatic", "info", "Do not reply to it automatically.", _automatic, "auto-submitted"),
    Check(
        "HT806",
        "quarantined",
        "info",
        "Ask the administrator of that filter when it was released.",
        _quarantined,
        "quarantine",
    ),
    Check("HT807", "auto-reply", "info", "Do not reply to it.", _auto_reply, _REPLY_NEEDS),
    Check(
        "HT808",
        "backscatter",
        "info",
        "Check in your logs whether that message left your servers.",
        _backscatter,
        _BACKSCATTER_NEEDS,
    ),
)
