"""OpenSMTPD: ``from helo (rdns [ip]) by host (OpenSMTPD) with ESMTP id hex for <rcpt>; date``.

A local client is written ``(localhost [local])``, one without a name ``(<unknown> [ip])``.
Source: usr.sbin/smtpd/smtp_session.c of OpenSMTPD.
"""

from headertrace.received.clauses import Clauses
from headertrace.received.dialect import Dialect, Facts


def _read(clauses: Clauses, facts: Facts) -> None:
    if facts.get("rdns") == "unknown":
        facts["rdns"] = None
    if "[local]" in clauses.sender and not facts.get("rdns"):
        facts["rdns"] = "localhost"


DIALECT = Dialect(
    name="opensmtpd",
    product="OpenSMTPD",
    source="usr.sbin/smtpd/smtp_session.c of OpenSMTPD",
    read=_read,
)
