"""OpenSMTPD: ``from helo (rdns [ip]) by host (OpenSMTPD) with ESMTP id hex for <rcpt>; date``.

A local client is written ``(localhost [local])``, one without a name ``(<unknown> [ip])``.
Source: usr.sbin/smtpd/smtp_session.c of OpenSMTPD.
"""

from headertrace.received.clauses import Clauses
from headertrace.received.facts import Facts


def read(clauses: Clauses, facts: Facts) -> None:
    if facts.rdns == "unknown":
        facts.rdns = None
    if "[local]" in clauses.sender and not facts.rdns:
        facts.rdns = "localhost"
