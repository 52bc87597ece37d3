"""Sound mail of every kind for property tests (hypothesis): what is written, and the facts that must be read of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from hypothesis import strategies as st

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_LABELS = st.builds(
    lambda first, rest: first + rest, st.sampled_from(_LETTERS), st.text(_LETTERS + _DIGITS, max_size=9)
)
HOSTS = st.builds(lambda host, domain: f"{host}.{domain}.example", _LABELS, _LABELS)
BOXES = st.builds(lambda local, domain: f"{local}@{domain}.example", _LABELS, _LABELS)
# Public ones: of others a program says more than the address.
ADDRESSES = st.one_of(
    st.integers(1, 254).map(lambda last: f"203.0.113.{last}"),
    st.integers(1, 0xFFFF).map(lambda last: f"2001:db8::{last:x}"),
)
IDS = st.text("0123456789ABCDEF", min_size=9, max_size=12)
MOMENTS = st.builds(
    lambda moment, quarters: moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=15 * quarters))),
    st.datetimes(datetime(1990, 1, 2), datetime(2060, 1, 1)),
    st.integers(-48, 56),
)
_TEXT = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x2FFF, exclude_categories=("Cs", "Zl", "Zp")), max_size=40
)


def _zone(moment: datetime) -> str:
    return f"{moment:%z}"


# How servers write a date with all that it needs.
FORMS = {
    "RFC 5322": lambda at: f"{at:%a, %d %b %Y %H:%M:%S} {_zone(at)}",
    "without a weekday": lambda at: f"{at.day} {at:%b %Y %H:%M:%S} {_zone(at)}",
    "with its zone's name": lambda at: f"{at:%a, %d %b %Y %H:%M:%S} {_zone(at)} (XYZ)",
    "ctime with a zone": lambda at: f"{at:%a %b %d %H:%M:%S %Y} {_zone(at)}",
    "ISO 8601": lambda at: f"{at:%Y-%m-%dT%H:%M:%S}{_zone(at)}",
    "twelve hours": lambda at: f"{at:%d %b %Y %I:%M:%S %p} {_zone(at)}",
}


class Dated(NamedTuple):
    """A date as it is written, and the moment that it is."""

    text: str
    utc: datetime


DATES = st.builds(lambda at, form: Dated(form(at), at.astimezone(UTC)), MOMENTS, st.sampled_from(list(FORMS.values())))


class Line(NamedTuple):
    """A Received value as Postfix writes it, and what it says."""

    value: str
    helo: str
    rdns: str
    ip: str
    by: str
    id: str
    recipient: str
    utc: datetime


def _line(helo: str, rdns: str, ip: str, by: str, id: str, recipient: str, at: datetime) -> Line:
    literal = f"IPv6:{ip}" if ":" in ip else ip
    value = (
        f"from {helo} ({rdns} [{literal}])\n\tby {by} (Postfix) with ESMTPS id {id}\n\tfor <{recipient}>;"
        f" {FORMS['RFC 5322'](at)}"
    )
    return Line(value, helo, rdns, ip, by, id, recipient, at.astimezone(UTC))


LINES = st.builds(_line, HOSTS, HOSTS, ADDRESSES, HOSTS, IDS, BOXES, MOMENTS)


class Mail(NamedTuple):
    """A message, its Message-ID and its Received lines, the newest first."""

    data: bytes
    message_id: str
    lines: tuple[Line, ...]


def _mail(lines: list[Line], message_id: str, subject: str, at: datetime, body: list[str]) -> Mail:
    fields = [f"Received: {line.value}" for line in lines]
    words = " ".join(subject.split())
    fields += [f"Date: {FORMS['RFC 5322'](at)}", "From: ann@example.net", "To: bob@example.org", f"Subject: {words}"]
    text = "\n".join([*fields, f"Message-ID: <{message_id}>", "", *(f"{line}." for line in body), ""])
    return Mail(text.encode(), f"<{message_id}>", tuple(lines))


MAILS = st.builds(
    _mail,
    st.lists(LINES, min_size=1, max_size=5),
    BOXES,
    _TEXT,
    MOMENTS,
    st.lists(st.text(_LETTERS + " ", max_size=40), max_size=4),
)
MAILBOXES = st.lists(MAILS, min_size=1, max_size=4, unique_by=lambda mail: mail.message_id)


class Result(NamedTuple):
    """A result in an Authentication-Results field."""

    method: str
    result: str
    domain: str


_PROPERTIES = {"spf": "smtp.mailfrom", "dkim": "header.d", "dmarc": "header.from"}
RESULTS = st.lists(
    st.builds(
        Result,
        st.sampled_from(list(_PROPERTIES)),
        st.sampled_from(("pass", "fail", "none", "neutral", "temperror")),
        HOSTS,
    ),
    min_size=1,
    max_size=5,
)


def authentication_results(server: str, results: list[Result]) -> str:
    """The value of the field in which that server wrote them (RFC 8601)."""
    return "; ".join(
        [server, *(f"{item.method}={item.result} {_PROPERTIES[item.method]}={item.domain}" for item in results)]
    )


class Refusal(NamedTuple):
    """What a notice says of one recipient."""

    recipient: str
    status: str
    reply: str


REFUSALS = st.lists(
    st.builds(
        Refusal, BOXES, st.sampled_from(("5.1.1", "5.2.2", "5.7.1", "5.4.4")), st.sampled_from(("550", "552", "554"))
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda item: item.recipient,
)


def bounce(host: str, refusals: list[Refusal], returned: Mail) -> bytes:
    """The notice of those refusals (RFC 3464), with the header of the message that came back."""
    groups = "".join(
        f"Final-Recipient: rfc822; {item.recipient}\nAction: failed\nStatus: {item.status}\n"
        f"Diagnostic-Code: smtp; {item.reply} {item.status} refused\n\n"
        for item in refusals
    )
    head = returned.data.partition(b"\n\n")[0].decode()
    return (
        f"From: MAILER-DAEMON@{host}\nTo: ann@example.net\nSubject: Undelivered Mail Returned to Sender\nReturn-Path: <>\n"
        f"MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n"
        f"--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; {host}\n\n{groups}"
        f"--x\nContent-Type: text/rfc822-headers\n\n{head}\n\n--x--\n"
    ).encode()


class Sent(NamedTuple):
    """A line of Postfix's log, and what it tells."""

    text: str
    id: str
    recipient: str
    peer: str
    delay_s: float


def _sent(id: str, recipient: str, peer: str, ip: str, tenths: int, at: datetime) -> Sent:
    text = (
        f"{at:%b} {at.day:2} {at:%H:%M:%S} mx postfix/smtp[7]: {id}: to=<{recipient}>, relay={peer}[{ip}]:25,"
        f" delay={tenths / 10}, delays=0/0/0/{tenths / 10}, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9B60921C)"
    )
    return Sent(text, id, recipient, peer, tenths / 10)


SENT = st.builds(_sent, IDS, BOXES, HOSTS, ADDRESSES, st.integers(0, 9_999_999), MOMENTS)


def in_json(mails: list[Mail]) -> bytes:
    """Their headers as lists of names and values, as services give them."""
    rows = [
        {
            "headers": [{"name": "Received", "value": line.value} for line in mail.lines]
            + [{"name": "Message-ID", "value": mail.message_id}]
        }
        for mail in mails
    ]
    return json.dumps(rows).encode()
