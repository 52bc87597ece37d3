"""A message's second clocks: each id and field that may hold a time is given to its scheme.

A reading that lies more than a day from the stamp beside it is taken for chance, unless the scheme
cannot come about by chance.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime, timedelta

from headertrace.clocks.index import BY_FIELD, COUNTS_FROM, of_dialect, of_name
from headertrace.clocks.scheme import Reading, load
from headertrace.records.evidence import Field
from headertrace.records.judgements import Clock
from headertrace.records.making import maker
from headertrace.records.path import Step
from headertrace.records.received import Stamp
from headertrace.records.vocabulary import Trust
from headertrace.syntax.dates import parse_date

_CHANCE_S = 86_400.0
_clock = maker(Clock)


def read(fields: tuple[Field, ...], steps: tuple[Step, ...], trusts: tuple[Trust, ...]) -> tuple[Clock, ...]:
    """All second clocks of a message, oldest hop first, then the fields from the top.

    ``trusts`` says of each step whose word its line is (``provenance``).
    """
    return (*_of_steps(steps, trusts), *_of_fields(fields, steps, trusts))


def _of_steps(steps: tuple[Step, ...], trusts: tuple[Trust, ...]) -> Iterator[Clock]:
    for step, trust in zip(steps, trusts, strict=True):
        got = step.received
        stamp = got.stamp
        if not got.id or stamp is None or stamp.utc is None:
            continue
        told = of_id(got.dialect, got.id, stamp)
        if told is None:
            continue
        scheme, found = told
        ahead = (found.time - stamp.utc).total_seconds()
        if found.certain or abs(ahead) <= _CHANCE_S:
            yield _clock(
                scheme, found.text, step.field.number, step.n, found.time, found.resolution_s, ahead, trust,
                "likely" if found.certain else "possible",
            )  # fmt: skip


def of_id(dialect: str, id: str, stamp: Stamp) -> tuple[str, Reading] | None:
    """(scheme, reading) of a hop's id; ``stamp`` is the one beside it. None where no scheme reads the id."""
    for scheme in of_dialect(dialect, id):
        # Postfix's short ids, the common ones, hold no time.
        if scheme == "postfix" and "z" not in id:
            continue
        found = load(scheme)(id, stamp.utc, stamp.offset)
        if found is not None:
            return scheme, found
    return None


def of_field(name: str, value: str) -> Reading | None:
    """What a field's value tells by itself; ``name`` in lower case. None where no scheme reads it."""
    scheme = of_name(name, value)
    return load(scheme)(value, None, None) if scheme else None


def _of_fields(fields: tuple[Field, ...], steps: tuple[Step, ...], trusts: tuple[Trust, ...]) -> Iterator[Clock]:
    told = [field for field in fields if field.key in BY_FIELD]
    if not told:
        return
    newest = next((step.received.stamp for step in reversed(steps) if step.received.stamp), None)
    offset = newest.offset if newest else None
    written: Stamp | None = None
    stamps = _Stamps(steps)
    starts = _starts(told)
    lowest = next((step.field.number for step, trust in zip(steps, trusts, strict=True) if trust == "vouched"), 0)
    for field in told:
        name, value = field.key, field.value
        scheme = of_name(name, value)
        found = load(scheme)(value, starts.get(name), offset) if scheme else None
        if scheme is None or found is None:
            continue
        if found.local:
            written = written or _written(fields)
            found = found._replace(time=_nearer(found.time, written))
        nearest = stamps.nearest(found.time)
        ahead = (found.time - nearest).total_seconds() if nearest else None
        if not found.certain and (ahead is None or (abs(ahead) > _CHANCE_S)):
            continue
        # A field above the oldest line vouched for was written by a trusted server, or after it.
        trust: Trust = "vouched" if field.number < lowest else "claimed"
        yield _clock(
            scheme, found.text, field.number, None, found.time, found.resolution_s, ahead if found.anew else None,
            trust, "likely" if found.certain else "possible",
        )  # fmt: skip


class _Stamps:
    """The steps' times in order, to find the nearest one; of two as near, the older step's."""

    def __init__(self, steps: tuple[Step, ...]) -> None:
        stamps = [(step.received.stamp, step.n) for step in steps]
        told = sorted([(stamp.utc, n) for stamp, n in stamps if stamp is not None and stamp.utc is not None])
        # Of one time the oldest step alone.
        self._told = [
            item for before, item in zip([None, *told], told, strict=False) if not before or before[0] != item[0]
        ]

    def nearest(self, time: datetime) -> datetime | None:
        at = bisect_left(self._told, (time, 0))
        around = [(abs(near - time), n, near) for near, n in self._told[max(0, at - 1) : at + 1]]
        return min(around)[2] if around else None


def _starts(told: list[Field]) -> dict[str, datetime]:
    """The times that fields of a name count from."""
    found: dict[str, datetime] = {}
    for name, start in COUNTS_FROM.items():
        field = next((field for field in told if field.key == start), None)
        reading = of_field(start, field.value) if field else None
        if reading:
            found[name] = reading.time
    return found


def _written(fields: tuple[Field, ...]) -> Stamp:
    """The Date; without any time where there is none."""
    return parse_date(next((field.value for field in fields if field.key == "date"), ""))


def _nearer(spelled: datetime, written: Stamp) -> datetime:
    """A time that a program spells in UTC or in its own zone: whichever is nearer to the Date."""
    if written.utc is None or not written.offset:
        return spelled
    local = spelled - timedelta(minutes=written.offset)
    return local if abs(local - written.utc) < abs(spelled - written.utc) else spelled
