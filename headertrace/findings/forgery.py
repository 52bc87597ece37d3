"""Findings on lines that were not written by the server they name.

Only lines below the trust boundary are looked at: what the reader's own servers wrote is no one's claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from headertrace.findings.check import Check, Hit
from headertrace.findings.facts import NOWHERE
from headertrace.findings.habits import BY_DIALECT, Habit, habit, is_masked
from headertrace.findings.survey import Survey
from headertrace.organisations import owner, scope
from headertrace.patterns import lazy
from headertrace.received.ids import is_queue_id
from headertrace.records.path import Hop
from headertrace.records.received import Received, Stamp
from headertrace.records.vocabulary import BELIEVED
from headertrace.text.durations import duration

if TYPE_CHECKING:
    from headertrace.clocks import Reading

# Whose ids hold a time, and the scheme that reads it.
_CLOCKS = {"Postfix": "postfix", "Exim": "exim", "sendmail": "sendmail", "Google": "google"}
# Whose ids leave out the century, or the zone, which the stamp tells.
_DATED = ("sendmail", "Google")
# An id is given before the stamp; a client that keeps its connection open has its next id given hours ahead.
_AHEAD_S = 3_600.0
_BEFORE_S = 86_400.0
_ZONES_S = 14 * 3_600.0 + 60.0
_QUARTER_S = 900.0
_SECONDS_OFF = 30.0
_LONG_ID = 8
_PLACE = lazy(r"[\[(]([0-9]{1,3}(?:\.[0-9]{1,3}){3})[\])]")


def _mismatches(survey: Survey) -> list[tuple[str, Hit]]:
    """(check, where it strikes) of the lines below the boundary that name a program whose habits are known."""
    found: list[tuple[str, Hit]] = []
    for hop, known in survey.once(_known):
        if hop.trust not in BELIEVED:
            found += [(name, Hit(text, hop=hop)) for name, text in _held_against(hop, known, survey)]
    return found


def _known(survey: Survey) -> list[tuple[Hop, Habit]]:
    """The lines that name a program whose habits are known."""
    told = [(hop, habit(hop.received.dialect, hop.received.raw)) for hop in survey.hops]
    return [(hop, known) for hop, known in told if known is not None]


def _held_against(hop: Hop, known: Habit, survey: Survey) -> list[tuple[str, str]]:
    got, stamp = hop.received, hop.received.stamp
    like = f"the line is written in the style of {known.product}'s, which writes no"
    found = []
    if got.id and known.id and not known.id(got.id) and not is_masked(got.id):
        found.append(("id", f"the line names {known.product}, which never issues an id such as {got.id}"))
    elif got.id and got.time and known.product in _CLOCKS and survey.once(_edited_year) is None:
        text = _clock(hop, known, survey)
        if text:
            found.append(("clock", text))
    if got.protocol and not known.words.fullmatch(got.protocol):
        found.append(("words", f"{like} “with {got.protocol}”"))
    if known.id_less and got.id:
        found.append(("clause", f"{like} “id {got.id}”"))
    if known.mailbox_less and got.recipient:
        found.append(("clause", f"{like} “for {got.recipient}”"))
    if got.via and not known.ways:
        found.append(("clause", f"{like} “via {got.via}”"))
    if stamp and stamp.raw and not _fits(known, stamp):
        found.append(("date", f"{like} date as {stamp.raw[:60]}"))
    return found


def _fits(known: Habit, stamp: Stamp) -> bool:
    """In the program's form; a lost zone alone is damage, which another finding tells."""
    return bool(known.date.fullmatch(stamp.raw) or (stamp.utc is None and known.date.fullmatch(f"{stamp.raw} +0000")))


def _clock(hop: Hop, known: Habit, survey: Survey) -> str | None:
    got = hop.received
    for clock in survey.trace.clocks:
        if clock.hop == hop.n and -_BEFORE_S <= (clock.against_stamp_s or 0.0) <= _AHEAD_S:
            return None
    told = _time_of_id(got, known)
    if told is None or not got.time:
        return None
    ahead = (told - got.time).total_seconds()
    if -_BEFORE_S <= ahead <= _AHEAD_S or _is_zone(abs(ahead)):
        return None
    return (
        f"{known.product} gave the id {got.id} at {_moment(told)}, "
        f"the stamp says {_moment(got.time)}: {duration(abs(ahead))} apart on one clock"
    )


