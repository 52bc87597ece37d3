"""Courier: ``from helo (name [ip]) (TLS: TLS1.3,256bits,cipher) by host with ESMTPS id inode.time.pid; date``.

A user who logged in stands before the encryption: ``(AUTH: LOGIN user, TLS: …)``; the host's own mail
is ``from localhost (localhost [127.0.0.1]) (uid 1000) by host with local``.
Source: courier/module.esmtp/courieresmtpd.c and tcpd/starttls.c of Courier.
"""

from headertrace.patterns import lazy
from headertrace.received.clauses import Clauses
from headertrace.received.facts import Facts
from headertrace.records.received import Tls

_TLS = lazy(r"[(,] ?TLS: ([^,()]{1,40}),([0-9]{1,5})bits,([^,()\s]{1,80})")
_USER = lazy(r"\(uid ([0-9]{1,10})\)")


def read(clauses: Clauses, facts: Facts) -> None:
    said = _TLS.search(clauses.sender)
    if said:
        facts.tls = Tls(said[1], said[3], int(said[2]))
    user = _USER.search(clauses.sender)
    if user and facts.protocol == "local":
        facts.ident = user[1]
