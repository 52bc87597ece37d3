"""The first screen: is it only her, or everybody, since when, and which server? In a few sentences, then the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.questions import causes, changes, hosts, trend, worst
from headertrace.mailbox.questions.volume import RECIPIENT
from headertrace.mailbox.questions.waits import claimed
from headertrace.named import NamedTuple
from headertrace.text.counts import how_many
from headertrace.text.durations import duration
from headertrace.text.safe import safe
from headertrace.text.shares import share

if TYPE_CHECKING:
    from collections.abc import Callable

    from headertrace.mailbox.asking.base import Base
    from headertrace.mailbox.questions.question import Answer

# One that has so much of what was slow, and less than half as much of all mail, is where it lies.
_MOST = 0.5
# A server with so much of the time that was lost is worth a name.
_MUCH = 0.4
# Fewer slow messages than this make no pattern.
_FEW = 5
# So many standard errors apart are no chance.
_APART = 3.0


class Overview(NamedTuple):
    """``said`` are the sentences, ``parts`` the most telling answers by the name of their question."""

    said: tuple[str, ...]
    notes: tuple[str, ...]
    parts: tuple[tuple[str, Answer], ...]


class Counted(NamedTuple):
    """Messages whose time is known, those of them that were slow, and how many tell no time."""

    known: int
    slow: int
    timeless: int

    @property
    def share(self) -> float:
        return self.slow / self.known if self.known else 0.0


def overview(base: Base) -> Overview:
    """All of it; the tables are as long as is wished."""
    counted, others = _counted(base)
    said = [_whole(base, counted), *_who(base, counted, others)]
    where, host = _where(base) if counted.slow else ("", None)
    said += [where, changes.since(base, host) if base.messages else ""]
    parts = [(name, ask(base)) for name, ask in _PARTS]
    return Overview(
        tuple(filter(None, said)), _notes(base, counted), tuple((name, part) for name, part in parts if part.rows)
    )


_PARTS: tuple[tuple[str, Callable[[Base], Answer]], ...] = (
    ("trend", trend.ask), ("hosts", hosts.ask), ("causes", causes.ask), ("worst", worst.ask),
)  # fmt: skip


def _counted(base: Base) -> tuple[Counted, Counted]:
    """What is asked about, and all others of the same time."""
    of, value = trend.measured(base)
    if of == "steps":
        known, slow = base.one(
            f"SELECT count({value}), count(*) FILTER ({value} > $1) FROM steps", [base.wishes.over_s]
        )
        return Counted(known, slow, 0), Counted(0, 0, 0)
    found = {
        chosen: Counted(known, slow, every - known)
        for chosen, every, known, slow in base.rows(
            f"""SELECT chosen, count(*), count({value}), count(*) FILTER ({value} > $1) FROM everybody GROUP BY 1""",
            [base.wishes.over_s],
        )
    }
    nothing = Counted(0, 0, 0)
    return found.get(True, nothing), found.get(False, nothing)


def _whole(base: Base, counted: Counted) -> str:
    many = base.messages
    what, over = _what(base), duration(base.wishes.over_s)
    if not counted.known:
        whom = "which does not tell" if many == 1 else "none of which tells"
        return f"{_messages(many, base)}, {whom} how long it took {what}." if many else "No message fits."
    unit = "steps" if base.wishes.host or base.wishes.leg else "messages"
    some = f"{counted.slow:,}" if counted.slow else "none"
    told = f" ({share(counted.share)})" if counted.slow else ""
    if counted.known == many:
        return f"{some.capitalize()} of {_messages(many, base)}{told} took longer than {over} {what}."
    known = f"{some} of the {counted.known:,} {unit} whose time is known{told}"
    return f"{_messages(many, base)}: {known} took longer than {over} {what}."


def _messages(many: int, base: Base) -> str:
    whole = base.period
    words = how_many(many, "message")
    if whole.first is None or whole.last is None:
        return words
    first, last = whole.first.date(), whole.last.date()
    when = f"of {first:%-d %b %Y}" if first == last else f"from {first:%-d %b %Y} to {last:%-d %b %Y}"
    return f"{words} {when}"


def _what(base: Base) -> str:
    wishes = base.wishes
    if wishes.host or wishes.leg:
        return " ".join(
            filter(None, (wishes.host and f"at {safe(wishes.host)}", wishes.leg and f"on the leg {safe(wishes.leg)}"))
        )
    return (
        "from writing to delivery, by the senders' stamps too"
        if wishes.claimed
        else "from the hand-over to the mailbox"
    )


def _who(base: Base, counted: Counted, others: Counted) -> list[str]:
    """Only her, or everybody."""
    wishes = base.wishes
    if (wishes.sender or wishes.recipient or wishes.domain) and counted.known and others.known:
        return [_against(counted, others)]
    if wishes.some or wishes.leg or counted.slow < _FEW:
        return []
    value, told = f"{wishes.way}_s", []
    for key, one, every in ((RECIPIENT, "were for", "recipients"), ("from_domain", "came from", "sending domains")):
        found = base.one(
            f"""SELECT arg_max(who, slow), max(slow), arg_max(many, slow), count(*) FILTER (slow > 0), count(*) FROM (
            SELECT nullif({key}, '') AS who, count(*) FILTER ({value} > $1) AS slow, count(*) AS many FROM messages
            WHERE {value} IS NOT NULL GROUP BY 1) WHERE who IS NOT NULL""",
            [wishes.over_s],
        )
        who, slow, many, hit, total = found
        if who and slow >= _MOST * counted.slow and many < _MOST * slow / counted.slow * counted.known:
            return [f"{share(slow / counted.slow)} of the slow ones {one} {safe(who)}."]
        if every == "recipients" and hit > 1:
            told = [f"They went to {hit:,} of {total:,} recipients: it is not one alone."]
    return told


def _against(counted: Counted, others: Counted) -> str:
    both = Counted(counted.known + others.known, counted.slow + others.slow, 0)
    spread = (both.share * (1 - both.share) * (1 / counted.known + 1 / others.known)) ** 0.5
    apart = (counted.share - others.share) / spread if spread else 0.0
    told = f"Of all other mail of that time it was {share(others.share)} of {others.known:,}"
    if apart > _APART:
        return f"{told}: this mail fares worse."
    if apart < -_APART:
        return f"{told}: the others fare worse."
    return f"{told}: the difference may be chance."


def _where(base: Base) -> tuple[str, str | None]:
    """Which server, and why, in words; and its name, where it is one."""
    found = base.rows(
        """SELECT at_host, sum(seconds) AS lost, sum(sum(seconds)) OVER () FROM steps WHERE seconds > $1
        GROUP BY 1 ORDER BY lost DESC LIMIT 1""",
        [base.wishes.over_s],
    )
    if not found or not found[0][1]:
        return "", None
    host, lost, every = found[0]
    if host is None:
        return "Most of that time passed at a host that nobody names.", None
    part = f"{share(lost / every)} of the time in slow steps"
    if lost < _MUCH * every:
        return f"No one server is behind it: {safe(host)} is first, with {part}.", None
    return f"The server behind most of it is {safe(host)}, with {part}{_why(base, host)}.", host


def _why(base: Base, host: str) -> str:
    found = base.rows(
        """SELECT cause, certainty, sum(sum(seconds)) OVER (), sum(seconds) AS lost FROM delays
        WHERE at_host = $1 AND seconds > $2 AND basis = 'trusted' GROUP BY 1, 2 ORDER BY lost DESC LIMIT 1""",
        [host, base.wishes.over_s],
    )
    if not found or found[0][0] in ("unknown", "none"):
        return ""
    cause, certainty, every, lost = found[0]
    return f": mostly {safe(cause)} ({safe(certainty)})" if lost >= _MOST * every else ""


def _notes(base: Base, counted: Counted) -> tuple[str, ...]:
    notes = []
    if counted.timeless:
        notes.append(
            f"{how_many(counted.timeless, 'message tells', 'messages tell')} no time from the hand-over on:"
            " a single trustworthy stamp measures nothing."
        )
    many, hours = claimed(base)
    if many:
        notes.append(
            f"By stamps that came with the mail, which are the senders' word, {how_many(many, 'wait')} ({hours:,.1f} h)"
            f" {'was' if many == 1 else 'were'} before the hand-over: --claimed counts {'it' if many == 1 else 'them'}."
        )
    return tuple(notes)
