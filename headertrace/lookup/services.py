"""The operators' mail services by their SPF records of today, only where that is wished (``--mail-services``).

The networks of ``organisations.mail_services`` were learned on some day. Here the records that list them are asked
anew, with what they include (RFC 7208 section 5.2): networks that are new count for this run, those that are gone are
told. Only the operators that a message names are asked about.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_network
from typing import TYPE_CHECKING

from headertrace.lookup.case import Case
from headertrace.lookup.parties import hosts, line, some
from headertrace.named import NamedTuple
from headertrace.organisations import owner
from headertrace.organisations.mail_services import SERVICES, Row, service
from headertrace.records.lookups import Answer, Lookup, Options
from headertrace.records.trace import Trace

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

    from headertrace.records.vocabulary import Agreement

Ask = Callable[[str, str], Awaitable[Answer]]
AFTER = "The records that the first ones include would be asked for too."
# RFC 7208 section 4.6.4 allows 10 terms that ask; some operators' own records point to as many each.
_MOST_RECORDS = 32
# Nobody's mail service fills a wider network; who lists one lists the world.
_WIDEST = {4: 8, 6: 24}
_SHOWN = 6


class Listed(NamedTuple):
    """What the SPF records of one service list: ``networks``, and the ``answers``. ``told`` says that all were had."""

    networks: frozenset[str]
    answers: tuple[Answer, ...]
    told: bool


@contextmanager
def learning(options: Options) -> Iterator[Callable[[Trace], tuple[Row, ...]]]:
    """What gives a row for each service named in a trace that lists networks today which the table does not have.

    Raises ValueError for options that cannot be followed.
    """
    from headertrace.lookup.engine import resolver_for

    with resolver_for(options) as resolver:

        def today(trace: Trace) -> tuple[Row, ...]:
            wanted = named(trace)
            found = resolver.run(_all(resolver.ask, wanted))
            return tuple(
                row._replace(networks=" ".join(new), source="SPF of today")
                for row, said in zip(wanted, found, strict=True)
                if (new := _new(row, said))
            )

        yield today


async def check(case: Case) -> Sequence[Lookup]:
    if not case.options.mail_services:
        return ()
    wanted = named(case.trace)
    found = await _all(case.resolver.ask, wanted)
    return [lookup for row, said in zip(wanted, found, strict=True) for lookup in _told(row, said, case.trace)]


def named(trace: Trace) -> list[Row]:
    """The services with SPF records that the message's lines name, by a host's name or address; a row each."""
    houses = set()
    for hop in trace.hops:
        got = hop.received
        known = service(got.ip)
        houses |= {known.operator if known else None, *map(owner, (got.by, got.rdns, got.helo))}
    rows = {(row.operator, row.records): row for row in reversed(SERVICES) if row.records and row.operator in houses}
    return list(rows.values())[::-1]


async def _all(ask: Ask, wanted: Sequence[Row]) -> list[Listed]:
    return list(await asyncio.gather(*(_listed(ask, row.records.split()) for row in wanted)))


async def _listed(ask: Ask, names: list[str]) -> Listed:
    """The networks in these records and in all that they include, each asked once."""
    seen: dict[str, Answer] = {}
    networks: set[str] = set()
    while names and len(seen) < _MOST_RECORDS:
        names = [name for name in dict.fromkeys(names) if name not in seen][: _MOST_RECORDS - len(seen)]
        answers = await asyncio.gather(*(ask(name, "TXT") for name in names))
        seen |= zip(names, answers, strict=True)
        names = [name for answer in answers for name in _read(answer, networks)]
    return Listed(frozenset(networks), tuple(seen.values()), all(answer.told for answer in seen.values()))


def _read(answer: Answer, networks: set[str]) -> list[str]:
    """Adds a record's networks; the names of those that it includes."""
    record = next((text for text in answer.records if text.lower().startswith("v=spf1")), "")
    names = []
    for term in record.lower().split()[1:]:
        kind, _, value = term.lstrip("+").replace("redirect=", "include:", 1).partition(":")
        if kind in ("ip4", "ip6"):
            network = _network(value)
            networks |= {str(network)} if network else set()
        elif kind == "include" and "%" not in value:
            names.append(value.rstrip("."))
    return names


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return None
    return network if network.prefixlen >= _WIDEST[network.version] and network.is_global else None


def _table(row: Row) -> list[IPv4Network | IPv6Network]:
    """The networks that the table has of this service."""
    same = (item for item in SERVICES if (item.operator, item.records) == (row.operator, row.records))
    return [ip_network(text) for item in same for text in item.networks.split()]


def _new(row: Row, said: Listed) -> list[str]:
    """The networks of today that the table has of no service of this operator."""
    have = [ip_network(text) for item in SERVICES if item.operator == row.operator for text in item.networks.split()]
    return sorted(text for text in said.networks if not _within(ip_network(text), have))


def _gone(row: Row, said: Listed) -> list[str]:
    listed = [ip_network(text) for text in said.networks]
    return [str(network) for network in _table(row) if not any(_overlap(network, other) for other in listed)]


def _within(network: IPv4Network | IPv6Network, others: Iterable[IPv4Network | IPv6Network]) -> bool:
    return any(_overlap(network, other) and other.prefixlen <= network.prefixlen for other in others)


def _overlap(one: IPv4Network | IPv6Network, other: IPv4Network | IPv6Network) -> bool:
    return one.version == other.version and one.overlaps(other)


def _told(row: Row, said: Listed, trace: Trace) -> list[Lookup]:
    subject = row.records.split()[0]
    if not said.told or not said.networks:
        text = f"which networks {row.name or row.operator} sends from could not be looked up"
        return [Lookup("services", subject, "unknown", text, None, said.answers)]
    new, gone = _new(row, said), _gone(row, said)
    detail = {"operator": row.operator, "networks": sorted(said.networks), "new": new, "gone": gone}
    rows = [Lookup("services", subject, "fact", _words(row, said, new, gone), None, said.answers, (), detail)]
    for ip, hop in hosts(trace):
        known = service(ip)
        mine = known is not None and (known.operator, known.name) == (row.operator, row.name or row.operator)
        listed = _within(ip_network(ip), map(ip_network, said.networks))
        if listed or mine:
            verb = "lists" if listed else "does not list"
            text = f"{subject} {verb} it today, as {row.name or row.operator}'s mail service"
            verdict: Agreement = "agree" if listed else "differ"
            rows.append(Lookup("services", ip, verdict, text, hop.n, said.answers, (line(hop, hop.received.raw[:80]),)))
    return rows


def _words(row: Row, said: Listed, new: list[str], gone: list[str]) -> str:
    text = f"{len(said.networks)} networks are {row.name or row.operator}'s mail service today"
    parts = [
        f"{word} {some(items, _SHOWN)}" for word, items in (("new:", new), ("not listed any more:", gone)) if items
    ]
    return f"{text}; {'; '.join(parts)}" if parts else f"{text}, as in the table"
