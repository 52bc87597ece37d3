"""Cisco Secure Email (IronPort): ``from helo ([ip]) by host with ESMTP/TLS/cipher; date``.

The cipher stands behind the protocol where the client used TLS, and there is no id.
Source: Received lines as shown in Cisco's documents on AsyncOS for Email.
"""

from headertrace.received.clauses import Clauses
from headertrace.received.facts import Facts
from headertrace.records.received import Tls


def read(clauses: Clauses, facts: Facts) -> None:
    _, slash, security = (facts.protocol or "").partition("/")
    if slash:
        version, _, cipher = security.partition("/")
        facts.tls = Tls(None if version == "TLS" else version, cipher or None)
