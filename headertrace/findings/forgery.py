"""Findings on lines that were not written by the server they name.

Only lines below the trust boundary are looked at: what the reader's own servers wrote is no one's claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from headertrace.clocks import exim, google, postfix, sendmail
from headertrace.findings import Check, Hit
from headertrace.findings.habits import Habit, habit
from headertrace.model import Hop, Trace
from headertrace.organisations import owner, scope
from headertrace.patterns import lazy
from headertrace.text import duration

_CLOCKS = {"Postfix": postfix.read, "Exim": exim.read, "sendmail": sendmail.read, "Google": google.read}
# An id is given before the stamp; a client that keeps its connection open has its next id given hours ahead.
_AHEAD = timedelta(hours=1)
_BEFORE = timedelta(days=1)
_ZONES = timedelta(hours=14, minutes=1)
_QUARTER_S = 900.0
_SECONDS_OFF = 30.0
_LONG_ID = 8
_VERSION = lazy(r"[0-9.]+")
_PLACE = lazy(r"[\[(]([0-9]{1,3}(?:\.[0-9]{1,3}){3})[\])]")
_NO_SCOPE = (None, "reserved", "multicast")


def _claimed(trace: Trace) -> Iterator[Hop]:
    return (hop for hop in trace.hops if hop.trust != "vouched")


def _of_programs(trace: Trace) -> Iterator[tuple[Hop, Habit]]:
    for hop in _claimed(trace):
        known = habit(hop.received.dialect, hop.received.raw)
        if known:
            yield hop, known


def _impossible_id(trace: Trace) -> Iterator[Hit]:
    for hop, known in _of_programs(trace):
        found = hop.received.id
        if found and known.id and not known.id(found):
            yield Hit(f"the line names {known.product}, which gives no id such as {found}", hop=hop)


def _clock_denies(trace: Trace) -> Iterator[Hit]:
    for hop, known in _of_programs(trace):
        got = hop.received
        read = _CLOCKS.get(known.product)
        if read is None or not got.id or not got.time or (known.id and not known.id(got.id)):
            continue
        found = read(got.id, got.time if known.product in ("sendmail", "Google") else None, None)
        if found is None or found.resolution_s > 1:
            continue
        apart = abs(found.time - got.time)
        limit = _AHEAD if found.time > got.time else _BEFORE
        if apart > limit and not _is_zone(apart):
            text = (
                f"{known.product} gave the id {got.id} at {_moment(found.time)}, "
                f"the stamp says {_moment(got.time)}: {duration(apart.total_seconds())} apart by one clock"
            )
            yield Hit(text, hop=hop)


def _is_zone(apart: timedelta) -> bool:
    """Whole quarter hours are a mislabelled zone, which another finding tells."""
    off = apart.total_seconds() % _QUARTER_S
    return apart < _ZONES and min(off, _QUARTER_S - off) < _SECONDS_OFF


def _moment(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _foreign_words(trace: Trace) -> Iterator[Hit]:
    for hop, known in _of_programs(trace):
        found = hop.received.protocol
        if found and not known.words.fullmatch(found):
            yield Hit(f"the line is made like {known.product}'s, which does not write “with {found}”", hop=hop)


def _foreign_clause(trace: Trace) -> Iterator[Hit]:
    for hop, known in _of_programs(trace):
        got = hop.received
        clauses = (
            ("id", got.id if known.id_less else None),
            ("for", got.recipient if known.mailbox_less else None),
            ("via", None if known.ways else got.via),
        )
        for name, value in clauses:
            if value:
                yield Hit(f"the line is made like {known.product}'s, which writes no “{name} {value}”", hop=hop)


def _foreign_date(trace: Trace) -> Iterator[Hit]:
    for hop, known in _of_programs(trace):
        stamp = hop.received.stamp
        if stamp and stamp.raw and not known.date.fullmatch(stamp.raw):
            yield Hit(f"the line is made like {known.product}'s, which writes no date as {stamp.raw[:60]}", hop=hop)


def _id_twice(trace: Trace) -> Iterator[Hit]:
    """Two houses that gave one and the same id; inside one house, ids are handed on."""
    seen: dict[str, Hop] = {}
    for hop in trace.hops:
        got = hop.received
        if not got.id or not got.by or len(got.id) < _LONG_ID or _VERSION.fullmatch(got.id):
            continue
        before = seen.setdefault(got.id, hop)
        theirs, here = owner(before.received.by), owner(got.by)
        if theirs and here and theirs != here and "vouched" not in (before.trust, hop.trust):
            yield Hit(f"{got.by} and {before.received.by} (hop {before.n}) gave the same id {got.id}", hop=hop)


def _impossible_address(trace: Trace) -> Iterator[Hit]:
    for hop in _claimed(trace):
        sender = hop.received.raw.partition(" by ")[0]
        if not sender.startswith("from "):
            continue
        for match in _PLACE.finditer(sender):
            if scope(match[1]) in _NO_SCOPE:
                yield Hit(f"the line names {match[1]}, from which nobody can connect", hop=hop)
                break


CHECKS = (
    Check("HT411", "impossible-id", "warning", "Take that line and all below it for invented.", _impossible_id),
    Check("HT412", "clock-denies", "warning", "Take that line and all below it for invented.", _clock_denies),
    Check("HT413", "foreign-words", "warning", "Take that line and all below it for invented.", _foreign_words),
    Check("HT414", "foreign-clause", "warning", "Take that line and all below it for invented.", _foreign_clause),
    Check("HT415", "foreign-date", "warning", "Take that line and all below it for invented.", _foreign_date),
    Check("HT416", "id-twice", "warning", "Take both lines for copied.", _id_twice),
    Check(
        "HT417", "impossible-address", "warning", "Take that line and all below it for invented.", _impossible_address
    ),
)
