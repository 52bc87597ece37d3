"""Findings on trust: lines that pass for one's own, and what does not fit where the mail came in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from headertrace.authentication.connecting import FIELDS, disagreeing
from headertrace.findings.check import Check, Hit
from headertrace.findings.facts import INNER_NAMES
from headertrace.findings.survey import Survey
from headertrace.organisations import owner
from headertrace.organisations.addresses import INNER
from headertrace.provenance.forging import mark
from headertrace.provenance.proof import same_label
from headertrace.records.path import Hop

_RESULTS = ("authentication-results", "received-spf")
_RELY = "Rely on the address that handed the message over."


def _forged(survey: Survey) -> Hop | None:
    """The newest line that is contradicted: it and all below it are told as forged."""
    return next((hop for hop in reversed(survey.hops) if hop.trust == "contradicted"), None)


def _is_in_our_name(survey: Survey, hop: Hop) -> bool:
    border = survey.border
    house = border.receiver_organisation if border else None
    return house is not None and hop.receiver_organisation == house


def _passes_for_ours(survey: Survey) -> Iterator[Hit]:
    for hop in survey.hops:
        if hop.trust == "contradicted" and _is_in_our_name(survey, hop):
            text = f"this line names {hop.received.by} as its writer, but the message came from elsewhere: most likely forged"
            yield Hit(text, hop=hop)


def _does_not_continue(survey: Survey) -> Iterator[Hit]:
    border, below = survey.border, survey.below
    if border is None or below is None:
        return
    seen = border.received.rdns or border.received.ip or border.received.helo or "an unnamed host"
    forged = _forged(survey)
    if forged is not None:
        if not _is_in_our_name(survey, forged):
            yield Hit(_told_forged(survey, forged, seen), hop=forged)
    elif border.link.state == "broken" and below.received.by and not _is_renamed(seen, below.received.by):
        text = f"{seen} handed the message over, but the line before was written by {below.received.by}"
        yield Hit(f"{text}: another name of the same host, or invented", hop=border, severity="info", advice=_RELY)


def _is_renamed(seen: str, by: str) -> bool:
    """The first labels agree, or an inner name tells nothing."""
    return by.endswith(INNER_NAMES) or same_label(seen, by)


def _told_forged(survey: Survey, hop: Hop, seen: str) -> str:
    which = "this line is" if hop.n == 1 else "this line and all below it are"
    why = mark(hop.received)
    sure = "forged"
    if why is None:
        sure = "most likely forged"
        whose = hop.received.by or "another host"
        below = next((found for item in reversed(survey.hops[: hop.n]) if (found := mark(item.received))), None)
        why = f"{seen} handed the message over, which is not an address of {whose}"
        why = f"{why}, and further down {below}" if below else why
    return f"{which} {sure}: {why}"


def _disputed(survey: Survey) -> Iterator[Hit]:
    """Fields of the reader's own servers give another address than the line where the mail came in."""
    for said in disagreeing(survey.trace.fields, survey.hops, survey.border, survey.trace.authentication):
        text = f"{said.name} says that {said.ip} handed the message over, the Received line says {said.seen}"
        yield Hit(text, survey.field(said.field), survey.border)


def _unproven(survey: Survey) -> Iterator[Hit]:
    """The name that joins the chain to our own server was only announced, and the address has another or none."""
    border, before = survey.border, survey.below
    if border is None or before is None or border.link.by != "name":
        return
    got = border.received
    if not got.ip or got.helo != before.received.by:
        return
    if border.scope in INNER or owner(got.helo) is None:
        return
    if got.rdns and owner(got.rdns) != owner(got.helo):
        yield Hit(f"{got.ip} called itself {got.helo}, but its name is {got.rdns}", hop=border)
    elif got.rdns is None and "(unknown " in got.raw:
        # Only a server that writes "unknown" has looked: others write no looked-up name at all.
        yield Hit(f"{got.ip} called itself {got.helo}, but its address has no name", hop=border)


