"""Mail as it comes to a house of three servers, with times and persons of the test's own."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2026, 11, 2, 8, tzinfo=UTC)
# Seconds into mail.example.net (the sender's), mx, filter and store.
PLAIN = (0.0, 2.0, 1.0, 1.0)


def mail(
    number: int,
    at: datetime = START,
    waits: Sequence[float] = PLAIN,
    sender: str = "ann@example.net",
    recipient: str = "bob@example.org",
    subject: str = "Hello",
    relay: str = "mail.example.net",
    ip: str = "192.0.2.25",
    spf: str = "pass",
    protocol: str = "ESMTPS",
) -> bytes:
    """One message that its sender's relay took at ``at``; ``waits`` are the seconds before each of the four lines."""
    domain = sender.rpartition("@")[2]
    times, moment = [], at
    for wait in waits:
        moment += timedelta(seconds=wait)
        times.append(f"{moment:%a, %d %b %Y %H:%M:%S} +0000")
    tls = " (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))" if protocol.endswith("S") else ""
    return f"""Return-Path: <{sender}>
Received: from filter.example.org (filter.example.org [10.0.0.2])
\tby store.example.org (Postfix) with ESMTP id 4S{number:07}
\tfor <{recipient}>; {times[3]}
Received: from mx.example.org (mx.example.org [10.0.0.1])
\tby filter.example.org (Postfix) with ESMTP id 4F{number:07}; {times[2]}
Authentication-Results: mx.example.org; spf={spf} smtp.mailfrom={domain}; dkim=none
Received: from {relay} ({relay} [{ip}]){tls}
\tby mx.example.org (Postfix) with {protocol} id 4M{number:07}
\tfor <{recipient}>; {times[1]}
Received: from [198.51.100.7] (unknown [198.51.100.7])
\tby {relay} (Postfix) with ESMTPSA id 4R{number:07}; {times[0]}
From: <{sender}>
To: <{recipient}>
Subject: {subject}
Message-ID: <{number}@{domain}>
Date: {at:%a, %d %b %Y %H:%M:%S} +0000

Hello.
""".encode()


def bounce(number: int, at: datetime, recipient: str, status: str, host: str = "mx.example.com") -> bytes:
    """A notice of a delivery that failed (RFC 3464)."""
    stamp = f"{at:%a, %d %b %Y %H:%M:%S} +0000"
    return f"""Return-Path: <>
Received: by store.example.org (Postfix) id 4B{number:07}; {stamp}
From: MAILER-DAEMON@store.example.org (Mail Delivery System)
To: ann@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <b{number}@store.example.org>
Date: {stamp}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b{number}"

--b{number}
Content-Type: text/plain

This is the mail system at host store.example.org.

--b{number}
Content-Type: message/delivery-status

Reporting-MTA: dns; store.example.org
Arrival-Date: {stamp}

Final-Recipient: rfc822; {recipient}
Action: failed
Status: {status}
Remote-MTA: dns; {host}
Diagnostic-Code: smtp; 550 {status} User unknown

--b{number}--
""".encode()


def mbox(path: Path, mails: Iterable[bytes]) -> Path:
    """A mailbox of them."""
    path.write_bytes(b"".join(b"From x@example.org Mon Nov  2 08:00:00 2026\n" + item + b"\n" for item in mails))
    return path


SLOW_FROM = START + timedelta(days=4)


def week() -> Iterator[bytes]:
    """Six hundred messages and a few bounces. From the fifth day on filter.example.org holds every third one up."""
    chance = random.Random(7)
    for number in range(600):
        at = START + timedelta(minutes=15 * number)
        slow = at >= SLOW_FROM and number % 3 == 0
        waits = (0, chance.randrange(1, 5), chance.randrange(0, 4), chance.randrange(1, 4) + (700 if slow else 0))
        sender = ("ann@example.net", "joe@example.com", "eve@sub.example.com")[number % 3 if number % 2 else 0]
        yield mail(
            number, at, waits, sender, f"bob{number % 9}@example.org", spf="fail" if number % 10 == 0 else "pass",
            relay="new.example.com" if number > 560 else "mail.example.net",
            ip="203.0.113.9" if number > 560 else "192.0.2.25", protocol="ESMTP" if number % 4 == 0 else "ESMTPS",
        )  # fmt: skip
    for number in range(7):
        at = START + timedelta(hours=number)
        yield bounce(number, at, f"eve{number % 2}@example.com", "5.1.1" if number < 5 else "5.2.2")
