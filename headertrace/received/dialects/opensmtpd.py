"""OpenSMTPD: ``from helo (rdns [ip]) by host (OpenSMTPD) with ESMTP id hex for <rcpt>; date``.

A local client is written ``(host [local])``, one without a name ``(<unknown> [ip])``.
Source: usr.sbin/smtpd/smtp_session.c of OpenSMTPD.
"""

from headertrace.received.clauses import Clauses
from headertrace.received.facts import Facts


def read(clauses: Clauses, facts: Facts) -> None:
    if facts.rdns == "unknown":
        facts.rdns = None
    if clauses.sender.endswith("[local])"):
        # The server's own name, or "localhost": no name was looked up.
        facts.rdns = "localhost" if "(localhost " in clauses.sender else None