# Fields that one house's own servers write, and how that house is named in the path.
_MARKS: tuple[tuple[str, str], ...] = (
    ("x-gm-message-state", "Google"), ("x-google-smtp-source", "Google"), ("x-google-dkim-signature", "Google"),
    ("x-ms-exchange-crosstenant-id", "Microsoft"), ("x-ms-exchange-transport-crosstenantheadersstamped", "Microsoft"),
    ("x-ymail-osg", "Yahoo"), ("x-yahoo-newman-id", "Yahoo"), ("x-ses-outgoing", "Amazon SES"),
    ("x-hmxmroriginalrecipient", "Microsoft"),
)  # fmt: skip
_MARK_NAMES = " ".join(name for name, _ in _MARKS)


def _foreign_marks(survey: Survey) -> Iterator[Hit]:
    """A mark of a house that no line of the path names, in a path without gaps."""
    if len(survey.hops) < 2 or any(hop.link.state == "unknown" for hop in survey.hops):
        return
    houses = {name for hop in survey.hops for name in (hop.sender_organisation, hop.receiver_organisation)}
    for name, house in _MARKS:
        found = survey.named(name)
        if found and house not in houses:
            yield Hit(f"{found[0].name} is written by {house}, which no Received line names", found[0])


def _results_below(survey: Survey) -> Iterator[Hit]:
    """RFC 8601 section 5: results in one's own name that came with the message are not one's own."""
    border, before = survey.border, survey.below
    if border is None or before is None or not border.receiver_organisation:
        return
    home = border.receiver_organisation.lower()
    # Right under its own line the server's milters write too.
    start = max(border.field.number, before.field.number)
    for field in sorted(field for name in _RESULTS for field in survey.named(name)):
        if field.number > start:
            identity = field.value.partition(";")[0].split(None, 1)[:1]
            claimed = identity[0].lower().rstrip(".") if identity else ""
            if claimed == home or claimed.endswith("." + home):
                yield Hit(f"{field.name} in the name of {claimed} came with the message", field)


_SENT_ON = frozenset({"transit", "forwarding", "list"})


def _return_paths(survey: Survey) -> Iterator[Hit]:
    """The final delivery writes Return-Path (RFC 5321 section 4.4): two of them, and a step abroad in between.

    One below all Received lines is the sender's own, and one host or house may write it twice.
    """
    found = survey.named("return-path")
    for before, field in pairwise(found):
        between = [hop for hop in survey.hops if before.number < hop.field.number < field.number]
        older = any(hop.field.number > field.number for hop in survey.hops)
        if older and any(hop.leg in _SENT_ON and not _in_one_house(hop) for hop in between):
            yield Hit(f"{len(found)} Return-Path fields: the message was delivered and sent on", field)
            return


def _in_one_house(hop: Hop) -> bool:
    return hop.same_host or (
        hop.sender_organisation is not None and hop.sender_organisation == hop.receiver_organisation
    )


CHECKS = (
    Check(
        "HT401",
        "passes-for-own",
        "warning",
        "Treat that line and everything below it as forged.",
        _passes_for_ours,
        "trust:contradicted",
    ),
    Check(
        "HT402",
        "handover-mismatch",
        "warning",
        "Rely on the address that handed the message over, and on nothing below that line.",
        _does_not_continue,
        "link:broken trust:contradicted",
    ),
    Check(
        "HT407",
        "border-disputed",
        "error",
        "Rely on neither address until you have seen the receiving server's log.",
        _disputed,
        " ".join(("authentication", *FIELDS)),
    ),
    Check(
        "HT403",
        "foreign-results",
        "warning",
        "Do not rely on it; your server should remove such fields.",
        _results_below,
        "authentication-results received-spf",
    ),
    Check(
        "HT404",
        "delivered-twice",
        "info",
        "Look for a forward or a mailing list on the way.",
        _return_paths,
        "twice:return-path",
    ),
    Check(
        "HT405",
        "unproven-name",
        "info",
        "Check whether that name resolves to that address.",
        _unproven,
        "border:by-name",
    ),
    Check(
        "HT406",
        "foreign-marks",
        "info",
        "Treat the field as copied, unless lines are missing.",
        _foreign_marks,
        _MARK_NAMES,
    ),
)
