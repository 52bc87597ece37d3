"""tmail: ``from ip (rdns.) (helo) by ip (name.) with ESMTPS TLS 1.2 cipher; tmail 0.1.5; id; date``.

Source: lines written by tmail 0.1.
"""

from headertrace.patterns import lazy
from headertrace.received.clauses import Clauses
from headertrace.received.facts import Facts
from headertrace.received.lexer import address, name
from headertrace.records.received import Tls

_ENDS = lazy(r"([0-9A-Fa-f.:]+)(?: \(([^\s()]+\.)\))?(?: \(([^\s()]*)\))?")
_TLS = lazy(r"(TLS [0-9.]+) (\w+)")
_PROGRAM = lazy(r"; (tmail [0-9.]+); ([0-9a-f]{40})")


def read(clauses: Clauses, facts: Facts) -> None:
    client, server = _ENDS.match(clauses.sender), _ENDS.match(clauses.by)
    if client and address(client[1]):
        facts.ip, facts.rdns, facts.helo = address(client[1]), name(client[2]), name(client[3])
    if server and server[2]:
        facts.by, facts.by_ip = name(server[2]), address(server[1])
    security, program = _TLS.search(clauses.protocol), _PROGRAM.search(clauses.head)
    if security:
        facts.tls = Tls(security[1], security[2])
    if program:
        facts.software, facts.id = program[1], program[2]
