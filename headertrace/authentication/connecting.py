"""What the reader's own servers wrote, beside the Received line, of the address that handed the message over.

A field counts only where it was written at that very hop: a forwarder's results are about another one.

Sources: RFC 7208 section 9.1 (``client-ip`` of Received-SPF), RFC 8601 section 2.7.3 (``policy.iprev``) and the
registry of property types (``smtp.remote-ip``), Microsoft's "Anti-spam message headers in Microsoft 365"
("sender IP is", CIP); X-Sender-IP as Outlook.com writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from headertrace.named import NamedTuple
from headertrace.organisations.addresses import OUTER, scope
from headertrace.patterns import lazy
from headertrace.provenance.placing import Placing
from headertrace.records.authentication import Authentication, AuthResult
from headertrace.records.evidence import Field
from headertrace.records.path import Hop
from headertrace.records.vocabulary import BELIEVED

_PROPERTIES = ("client-ip", "smtp.remote-ip", "smtp.client-ip", "policy.iprev")
_SENDER_IP = lazy(r"sender ip is ([0-9a-fA-F.:]+)", re.IGNORECASE)
_CIP = lazy(r"(?:^|[;\s])CIP:([0-9a-fA-F.:]+)")
_WHOLE = lazy(r"\[?(?<![0-9a-fA-F.:])([0-9a-fA-F.:]++)\]?$")
# Fields that hold the connecting client's address, how it stands there, and whose servers alone write them.
_FIELDS = {
    "x-sender-ip": (_WHOLE, "Microsoft"),
    "x-forefront-antispam-report": (_CIP, "Microsoft"),
    "x-originating-ip": (_WHOLE, None),
}
FIELDS = tuple(_FIELDS)


class Disagreement(NamedTuple):
    """``name`` of field number ``field`` gives ``ip``; the border's Received line gives ``seen``."""

    name: str
    field: int
    ip: str
    seen: str


def disagreeing(
    fields: tuple[Field, ...], hops: tuple[Hop, ...], border: Hop | None, said: Authentication | None
) -> tuple[Disagreement, ...]:
    """What is said of the border's address that its Received line gainsays, topmost first; one a field.

    Nothing can be held against a line without an address from outside.
    """
    if border is None or border.received.ip is None or border.scope not in OUTER:
        return ()
    seen = border.received.ip
    others = {hop.received.ip for hop in hops if hop.trust in BELIEVED} - {seen}
    told = [*_of_results(said, border), *_of_fields(fields, hops, border)]
    if any(ip == seen for _, _, ip in told):
        # One that agrees settles it: the others are about another connection.
        return ()
    wrong = {number: (name, ip) for name, number, ip in told if scope(ip) in OUTER and ip not in others}
    return tuple(Disagreement(name, number, ip, seen) for number, (name, ip) in sorted(wrong.items()))


def _of_results(said: Authentication | None, border: Hop) -> Iterator[tuple[str, int, str]]:
    if said is None:
        return
    for item in (*said.results, *said.spf):
        if item.trusted and item.hop == border.n:
            ip = _stated(item)
            if ip:
                yield item.header.title().replace("Spf", "SPF"), item.field, ip


def _stated(item: AuthResult) -> str | None:
    found = next((value for name in _PROPERTIES if (value := item.get(name))), None)
    match = None if found else _SENDER_IP.search(item.comment or "")
    return _plain(found or (match[1] if match else ""))


def _of_fields(fields: tuple[Field, ...], hops: tuple[Hop, ...], border: Hop) -> Iterator[tuple[str, int, str]]:
    placing = Placing(hops)
    for field in fields:
        row = _FIELDS.get(field.key)
        if row is None:
            continue
        pattern, house = row
        match = pattern.search(field.value)
        ip = _plain(match[1]) if match else None
        if house is None:
            place = placing.of(field.number)
            # Of a submission it is the writer's own machine, behind whatever connected.
            told = place.trusted and place.hop == border.n and border.leg != "submission"
        else:
            guarded = placing.guarded(house)
            told = guarded is not None and guarded.hop == border.n
        if ip and told:
            yield field.name, field.number, ip


def _plain(text: str) -> str | None:
    """An address in the form that Received lines are read into; None for what is none."""
    text = text.strip("[]").lower()
    return text.removeprefix("::ffff:") if scope(text) is not None else None
