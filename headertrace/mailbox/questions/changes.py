"""When a host's delay or clock shifted, as far as that is more than chance.

A host's steps are put together in pieces of about as many messages; what is looked at is the mean of the logarithm of
their time, in which a queue that doubles counts the same for a fast host and a slow one. A shift that nobody would
notice is none, however certain.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from headertrace.mailbox.asking.base import DATED
from headertrace.mailbox.questions.question import Answer, Column
from headertrace.mailbox.shifts import Point, Shift, merged, placed, shifts
from headertrace.named import NamedTuple
from headertrace.text.durations import duration
from headertrace.text.safe import safe
from headertrace.text.shares import share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headertrace.mailbox.asking.base import Base

COLUMNS = (
    Column("what", "text", "what", "delay or clock."),
    Column("host", "text", "host", "The host whose it is."),
    Column("at", "moment", "since", "When it shifted."),
    Column("low", "moment", "not before", "Nine times in ten it was not before that.", True),
    Column("high", "moment", "not after", "Nine times in ten it was not after that.", True),
    Column("confidence", "share", "confidence", "How sure it is that anything shifted; null where clocks are pooled."),
    Column("before_s", "seconds", "before", "Nine in ten steps took no longer, or how fast the clock was: before it."),
    Column("after_s", "seconds", "after", "The same, from then on."),
    Column("over_before", "share", "slow before", "The share of slow steps before it (--over).", True),
    Column("over_after", "share", "slow after", "The same, from then on.", True),
)


class Kind(NamedTuple):
    """A series that may shift: ``value`` is what is looked at, of the rows of ``table`` that have one ``name``, and
    ``seconds`` what people are told of it.
    """

    what: str
    table: str
    name: str
    value: str
    seconds: str


_DELAY = Kind("delay", "steps", "at_host", "ln(1 + seconds)", "seconds")
_CLOCK = Kind("clock", "offsets", "host", "offset_s", "offset_s")
# All mail together, under this name.
_MAIL = Kind("mail", "messages", "'all mail'", "ln(1 + greatest(inside_s, 0))", "inside_s")
# So many hosts are looked at: those with most time in all. More would make each one's change harder to prove.
_HOSTS = 20
# Fewer steps tell nothing.
_LEAST = 50
# Pieces of time before they are merged.
_PIECES = 1000
# So many points on each side of a shift are looked at message by message, and so many messages at most.
_AROUND, _MOST = 2, 50_000
# What is worth telling: a change by this factor, and by so many seconds.
_FACTOR, _SECONDS, _CLOCK_S = 1.5, 2.0, 2.0


class Side(NamedTuple):
    """What was before or after a shift: how many, their mean and p90 in seconds, the share of slow ones."""

    many: int
    mean_s: float
    p90_s: float
    over: float


def ask(base: Base) -> Answer:
    looked, rows = 0, []
    pooled = _pooled(base)
    rows += pooled
    for kind in (_DELAY,) if pooled else (_DELAY, _CLOCK):
        every = _series(base, kind)
        looked += len(every) if kind is _DELAY else 0
        for name, points in every.items():
            rows += _told(base, kind, name, merged(points), len(every))
    rows.sort(key=_weight, reverse=True)
    said = tuple(sentence(row) for row in rows[: base.wishes.top]) or (_nothing(looked),)
    return Answer("What shifted", COLUMNS, tuple(rows[: base.wishes.top]), len(rows), said)


def since(base: Base, host: str | None) -> str:
    """In a sentence since when a host, or without one all mail, has been as slow or fast as it is now."""
    kind = _DELAY if host else _MAIL
    found = _series(base, kind, host)
    who = safe(host) if host else "mail"
    if not found:
        return f"There is too little mail to tell since when {who} has been so."
    ((name, points),) = found.items()
    rows = _told(base, kind, name, merged(points), 1, several=False)
    if rows:
        return sentence(rows[0])
    return f"{who} has been so all the time: nothing shifted by more than chance.".replace("mail", "Mail", not host)


def sentence(row: tuple[object, ...]) -> str:
    """A shift in words."""
    what, host, at, low, high, confidence, before, after, *_ = row
    assert isinstance(at, datetime) and isinstance(low, datetime) and isinstance(high, datetime)
    assert isinstance(before, float) and isinstance(after, float)
    sure = f"confidence {share(confidence)}" if isinstance(confidence, float) else ""
    bounds = f"{_between(low, high)}{sure}".removesuffix(", ")
    when = f"{at:%-d %b %Y %H:%M} UTC" + (f" ({bounds})" if bounds else "")
    if what == _CLOCK.what:
        return f"The clock of {safe(str(host))} shifted at {when}: {_error(before)} before, {_error(after)} after."
    how = "slower" if after > before else "faster"
    who, steps = ("Mail", "messages") if what == _MAIL.what else (safe(str(host)), "steps")
    took = f"nine in ten {steps} took up to {duration(round(before))} before, up to {duration(round(after))} after"
    return f"{who} has been {how} since {when}: {took}."


def _between(low: datetime, high: datetime) -> str:
    early, late = (f"{moment:%-d %b %H:%M}" for moment in (low, high))
    if early == late:
        return ""
    return f"between {early} and {high:%H:%M}, " if low.date() == high.date() else f"between {early} and {late}, "


def _error(seconds: float) -> str:
    if abs(seconds) < 1:
        return "right"
    return f"{duration(abs(round(seconds)))} {'fast' if seconds > 0 else 'slow'}"


def _nothing(looked: int) -> str:
    if not looked:
        return "Too little mail to tell whether anything shifted."
    hosts = "the one host that enough mail came through" if looked == 1 else f"the {looked} hosts looked at"
    return f"Nothing shifted: no delay or clock of {hosts} changed by more than chance."


def _series(base: Base, kind: Kind, only: str | None = None) -> dict[str, list[Point]]:
    """The points of the hosts that are looked at, each in the order of time."""
    whole = base.period
    if whole.first is None or whole.seconds <= 0:
        return {}
    size = whole.seconds * 1.000001 / _PIECES
    known = f"{DATED} AND {kind.name} IS NOT NULL AND {kind.value} IS NOT NULL"
    found = base.rows(
        f"""WITH busy AS (SELECT {kind.name} AS name, count(*) AS many FROM {kind.table} WHERE {known}
        AND ($3 IS NULL OR {kind.name} = $3)
        GROUP BY 1 HAVING many >= {_LEAST} ORDER BY sum(abs({kind.value})) DESC, 1 LIMIT {_HOSTS})
        SELECT {kind.name} AS name, floor((epoch(time) - epoch($1::TIMESTAMPTZ)) / $2)::INT AS piece, epoch(min(time)),
        epoch(max(time)), count(*), avg({kind.value}) FROM {kind.table}
        WHERE {known} AND {kind.name} IN (SELECT name FROM busy) GROUP BY 1, 2 ORDER BY 1, 2""",
        [whole.first, size, only],
    )
    made: dict[str, list[Point]] = {}
    for name, _, start, end, many, mean in found:
        made.setdefault(name, []).append(Point(start, end, many, mean))
    return made


def _told(
    base: Base, kind: Kind, name: str, points: list[Point], together: int, several: bool = True
) -> list[tuple[object, ...]]:
    """The shifts of a series that are worth telling, as rows."""
    found = [_exact(base, kind, name, item, points) for item in shifts(points, together, several)]
    if kind is _CLOCK:
        return list(_clocks(name, found))
    return list(_delays(base, kind, name, found))


def _exact(base: Base, kind: Kind, name: str, shift: Shift, points: list[Point]) -> Shift:
    """The shift placed by the single messages around it: those of the points about its bounds."""
    first = max(sum(point.end < shift.low for point in points) - _AROUND, 0)
    last = min(sum(point.start < shift.high for point in points) + _AROUND, len(points)) - 1
    found = base.rows(
        f"""SELECT epoch(time), {kind.value} FROM {kind.table} WHERE {kind.name} = $1 AND {kind.value} IS NOT NULL
        AND time BETWEEN to_timestamp($2) AND to_timestamp($3) ORDER BY time, message LIMIT {_MOST}""",
        [name, points[first].start, points[last].end],
    )
    return placed([row[0] for row in found], [row[1] for row in found], shift)


def _delays(base: Base, kind: Kind, name: str, found: list[Shift]) -> Iterator[tuple[object, ...]]:
    for index, shift in enumerate(found):
        start = found[index - 1].at if index else None
        end = found[index + 1].at if index + 1 < len(found) else None
        before, after = _side(base, kind, name, start, shift.at), _side(base, kind, name, shift.at, end)
        if _is_worth(before.mean_s, after.mean_s) or _is_worth(before.p90_s, after.p90_s):
            times = (_utc(shift.at), _utc(shift.low), _utc(shift.high))
            yield kind.what, name, *times, shift.confidence, before.p90_s, after.p90_s, before.over, after.over


def _clocks(name: str, found: list[Shift]) -> Iterator[tuple[object, ...]]:
    for shift in found:
        if abs(shift.after - shift.before) >= _CLOCK_S:
            times = (_utc(shift.at), _utc(shift.low), _utc(shift.high))
            yield _CLOCK.what, name, *times, shift.confidence, shift.before, shift.after, None, None


def _pooled(base: Base) -> list[tuple[object, ...]]:
    """The steps of clocks over all messages together, where these have been worked out."""
    found = base.rows(
        """SELECT host, start, before_end, before_s, offset_s FROM (SELECT *, lag(offset_s) OVER way AS before_s,
        lag("end") OVER way AS before_end FROM host_clocks WINDOW way AS (PARTITION BY host ORDER BY start))
        WHERE kind = 'step' AND abs(offset_s - before_s) >= $1 ORDER BY host, start""",
        [_CLOCK_S],
    )
    return [
        (_CLOCK.what, host, start, min(end, start), start, None, before, after, None, None)
        for host, start, end, before, after in found
    ]


def _side(base: Base, kind: Kind, name: str, start: float | None, end: float | None) -> Side:
    limits = [
        f"time {sign} '{_utc(moment).isoformat()}'::TIMESTAMPTZ"
        for moment, sign in ((start, ">="), (end, "<"))
        if moment is not None
    ]
    return Side(
        *base.one(
            f"""SELECT count({kind.seconds}), coalesce(avg({kind.seconds}), 0),
            coalesce(quantile_cont({kind.seconds}, 0.9), 0),
            count(*) FILTER ({kind.seconds} > $1) / greatest(count({kind.seconds}), 1)
            FROM {kind.table} WHERE {kind.name} = $2 AND {DATED} AND {" AND ".join(limits)}""",
            [base.wishes.over_s, name],
        )
    )


def _is_worth(before: float, after: float) -> bool:
    least, most = sorted((before, after))
    return most - least >= _SECONDS and most >= _FACTOR * least


def _weight(row: tuple[object, ...]) -> float:
    """How much it matters: by how many seconds it shifted."""
    before, after = row[6], row[7]
    return abs(after - before) if isinstance(before, float) and isinstance(after, float) else 0.0


def _utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
