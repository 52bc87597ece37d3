"""The border between what the reader's own servers saw and what came with the message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.named import NamedTuple
from headertrace.organisations.addresses import OUTER, scope
from headertrace.organisations.mail_services import service
from headertrace.provenance import proved
from headertrace.text.safe import safe

if TYPE_CHECKING:
    from headertrace.records.path import Host
    from headertrace.records.trace import Trace


class Border(NamedTuple):
    """``at`` is the oldest hop vouched for; ``words`` say who handed over to whom, ``name`` what is known of who did.

    ``below`` are (whose word the older lines are, the mark they bear).
    """

    at: int
    words: str
    name: str
    below: tuple[tuple[str, str], ...]

    @property
    def full(self) -> str:
        """ "handed to example.org by 192.0.2.30 (relay.example.net)"."""
        return f"{self.words} ({self.name})" if self.name else self.words

    @property
    def above(self) -> str:
        """Whose word stands above it where the oldest hop comes first: "above: the sender's word (?)"."""
        return "above: " + ", ".join(f"{whose} ({mark})" for whose, mark in self.below)


def border(trace: Trace) -> Border | None:
    """The border; None where nothing is claimed and no stranger connected."""
    at, client = trace.path.trust_boundary, trace.path.handed_over_by
    if not at or (at < 2 and (client is None or scope(client.ip) not in OUTER)):
        return None
    hop = trace.hops[at - 1]
    to = safe(hop.receiver_organisation or hop.received.by or "your servers")
    if client is None or not client.ip:
        return Border(at, f"handed over to {to}", "", _below(trace, at))
    return Border(at, f"handed to {to} by {safe(client.ip)}", _name(trace, at, client), _below(trace, at))


def _name(trace: Trace, at: int, client: Host) -> str:
    if client.rdns and proved(trace.hops[at - 1]).name == client.rdns:
        return safe(client.rdns)
    if client.rdns:
        return f'named "{safe(client.rdns)}", unproven'
    known = service(client.ip)
    return f"{known.operator}'s mail service" if known else "no name proved"


def _below(trace: Trace, at: int) -> tuple[tuple[str, str], ...]:
    """Whose word the older lines are; the Date is the sender's, whoever wrote those."""
    older = trace.hops[: at - 1]
    operators = {hop.receiver_organisation for hop in older if hop.trust == "operator"}
    found = []
    if not older or any(hop.trust == "claimed" for hop in older):
        found.append(("the sender's word", "?"))
    if operators:
        (name,) = operators if len(operators) == 1 else (None,)
        found.append((f"{safe(name)}'s word" if name else "the operator's word", "~"))
    if any(hop.trust == "contradicted" for hop in older):
        found.append(("contradicted", "!"))
    return tuple(found)
