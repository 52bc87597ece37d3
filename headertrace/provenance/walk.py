"""Where the word of the reader's own servers ends, and how far an operator's goes.

Trust runs downwards from the top (RFC 5321 section 7.2). The newest line was written by the reader's own
server. The line below is of the same house only if the host that the line above saw connect is proved to be:
a private address, a confirmed name in the house's domain, an address of the operator's mail service, one
that a trusted line gives as its own, or one that the reader named. What a client announced is never asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from headertrace.named import NamedTuple
from headertrace.organisations import operator
from headertrace.organisations.addresses import INNER, scope
from headertrace.organisations.mail_services import WRITE_NONE, on_premises, service
from headertrace.path import is_queue_step, names_no_client
from headertrace.provenance.forging import ONLY, mark
from headertrace.provenance.proof import Proof, proof, same_host, same_house, same_label
from headertrace.records.received import Received
from headertrace.records.vocabulary import Trust

VOUCHED: Final = "vouched"
OPERATOR: Final = "operator"
CLAIMED: Final = "claimed"
CONTRADICTED: Final = "contradicted"


class Line(NamedTuple):
    """What the walk asks of a Received line: the line read, its leg, whether its program confirms looked-up names."""

    received: Received
    leg: str | None
    proves_rdns: bool
    receiver: str | None


def walk(lines: Sequence[Line], named: Iterable[str] = ()) -> list[Trust]:
    """The trust of each line; ``lines`` and the result are oldest first.

    ``named`` are hosts, domains, organisations or networks (RFC 4632) that are the reader's own.
    """
    if not lines:
        return []
    lines = list(lines)
    house = _House(lines, tuple(word.lower().rstrip(".") for word in named))
    words: list[Trust] = [VOUCHED]
    word: Trust = VOUCHED
    for at in range(len(lines) - 1, 0, -1):
        lines[at - 1] = _named_by_customer(lines[at], lines[at - 1])
        word = _word(word, lines[at], lines[at - 1], house)
        if word == OPERATOR and lines[at - 1].receiver is None:
            # A line that names no host is of the operator whose line stands above it.
            lines[at - 1] = lines[at - 1]._replace(receiver=lines[at].receiver)
        words.append(word)
    words.reverse()
    return _contradicted(lines, words, house)


class _House:
    """What counts as the reader's own."""

    def __init__(self, lines: Sequence[Line], named: tuple[str, ...]) -> None:
        newest = next((line for line in reversed(lines) if line.leg != "retrieval"), lines[-1])
        self.own = {line.receiver for line in (lines[-1], newest) if line.receiver}
        self.hosts = {line.received.by for line in (lines[-1], newest) if line.received.by}
        self.addresses: set[str] = set()
        self.named = named
        self._networks = [word for word in named if word[:1].isdigit() or ":" in word]

    def admit(self, line: Line) -> None:
        """A line of one's own: what it calls itself is the house's."""
        got = line.received
        if got.by_ip:
            self.addresses.add(got.by_ip)
        if got.by:
            self.hosts.add(got.by)

    def owns(self, seen: Proof, got: Received) -> bool:
        """Whether the host that connected is of the house."""
        if got.ip is not None and (got.ip in self.addresses or self._in_network(got.ip)):
            return True
        if seen.owner is not None and (seen.owner in self.own or seen.owner.lower() in self.named):
            return not seen.leaves_tenant
        name = seen.name
        if name is None:
            return False
        if seen.ground == "rdns" and "." not in name:
            # A name of one label leads back to its address in the house's own hosts file or search domain only.
            return True
        return any(same_host(name, host) for host in self.hosts if "." in host or "." in name) or self.names(name)

    def names(self, host: str) -> bool:
        return any(host == word or host.endswith("." + word) for word in self.named)

    def _in_network(self, ip: str) -> bool:
        if not self._networks:
            return False
        from ipaddress import ip_address, ip_network

        try:
            return any(ip_address(ip) in ip_network(word, strict=False) for word in self._networks)
        except ValueError:
            return False


def _word(word: Trust, above: Line, below: Line, house: _House) -> Trust:
    """The trust of the line below, ``word`` being that of the line above."""
    if _is_handed_in(above.received):
        return CLAIMED
    if word == VOUCHED:
        house.admit(above)
        if above.leg == "retrieval" and below.receiver:
            # The mailbox that was collected from is the reader's, whoever runs it.
            house.own.add(below.receiver)
        if _stays(above, below) or house.owns(proof(above.received, above.proves_rdns), above.received):
            return VOUCHED
        if names_no_client(above.received) and below.receiver is not None and below.receiver in house.own:
            return VOUCHED
        return OPERATOR if _is_operators(above, below) else CLAIMED
    if word == OPERATOR:
        if _is_operators(above, below):
            return OPERATOR
        within = _stays(above, below) or names_no_client(above.received) or _is_inner_protocol(above, below)
        return OPERATOR if within and below.receiver in (above.receiver, None) else CLAIMED
    return CLAIMED


def _is_handed_in(got: Received) -> bool:
    """A program or a browser handed the message in whole: all that stands below came with it."""
    return names_no_client(got) and (got.protocol or "").upper().startswith("HTTP")


