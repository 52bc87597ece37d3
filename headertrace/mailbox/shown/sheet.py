"""What is shown: the answers to one command, before any format has a say."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from headertrace.mailbox.questions import overview as overviews
from headertrace.mailbox.questions.index import ROWS, question, row
from headertrace.named import NamedTuple
from headertrace.text.durations import duration
from headertrace.text.safe import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headertrace.mailbox.asking.base import Base
    from headertrace.mailbox.asking.wishes import Wishes
    from headertrace.mailbox.questions.question import Answer


class Part(NamedTuple):
    """An answer with the ``name`` of its question, what that ``asks``, and the column that its picture ``measure``s."""

    name: str
    asks: str
    measure: str
    answer: Answer


def listed(part: Part) -> tuple[tuple[object, ...], ...]:
    """The rows that a table for people has: in a long one not the pieces of time without any mail."""
    rows = part.answer.rows
    if part.name != "trend" or len(rows) <= _LONG:
        return rows
    return tuple(row for row in rows if row[1])


_LONG = 40


class Sheet(NamedTuple):
    """``said`` are the sentences above all parts; ``chosen`` says in words which mail is meant, option by option.

    ``messages`` is how many there are of that, from ``first`` to ``last``.
    """

    dataset: str
    messages: int
    first: datetime | None
    last: datetime | None
    chosen: tuple[tuple[str, str], ...]
    over_s: float
    said: tuple[str, ...]
    notes: tuple[str, ...]
    parts: tuple[Part, ...]


def first_screen(base: Base, whole: bool = False) -> Sheet:
    """The overview; ``whole`` with every question behind it."""
    found = overviews.overview(base)
    parts = [_part(name, answer) for name, answer in found.parts]
    if whole:
        known = {part.name: part for part in parts}
        parts = [known.get(item.name) or _part(item.name, question(item.name).ask(base)) for item in ROWS]
        parts.sort(key=lambda part: part.name != "trend")
    return _sheet(base, found.said, found.notes, parts)


def answers(base: Base, names: Sequence[str]) -> Sheet:
    """Those questions."""
    parts = [_part(name, question(name).ask(base)) for name in names]
    return _sheet(base, (), (), parts)


def found(base: Base, answer: Answer) -> Sheet:
    """What one's own statement found."""
    return _sheet(base, (), (), [Part("sql", "", "", answer)])


def _part(name: str, answer: Answer) -> Part:
    about = row(name)
    return Part(name, about.asks, about.measure, answer)


def _sheet(base: Base, said: tuple[str, ...], notes: tuple[str, ...], parts: Sequence[Part]) -> Sheet:
    whole = base.period
    return Sheet(
        safe(base.place.path),
        base.messages,
        whole.first,
        whole.last,
        chosen(base.wishes),
        base.wishes.over_s,
        said,
        notes,
        tuple(parts),
    )


def chosen(wishes: Wishes) -> tuple[tuple[str, str], ...]:
    """The options that say which mail is meant, and what counts, in words."""
    said = (
        ("since", wishes.since and f"{wishes.since:%Y-%m-%d %H:%M} UTC"),
        ("before", wishes.before and f"{wishes.before:%Y-%m-%d %H:%M} UTC"),
        ("sender", wishes.sender),
        ("recipient", wishes.recipient),
        ("domain", wishes.domain),
        ("hop", wishes.host),
        ("leg", wishes.leg),
        ("slow", f"more than {duration(wishes.over_s)}"),
        ("counted", "the senders' own stamps too" if wishes.claimed else None),
    )
    return tuple((name, safe(str(value))) for name, value in said if value)