def _time_of_id(got: Received, known: Habit) -> datetime | None:
    """The time that the id of a stamped line holds, to the second; Postfix's short ids hold none."""
    if not got.id or not got.time or (known.product == "Postfix" and "z" not in got.id):
        return None
    found = _reader(_CLOCKS[known.product])(got.id, got.time if known.product in _DATED else None, None)
    return found.time if found is not None and found.resolution_s <= 1 else None


@cache
def _reader(scheme: str) -> Callable[[str, datetime | None, int | None], Reading | None]:
    read: Callable[[str, datetime | None, int | None], Reading | None]
    read = import_module(f"headertrace.clocks.{scheme}").read
    return read


def _is_zone(apart: float) -> bool:
    """Whole quarter hours are a mislabelled zone, which another finding tells."""
    off = apart % _QUARTER_S
    return apart < _ZONES_S and min(off, _QUARTER_S - off) < _SECONDS_OFF


def _moment(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


_YEAR_S = 365.25 * 86_400.0
_SAME_SHIFT_S = 2 * 86_400.0


def _shifts(survey: Survey) -> list[tuple[Hop, datetime]]:
    """The hops whose ids hold a time in whole, vouched ones too, with that time."""
    found = []
    for hop, known in survey.once(_known):
        told = _time_of_id(hop.received, known) if known.product in _CLOCKS else None
        if told is not None:
            found.append((hop, told))
    return found


def _edited_year(survey: Survey) -> tuple[Hop, datetime] | None:
    """Where two ids or more agree with each other on another time, by months: the newest such hop, its id's time."""
    found = survey.once(_shifts)
    apart = [(time - (hop.received.time or time)).total_seconds() for hop, time in found]
    if len(found) < 2 or max(apart) - min(apart) > _SAME_SHIFT_S or min(map(abs, apart)) < _YEAR_S / 6:
        return None
    return found[-1]


def _year_changed(survey: Survey) -> Iterator[Hit]:
    edited = survey.once(_edited_year)
    if edited and edited[0].received.time:
        hop, time = edited
        count = len(survey.once(_shifts))
        text = f"the ids of {count} lines agree on {time:%Y-%m-%d}, their stamps say {hop.received.time:%Y-%m-%d}"
        yield Hit(f"{text}: the dates of this copy were changed by hand", hop=hop)


def _of(name: str) -> Callable[[Survey], list[Hit]]:
    return lambda survey: [hit for kind, hit in survey.once(_mismatches) if kind == name]


def _id_twice(survey: Survey) -> Iterator[Hit]:
    """Two houses that gave one and the same id; inside one house, ids are handed on."""
    seen: dict[str, Hop] = {}
    for hop in survey.hops:
        got = hop.received
        if not got.id or not got.by or len(got.id) < _LONG_ID or not is_queue_id(got.id):
            continue
        before = seen.setdefault(got.id, hop)
        theirs, here = owner(before.received.by), owner(got.by)
        if theirs and here and theirs != here and "vouched" not in (before.trust, hop.trust):
            yield Hit(f"{got.by} and {before.received.by} (hop {before.n}) gave the same id {got.id}", hop=hop)


def _impossible_address(survey: Survey) -> Iterator[Hit]:
    for hop in survey.hops:
        if hop.trust == "vouched" or hop.scope not in NOWHERE:
            continue
        sender = hop.received.raw.partition(" by ")[0]
        if not sender.startswith("from "):
            continue
        for match in _PLACE.finditer(sender):
            if scope(match[1]) in NOWHERE:
                yield Hit(f"the line names {match[1]}, which nobody can connect from", hop=hop)
                break


_PROGRAMS = " ".join(f"claimed:{name}" for name in BY_DIALECT)


_FORGED = "Treat that line and everything below it as forged."
_EDITED = "Ask whether this copy was edited by hand; if not, the line is forged."


CHECKS = (
    Check("HT411", "impossible-id", "info", _EDITED, _of("id"), _PROGRAMS),
    Check("HT412", "clock-denies", "info", _EDITED, _of("clock"), _PROGRAMS),
    Check("HT413", "foreign-words", "warning", _FORGED, _of("words"), _PROGRAMS),
    Check("HT414", "foreign-clause", "info", _FORGED, _of("clause"), _PROGRAMS),
    Check("HT415", "foreign-date", "warning", _FORGED, _of("date"), _PROGRAMS),
    Check("HT416", "id-twice", "info", "Treat both lines as copied.", _id_twice, "id:twice"),
    Check("HT418", "year-changed", "info", "Ask for the message as the server stored it.", _year_changed, "hops"),
    Check("HT417", "impossible-address", "warning", _FORGED, _impossible_address, "claimed:nowhere"),
)
