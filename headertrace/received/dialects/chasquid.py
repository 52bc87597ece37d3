"""chasquid: ``from [ip] (helo) by host (chasquid) with ESMTPS tls cipher (over SMTP, TLS-1.3, envelope from "a")``.

Later versions write ``from helo ([ip])``, and of a client that logged in the announced name alone. No name is ever
looked up. Source: internal/smtpsrv/conn.go of chasquid.
"""

from headertrace.patterns import lazy
from headertrace.received.clauses import Clauses
from headertrace.received.facts import Facts
from headertrace.received.lexer import address, name
from headertrace.records.received import Tls

# Two literals may be either form; the later one is taken.
_BEFORE = lazy(r"(\[[^\]\s]+\]) \((?!\[[0-9A-Fa-f.:]+\])([^\s()]+)\)")
_CIPHER = lazy(r"\btls (\S+)")
_OVER = lazy(r'\(over [^,()]{1,20}, ([^,()"]{1,20}), envelope from "([^"\s]*)"\)')


def read(clauses: Clauses, facts: Facts) -> None:
    before = _BEFORE.fullmatch(clauses.sender)
    if before:
        facts.ip, facts.helo = address(before[1]), name(before[2])
    facts.rdns = None
    over = _OVER.search(clauses.head)
    cipher = _CIPHER.search(clauses.head)
    if over:
        facts.sender = over[2] or None
    if over and cipher:
        facts.tls = Tls(over[1], cipher[1])
