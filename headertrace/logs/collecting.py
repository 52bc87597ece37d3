"""A traced message and the logs → what the logs say of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from headertrace.logs.joining import ids_of, join
from headertrace.logs.nameless import completed, days, recipients, with_nameless
from headertrace.logs.reading import LogFile
from headertrace.logs.searching import Found, FoundById, Tell, Wanted, search
from headertrace.received.ids import is_queue_id
from headertrace.records.logs import Logged

if TYPE_CHECKING:
    from headertrace.logs.indexing import Indexed
    from headertrace.records.trace import Trace


def wanted(trace: Trace) -> Wanted:
    """What to look for: the ids of the hops that are not forged, and the Message-ID; of a returned message as well."""
    own = _of(trace)
    other = _of(trace.returned) if trace.returned else Wanted()
    return Wanted(own.ids | other.ids, own.message_ids | other.message_ids)


def collect(traces: Sequence[Trace], files: Sequence[LogFile], tell: Tell, zone: tzinfo | None = None) -> list[Logged]:
    """What the logs say of each message: one search serves them all.

    ``tell`` is called with the name of a log that cannot be read to its end, and why; ``zone`` is that of logs which
    write none.
    """
    each = list(map(wanted, traces))
    whole = Wanted(
        frozenset().union(*(item.ids for item in each)), frozenset().union(*(item.message_ids for item in each))
    )
    found = search(files, whole, tell)
    by_ids = FoundById(found)
    joined = [_joined(trace, by_ids.of(own), zone) for trace, own in zip(traces, each, strict=True)]
    return completed(joined, files, tell)


def of_index(trace: Trace, indexed: Indexed, zone: tzinfo | None = None) -> Logged:
    """What the logs of an index say of one message."""
    logged = _joined(trace, indexed.of(wanted(trace)), zone)
    others = recipients(logged)
    return with_nameless(logged, indexed.nameless(others, days(logged))) if others else logged


def _joined(trace: Trace, found: Found, zone: tzinfo | None) -> Logged:
    own = join(found, _of(trace), trace.hops, _about(trace), zone)
    if trace.returned is None:
        return own
    other = trace.returned
    return own._replace(returned=join(found, _of(other), other.hops, _about(other) or _about(trace), zone))


def _of(trace: Trace) -> Wanted:
    ids = (ident for hop in trace.hops if hop.trust != "contradicted" for ident in ids_of(hop))
    known = trace.message.message_id
    return Wanted(
        frozenset(item for item in ids if item and is_queue_id(item)),
        frozenset([known.strip().strip("<>")]) if known else frozenset(),
    )


def _about(trace: Trace) -> datetime | None:
    return next((hop.received.time for hop in reversed(trace.hops) if hop.received.time), trace.path.written)
