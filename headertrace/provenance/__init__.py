"""Whose word each line is: where the trustworthy part of the chain ends, and who wrote what.

Trust runs downwards from the top (RFC 5321 section 7.2: only the lines of one's own servers
can be relied on); ``walk`` has the rules. Below the border everything is the word of whoever
handed the message over, but for the lines of big operators' own servers.
"""

from __future__ import annotations

from collections.abc import Iterable

from headertrace.organisations.addresses import INNER
from headertrace.provenance.proof import Proof, proof
from headertrace.provenance.walk import CLAIMED, CONTRADICTED, OPERATOR, VOUCHED, Line, walk
from headertrace.received.products import BY_NAME
from headertrace.records.making import maker
from headertrace.records.path import Hop, Host, Part, Step
from headertrace.records.received import Received
from headertrace.records.vocabulary import BELIEVED, Trust

__all__ = [
    "CLAIMED",
    "CONTRADICTED",
    "OPERATOR",
    "VOUCHED",
    "boundary",
    "handed_over_by",
    "judge",
    "origin",
    "proved",
]
_line = maker(Line)


def judge(steps: tuple[Step, ...], parts: tuple[Part, ...], trusted: Iterable[str] = ()) -> tuple[Trust, ...]:
    """The trust of each step, in the same order.

    ``trusted`` are hosts, domains, organisations or networks that are the reader's own; a domain stands for every
    host in it.
    """
    lines = [
        _line(step.received, part.leg, _proves(step.received), step.receiver_organisation)
        for step, part in zip(steps, parts, strict=True)
    ]
    return tuple(walk(lines, trusted))


def _proves(got: Received) -> bool:
    return BY_NAME[got.dialect].proves_rdns is True


def proved(hop: Hop) -> Proof:
    """What the line of that hop, if it can be relied on, proves of the host that connected."""
    return proof(hop.received, _proves(hop.received))


def boundary(hops: tuple[Hop, ...]) -> Hop | None:
    """The oldest hop that is vouched for; None without hops."""
    return next((hop for hop in hops if hop.trust == VOUCHED), None)


def handed_over_by(hop: Hop | None) -> Host | None:
    """Who connected in the oldest line vouched for: the one fact about the outside.

    ``ip`` and ``rdns`` were seen by a trusted server; ``helo`` is what the client called itself.
    """
    if hop is None or not (hop.received.ip or hop.received.rdns or hop.received.helo):
        return None
    return _host(hop)


def origin(hops: tuple[Hop, ...]) -> Host | None:
    """The deepest address that a server saw whose word can be relied on: the reader's own, or a big operator's.

    The server that a mailbox was collected from is none that the message came from.
    """
    seen = [hop for hop in hops if hop.trust in BELIEVED and hop.received.ip and hop.leg != "retrieval"]
    outer = [hop for hop in seen if hop.scope not in INNER]
    found = next(iter(outer or seen), None)
    return _host(found) if found else None


def _host(hop: Hop) -> Host:
    got, seen = hop.received, proved(hop)
    # A name that the server did not confirm is whatever the owner of the address wrote there.
    known = seen.inner or seen.owner or got.rdns is None
    return Host(got.ip, got.rdns, got.helo, hop.n, hop.sender_organisation if known else None)
