"""What an incident responder looks for elsewhere: addresses, hosts, domains, ids and hashes, each with where it stands.

The reader's own side is told apart from the outside, and what was seen by a server of one's own from what was only
claimed: a block list is made of the one, and hardly of the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from headertrace.named import NamedTuple
from headertrace.organisations.addresses import INNER, scope
from headertrace.patterns import lazy
from headertrace.provenance import VOUCHED, proved
from headertrace.syntax.addresses import mailboxes
from headertrace.syntax.encoded_words import decoded
from headertrace.text.counts import how_many

if TYPE_CHECKING:
    from headertrace.records.evidence import Field
    from headertrace.records.path import Hop
    from headertrace.records.trace import Trace

# Fields with mailboxes of whoever sent the message; those of its recipients are no sign of anything.
_SENDERS = {"from": "From", "sender": "Sender", "reply-to": "Reply-To", "return-path": "Return-Path"}
_DOMAIN = lazy(r"(?:^|;)\s*d=\s*([A-Za-z0-9._-]{1,255})")
_BODY_HASH = lazy(r"(?:^|;)\s*bh=([A-Za-z0-9+/=\s]{1,200})")
MOST = 1_000


class Sighting(NamedTuple):
    """Where an observable stands: ``as_`` what, in which ``lines``, of which hop; ``fact`` where one's own server
    saw it, and False where it is a claim.
    """

    as_: str
    lines: tuple[int, int]
    hop: int | None
    fact: bool


class Observable(NamedTuple):
    """``kind`` is ip, host, domain, address, id or hash; ``outside`` is False where it is the reader's own side's."""

    kind: str
    value: str
    outside: bool
    seen: tuple[Sighting, ...]

    @property
    def telling(self) -> bool:
        """Whether it is worth looking for elsewhere: from outside, and no address that every house has."""
        return self.outside and not (self.kind == "ip" and scope(self.value) in INNER)


class Observables(NamedTuple):
    """Those of one message, and how many more it has than are listed (``MOST``)."""

    listed: tuple[Observable, ...]
    left_out: int

    @property
    def cut(self) -> str:
        """What is said of those left out; "" where all are listed."""
        return f"{how_many(self.left_out, 'more value')} left out: the first {MOST:,} are listed" * bool(self.left_out)


def observables(trace: Trace) -> Observables:
    """Those of one message, by kind, each once, in the order in which they stand from the top."""
    found: dict[tuple[str, str], list[tuple[bool, Sighting]]] = {}
    left_out: set[tuple[str, str]] = set()
    for kind, value, outside, sighting in _all(trace):
        key = kind, value
        if value and (key in found or len(found) < MOST):
            found.setdefault(key, []).append((outside, sighting))
        elif value:
            left_out.add(key)
    made = (
        Observable(kind, value, all(outside for outside, _ in seen), tuple(dict.fromkeys(where for _, where in seen)))
        for (kind, value), seen in found.items()
    )
    return Observables(tuple(sorted(made, key=lambda item: _KINDS.index(item.kind))), len(left_out))


def defanged(value: str) -> str:
    """So written that no program makes a link of it: ``192[.]0[.]2[.]1``, ``ann[@]example[.]net``."""
    return value.replace(".", "[.]").replace("@", "[@]").replace(":", "[:]")


_KINDS = ("ip", "host", "domain", "address", "id", "hash")
_Found = tuple[str, str, bool, Sighting]


def _all(trace: Trace) -> Iterator[_Found]:
    border = trace.path.trust_boundary if trace.path.handed_over_by else None
    outside = border is not None
    for hop in reversed(trace.hops):
        yield from _of_hop(hop, border)
    for field in trace.fields:
        yield from _of_field(field, outside)
    if trace.source.sha256:
        yield (
            "hash",
            f"sha256:{trace.source.sha256}",
            outside,
            Sighting("the message as it was read", (1, 1), None, True),
        )


def _of_hop(hop: Hop, border: int | None) -> Iterator[_Found]:
    got, lines = hop.received, hop.field.lines
    vouched = hop.trust == VOUCHED
    came = border is not None and hop.n <= border
    wrote = border is not None and hop.n < border
    if got.ip and scope(got.ip) != "loopback":
        yield "ip", got.ip, came, Sighting("connecting address", lines, hop.n, vouched)
    confirmed = proved(hop).name if vouched else None
    for name, as_ in ((got.rdns, "reverse DNS"), (got.helo, "HELO")):
        if name and "." in name.strip("."):
            fact = vouched and as_ == "reverse DNS" and confirmed == name
            yield "host", name.lower().rstrip("."), came, Sighting(as_, lines, hop.n, fact)
    if got.by and "." in got.by:
        yield "host", got.by.lower().rstrip("."), wrote, Sighting("receiving host", lines, hop.n, vouched)
    if got.id:
        yield "id", got.id, wrote, Sighting("queue id", lines, hop.n, vouched)


def _of_field(field: Field, outside: bool) -> Iterator[_Found]:
    as_ = _SENDERS.get(field.key)
    if as_:
        for box in mailboxes(decoded(field.value)):
            seen = Sighting(as_, field.lines, None, False)
            yield "address", f"{box.local}@{box.domain}", outside, seen
            yield "domain", box.domain, outside, seen
    elif field.key == "message-id":
        yield "id", field.value.strip(" <>"), outside, Sighting("Message-ID", field.lines, None, False)
    elif field.key == "dkim-signature":
        yield from _of_signature(field, outside)


def _of_signature(field: Field, outside: bool) -> Iterator[_Found]:
    seen = Sighting("DKIM-Signature", field.lines, None, False)
    domain = _DOMAIN.search(field.value)
    if domain:
        yield "domain", domain[1].lower().rstrip("."), outside, seen
    digest = _BODY_HASH.search(field.value)
    if digest:
        yield "hash", f"dkim-body:{''.join(digest[1].split())}", outside, seen
