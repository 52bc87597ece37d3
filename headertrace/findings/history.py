"""Findings on what is not as it usually is, by a dataset of the mail before (``records.knowledge.History``).

What a dataset has seen too little of is not there, and nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from ipaddress import ip_address, ip_network

from headertrace.findings.check import Check, Hit
from headertrace.findings.survey import Survey
from headertrace.organisations import registrable
from headertrace.records.path import Hop
from headertrace.records.vocabulary import BELIEVED, CLOCK_CAUSES, Severity
from headertrace.text.durations import duration

# A hand-over is slow that takes so many times what 19 in 20 take, and as many seconds at least.
_TIMES, _SLOW_S = 3.0, 60.0
# The share of hand-overs that were encrypted, from which on encryption is usual.
_ENCRYPTED = 0.95
# Networks as they are handed out to one customer.
_NETWORK = {4: 24, 6: 48}


def _slow(survey: Survey) -> Iterator[Hit]:
    """A hand-over that took much longer than is usual between those two hosts."""
    history = survey.trace.history
    for hop in survey.hops:
        usual = history.hand_overs.get(hop.n) if history else None
        took = hop.took_s
        if usual is None or took is None or took < max(_TIMES * usual.p95_s, usual.p95_s + _SLOW_S):
            continue
        yield Hit(
            f"{_named(hop)} took {duration(round(took))} to hand over to {hop.received.by}; {_half(usual.median_s)}, and"
            f" 19 in 20 within {duration(round(usual.p95_s))} ({_counted(usual.messages, usual.since)})",
            hop=hop,
        )


def _half(seconds: float) -> str:
    return f"usually half of its mail is there within {duration(round(max(seconds, 0.0)))}"


def _plain(survey: Survey) -> Iterator[Hit]:
    """No encryption where it is usual."""
    history = survey.trace.history
    for hop in survey.hops:
        usual = history.hand_overs.get(hop.n) if history else None
        if usual is None or hop.received.encrypted is not False or usual.encrypted < _ENCRYPTED * max(usual.told, 20):
            continue
        yield Hit(
            f"{_named(hop)} handed over to {hop.received.by} without encryption; {usual.encrypted} of {usual.told}"
            f" messages before were encrypted (since {_day(usual.since)})",
            hop=hop,
        )


def _ids(survey: Survey) -> Iterator[Hit]:
    """A line whose id is not written as its host writes ids."""
    history = survey.trace.history
    for hop in survey.hops:
        forms = history.ids.get(hop.n, ()) if history else ()
        id = hop.received.id
        if not forms or not id or any(form.fits(hop.received.dialect, id) for form in forms):
            continue
        many = sum(form.messages for form in forms)
        claim = "" if hop.trust in BELIEVED else "; the line came with the message, and may be forged"
        severity: Severity = "info" if hop.trust in BELIEVED else "warning"
        yield Hit(
            f"{hop.received.by} never wrote an id like {id[:40]} in {many} messages before{claim}",
            hop=hop,
            severity=severity,
        )


def _new_sender(survey: Survey) -> Iterator[Hit]:
    """An address that never before handed over mail of this From domain, nor did any near it."""
    history, border = survey.trace.history, survey.border
    sender = history.sender if history else None
    client = survey.path.handed_over_by
    if sender is None or border is None or client is None or client.ip is None:
        return
    own = registrable(client.rdns) if client.rdns else None
    known = {registrable(host) for host in sender.hosts}
    if client.organisation in sender.organisations or own in known or _is_near(client.ip, sender.addresses):
        return
    proved = survey.trace.authentication is not None and sender.domain in survey.trace.authentication.proved
    named = f" ({client.rdns})" if client.rdns else ""
    yield Hit(
        f"none of the {sender.messages} messages from {sender.domain} since {_day(sender.since)} came from"
        f" {client.ip}{named}, its network or its owner",
        hop=border,
        severity="info" if proved else "warning",
    )


def _is_near(ip: str, seen: Mapping[str, int]) -> bool:
    try:
        own = ip_address(ip)
        network = ip_network((ip, _NETWORK[own.version]), strict=False)
        return any(ip_address(other) in network for other in seen)
    except ValueError:
        return True


def _new_border(survey: Survey) -> Iterator[Hit]:
    """Another of one's own servers than is usual took mail of this From domain."""
    history, border = survey.trace.history, survey.border
    sender = history.sender if history else None
    if sender is None or border is None or border.received.by is None or not sender.borders:
        return
    host = border.received.by.lower()
    many = sum(sender.borders.values())
    if host in sender.borders or many < _ENCRYPTED * sender.messages or len(sender.borders) > _FEW:
        return
    usual = max(sender.borders, key=lambda name: (sender.borders[name], name))
    yield Hit(
        f"{host} took it in; the {many} messages from {sender.domain} since {_day(sender.since)} came by"
        f" {usual}" + (" and others" if len(sender.borders) > 1 else ""),
        hop=border,
    )


# Of a pool of more servers each message may meet another one.
_FEW = 4


def _retried(survey: Survey) -> Iterator[Hit]:
    """A wait that is unlike those before at that host."""
    history = survey.trace.history
    for delay in survey.trace.delays:
        usual = history.retries.get(delay.hop) if history else None
        if usual is None or delay.cause in CLOCK_CAUSES or delay.seconds < _SLOW_S:
            continue
        if usual.p5_s / 2 <= delay.seconds <= 2 * usual.p95_s:
            continue
        hop = survey.hops[min(delay.hop, len(survey.hops)) - 1]
        yield Hit(
            f"it waited {duration(round(delay.seconds))} at {delay.at}; {usual.waits} waits there since"
            f" {_day(usual.since)} took {duration(round(usual.p5_s))} to {duration(round(usual.p95_s))}, half of them"
            f" up to {duration(round(usual.median_s))}",
            hop=hop,
        )


def _named(hop: Hop) -> str:
    return hop.received.rdns or hop.received.ip or "it"


def _counted(many: int, since: datetime) -> str:
    return f"{many} messages since {_day(since)}"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y}"


CHECKS = (
    Check(
        "HT851",
        "slower-than-usual",
        "warning",
        "Look at that host's queue and log around that time.",
        _slow,
        "history",
    ),
    Check(
        "HT852",
        "wait-unlike-before",
        "info",
        "Ask that host's postmaster whether its retry schedule changed, or look at its queue.",
        _retried,
        "history",
    ),
    Check(
        "HT853",
        "encryption-lost",
        "warning",
        "Check the certificate and the TLS settings of both servers.",
        _plain,
        "history",
    ),
    Check(
        "HT854",
        "id-unlike-before",
        "info",
        "Compare the line with others of that host: another program, or another hand, wrote it.",
        _ids,
        "history",
    ),
    Check(
        "HT855",
        "new-sending-host",
        "warning",
        "Ask the sender by another way than mail, before you act on what it says.",
        _new_sender,
        "history",
    ),
    Check(
        "HT856",
        "new-receiving-host",
        "info",
        "Check the MX records of the recipient's domain, and whether this server should take mail from outside.",
        _new_border,
        "history",
    ),
)
