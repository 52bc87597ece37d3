"""A message over two hosts with both hosts' logs, in parts that a test changes."""

from __future__ import annotations

from pathlib import Path

import headertrace
from headertrace.logs import collect, files_of
from headertrace.records.logs import Logged
from headertrace.records.trace import Trace

ID, NEXT = "3F7F022A", "4bXv1c2k5jz9sTD"
MAIL = f"""\
Received: from relay.example.net (relay.example.net [192.0.2.30])
 by mx.example.org (Postfix) with ESMTPS id {NEXT}
 for <bob@example.org>; Tue, 24 Nov 2026 08:30:02 +0000 (UTC)
Received: from desk.example.net (desk.example.net [192.0.2.1])
 by relay.example.net (Postfix) with ESMTPSA id {ID}
 for <bob@example.org>; Tue, 24 Nov 2026 08:00:01 +0000 (UTC)
Message-ID: <7@example.net>
Date: Tue, 24 Nov 2026 08:00:00 +0000
From: ann@example.net
To: bob@example.org
Subject: Late

"""
RELAY = f"""\
Nov 24 08:00:01 relay postfix/smtpd[7]: {ID}: client=desk.example.net[192.0.2.1], sasl_method=PLAIN, sasl_username=ann
Nov 24 08:00:01 relay postfix/cleanup[8]: {ID}: message-id=<7@example.net>
Nov 24 08:00:01 relay postfix/qmgr[9]: {ID}: from=<ann@example.net>, size=900, nrcpt=1 (queue active)
Nov 24 08:00:02 relay postfix/smtp[10]: {ID}: to=<bob@example.org>, relay=mx.example.org[192.0.2.9]:25, delay=1, delays=0/0/0.5/0.5, dsn=4.7.1, status=deferred (host mx.example.org[192.0.2.9] said: 450 4.7.1 Greylisted, try again (in reply to RCPT TO command))
Nov 24 08:00:02 relay postfix/qmgr[9]: AAAA1111: removed
Nov 24 08:30:02 relay postfix/smtp[11]: {ID}: to=<bob@example.org>, relay=mx.example.org[192.0.2.9]:25, delay=1801, delays=1800/0/0.5/0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as {NEXT})
Nov 24 08:30:02 relay postfix/qmgr[9]: {ID}: removed
"""
MX = f"""\
Nov 24 08:00:02 mx postfix/smtpd[7]: NOQUEUE: reject: RCPT from relay.example.net[192.0.2.30]: 450 4.7.1 <bob@example.org>: Greylisted, try again; from=<ann@example.net> to=<bob@example.org> proto=ESMTP helo=<relay.example.net>
Nov 24 08:30:02 mx postfix/smtpd[7]: {NEXT}: client=relay.example.net[192.0.2.30]
Nov 24 08:30:02 mx postfix/cleanup[8]: {NEXT}: message-id=<7@example.net>
Nov 24 08:30:02 mx postfix/qmgr[9]: {NEXT}: from=<ann@example.net>, size=900, nrcpt=1 (queue active)
Nov 24 08:30:03 mx postfix/local[12]: {NEXT}: to=<bob@example.org>, relay=local, delay=0.5, delays=0.4/0/0/0.1, dsn=2.0.0, status=sent (delivered to mailbox)
Nov 24 08:30:03 mx postfix/qmgr[9]: {NEXT}: removed
"""


def logged(folder: Path, mail: str = MAIL, **logs: str) -> tuple[Logged, list[str]]:
    """What logs of these names and texts say of the message, and which of them could not be read."""
    for name, text in logs.items():
        (folder / f"{name}.log").write_text(text)
    broken: list[str] = []
    places = [str(folder / f"{name}.log") for name in logs]
    found = collect(
        [headertrace.trace(mail.encode())], list(files_of(tuple(places))), lambda name, why: broken.append(name)
    )
    return found[0], broken


def traced(folder: Path, mail: str = MAIL, **logs: str) -> Trace:
    return headertrace.trace(mail.encode(), logged=logged(folder, mail, **logs)[0])
