"""Whose word each line is: where the trustworthy part of the chain ends, and who wrote what.

Trust runs downwards from the top (RFC 5321 section 7.2: only the lines of one's own servers
can be relied on). The newest line was written by the reader's own server; an older one is
vouched for as long as its host belongs to the same organisation, or is named as trusted, and
the line above saw the mail come from it. What follows is the word of whoever handed it over.
"""

from __future__ import annotations

from collections.abc import Iterable

from headertrace.organisations.addresses import INNER
from headertrace.records.path import Hop, Host, Role, Step
from headertrace.records.received import Received

VOUCHED, CLAIMED, CONTRADICTED = "vouched", "claimed", "contradicted"


def judge(steps: tuple[Step, ...], roles: tuple[Role, ...], trusted: Iterable[str] = ()) -> tuple[str, ...]:
    """The trust of each step, in the same order.

    ``trusted`` are host names, domains or organisations' names that are one's own; a domain
    stands for every host in it.
    """
    if not steps:
        return ()
    own = _Own(steps, roles, tuple(word.lower().rstrip(".") for word in trusted))
    made: list[str] = []
    held = True
    above: Step | None = None
    for step in reversed(steps):
        if held and (above is None or _carries_on(above, roles[above.n - 1].leg, step, own)):
            made.append(VOUCHED)
            above = step
            continue
        held = False
        made.append(CONTRADICTED if _passes_for_ours(step, above, own) else CLAIMED)
    return tuple(reversed(made))


def boundary(hops: tuple[Hop, ...]) -> Hop | None:
    """The oldest hop that is vouched for; None without hops."""
    return next((hop for hop in hops if hop.trust == VOUCHED), None)


def handed_over_by(hop: Hop | None) -> Host | None:
    """Who connected in the oldest line vouched for: the one fact about the outside.

    ``ip`` and ``rdns`` were seen by a trusted server; ``helo`` is what the client called itself.
    """
    if hop is None:
        return None
    got = hop.received
    if not (got.ip or got.rdns or got.helo):
        return None
    return Host(got.ip, got.rdns, got.helo, hop.n)


class _Own:
    """What counts as the reader's own: the newest server's organisation, and what was named."""

    def __init__(self, steps: tuple[Step, ...], roles: tuple[Role, ...], named: tuple[str, ...]) -> None:
        servers = (step for step, role in zip(steps[::-1], roles[::-1], strict=True) if role.leg != "retrieval")
        newest = next(servers, steps[-1])
        self._homes = {home for home in (steps[-1].receiver_organisation, newest.receiver_organisation) if home}
        self._names = {step.received.by for step in (steps[-1], newest) if step.received.by}
        self._named = named

    def holds(self, step: Step) -> bool:
        host, organisation = step.received.by, step.receiver_organisation
        if organisation and (organisation in self._homes or organisation.lower() in self._named):
            return True
        if host is None:
            return False
        return host in self._names or any(host == word or host.endswith("." + word) for word in self._named)


def _carries_on(above: Step, leg: str, step: Step, own: _Own) -> bool:
    """Whether the line above, which is vouched for and of that leg, saw this line's host hand the mail over."""
    if leg == "retrieval":
        return True
    inside = own.holds(step) or _stays_inside(above, leg)
    return inside and above.link.state != "broken" and not _came_from_outside(above, step)


def _stays_inside(above: Step, leg: str) -> bool:
    """A step from a private or loopback address, or inside one server: no stranger can take it."""
    inside = above.scope is None or above.scope in INNER
    return inside and leg in ("internal", "filtering", "delivery")


def _came_from_outside(above: Step, step: Step) -> bool:
    """The line above names a sender that is provably not this line's host."""
    sender = above.sender_organisation
    if above.link.state == "matched" and above.link.by in ("name", "address"):
        # The announced name is the client's word; the address and its name are not.
        seen = above.received.rdns or (above.received.helo if above.received.ip is None else None)
        return bool(seen and sender and step.receiver_organisation and sender != step.receiver_organisation)
    differs = bool(sender and step.receiver_organisation and sender != step.receiver_organisation)
    return differs and above.scope is not None and above.scope not in INNER


def _passes_for_ours(step: Step, above: Step | None, own: _Own) -> bool:
    """Below the boundary, a line in our own server's name that no line above continues.

    Mail that leaves and comes back (a forward, a list) has such lines honestly; then each
    newer line joins the one before it.
    """
    if not own.holds(step) or above is None or above.link.state != "broken" or step.n != above.n - 1:
        return False
    return not _same_client(above.received, step.received)


def _same_client(one: Received, other: Received) -> bool:
    """A proxy in front that hands the client's name and address on (XCLIENT) and writes a line of its own."""
    return (one.rdns, one.helo, one.ip) == (other.rdns, other.helo, other.ip)