def _stays(above: Line, below: Line) -> bool:
    """The mail did not leave the host, or the inner network, between the two lines."""
    got, before = above.received, below.received
    if above.leg == "retrieval" or is_queue_step(got):
        return True
    if scope(got.ip) in INNER or (got.ip is None and got.rdns == "localhost"):
        return True
    if (got.protocol or "").upper().startswith("LMTP"):
        return True  # RFC 2033 section 2: never across a wide area network.
    if got.ip is None and (is_queue_step(before) or above.leg == "filtering"):
        return True
    if got.ip is None and (got.rdns is None or above.leg == "delivery"):
        # No connection was taken, or none that the program tells of: only the same host can have had the mail.
        names = {name for name in (got.by, got.by_ip) if name}
        if before.by is None and before.helo in names and not before.ip:
            return True  # Oracle's messaging server puts itself behind "from" in the notices that it writes.
        return any(same_host(before.by, name) for name in names) or bool(before.by_ip and before.by_ip in names)
    return bool(got.ip and got.ip in (got.by_ip, before.by_ip) and before.by == got.by)


def _is_inner_protocol(above: Line, below: Line) -> bool:
    """The line above took the message in by a protocol that its operator's own servers alone speak, and among them."""
    only = ONLY.get((above.received.protocol or "").upper())
    return only is not None and above.receiver == below.receiver == only


def _named_by_customer(above: Line, below: Line) -> Line:
    """The line of a bulk sender's own server that bears a customer's name: announced as it calls itself below."""
    by = below.received.by
    if by is None or by not in (above.received.helo, above.received.rdns):
        return below
    seen = service(above.received.ip)
    known = operator(by)
    if seen is None or known is not None or seen.operator in WRITE_NONE:
        return below
    return below._replace(receiver=seen.operator)


def _is_operators(above: Line, below: Line) -> bool:
    """The line below is a big operator's own, reached through an address of its mail service."""
    if below.receiver is None or below.receiver in WRITE_NONE:
        return False
    seen = proof(above.received, above.proves_rdns)
    if seen.ground == "range":
        return seen.owner == below.receiver
    if seen.ground == "rdns" and seen.name is not None:
        known = operator(seen.name)
        return known is not None and known.kind in _SENDING and known.name == below.receiver
    return False


# Whose own servers alone bear such names; of others, anyone may have such a host.
_SENDING = frozenset({"mail host", "gateway", "bulk sender"})


def _contradicted(lines: Sequence[Line], words: list[Trust], house: _House) -> list[Trust]:
    """Claims that the line above them gainsays, and those that no mail server wrote."""
    made = list(words)
    newest = _goes_back_and_forth(lines, words)
    if newest is not None:
        made[newest] = CONTRADICTED
    for at in range(len(lines) - 1, 0, -1):
        above, below = lines[at], lines[at - 1]
        if words[at - 1] != CLAIMED:
            continue
        strays = words[at] == VOUCHED and _strays(above, below)
        if mark(below.received) or _gainsaid(above, below, house) or (strays and _is_forged(above, lines[:at])):
            made[at - 1] = CONTRADICTED
    return made


# A claim that goes back in time by so much does so by no clock that runs.
_MADE_UP_S = 900.0


def _goes_back_and_forth(lines: Sequence[Line], words: list[Trust]) -> int | None:
    """The newest of the claims that were made up, where they go back in time more than once; None where they do not.

    One wrong clock goes back once, or as often as the mail passed its host. The claim above the newest step back is
    made up too, unless it agrees with the line above it: it may be the server that took the made-up ones in.
    """
    claims = [at for at, word in enumerate(words) if word == CLAIMED and at + 1 < len(lines)]
    back = [at for at in claims if _gap(lines[at], lines[at + 1]) < -_MADE_UP_S]
    if len({lines[at].received.by or at for at in back}) < 2:
        return None
    newest = back[-1] + 1
    if words[newest] != CLAIMED or (
        newest + 1 < len(lines) and abs(_gap(lines[newest], lines[newest + 1])) < _MADE_UP_S
    ):
        return newest - 1
    return newest


def _gap(before: Line, after: Line) -> float:
    one, two = before.received.time, after.received.time
    return (two - one).total_seconds() if one and two else 0.0


def _strays(above: Line, below: Line) -> bool:
    """Names, addresses and houses of the two lines all disagree."""
    got, before = above.received, below.received
    if not before.by or got.ip is None or scope(got.ip) in INNER or got.ip in (before.by_ip, before.by):
        return False
    # The announced name is the client's to choose, and so is whether it agrees.
    return got.rdns is None or not (_alike(got.rdns, before.by) or same_house(got.rdns, below.receiver))


def _alike(name: str, other: str) -> bool:
    """One host, perhaps renamed: a full name and its first label, or first labels that agree."""
    return same_host(name, other) or same_label(name, other)


# Operators whose servers send from no other addresses than those that are known.
_LISTED = frozenset({"Google", "Yahoo", "Microsoft"})


def _is_forged(above: Line, claimed: Sequence[Line]) -> bool:
    """The newest claimed line is in the name of an operator without such an address, or one gives itself away."""
    house = claimed[-1].receiver
    if house in _LISTED and not on_premises(above.received.ip, house):
        return True
    newest = claimed[-1].received
    if newest.id and newest.by and above.received.helo and _alike(above.received.helo, newest.by):
        # An open relay's own line, above what it was given.
        return False
    return any(mark(line.received) for line in claimed)


def _gainsaid(above: Line, below: Line, house: _House) -> bool:
    """Names, addresses and houses all disagree, and the line claims to be the house's own."""
    got, before = above.received, below.received
    if not before.by or got.ip is None or (below.receiver not in house.own and before.by not in house.hosts):
        return False
    if got.rdns is None or _alike(got.rdns, before.by) or same_house(got.rdns, below.receiver):
        # Of a host without a name nothing is known that speaks against the line.
        return False
    if got.ip in (before.by_ip, before.by):
        return False
    return (got.rdns, got.helo, got.ip) != (before.rdns, before.helo, before.ip)
