"""What the logs say of a message that nobody has, in sentences: the way so far, where it is, where the evidence stops.

Every string is safe to show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.named import NamedTuple
from headertrace.text.counts import how_many
from headertrace.text.durations import duration
from headertrace.text.safe import safe
from headertrace.view.moments import full

if TYPE_CHECKING:
    from headertrace.records.logs import LogEvent, Stay
    from headertrace.view.wishes import Wishes


class Way(NamedTuple):
    """``stays`` are in the order of time, ``open`` those that hold it still, ``beyond`` hand-overs into the unknown."""

    stays: tuple[Stay, ...]
    open: tuple[Stay, ...]
    beyond: tuple[LogEvent, ...]


# Nobody reads more sentences of one kind.
_MOST = 50
_ENDS = {
    "delivered": "delivered", "sent": "sent on", "bounced": "returned to the sender", "expired": "given up",
    "discarded": "thrown away", "requeued": "requeued",
}  # fmt: skip


def answer(way: Way, wishes: Wishes) -> str:
    """One sentence a stay that tells something, then where it is now, then which log would go on.

    Of very many no more is told than how many there are, and nothing twice.
    """
    told = [stay for stay in way.stays if stay.id is not None]
    said = _first([_stay(stay, wishes) for stay in told[:_MOST]], len(told), "It was in {} more queues.")
    said += _first([_open(stay, wishes) for stay in way.open[:_MOST]], len(way.open), "It is in {} more queues.")
    beyond = list(dict.fromkeys(map(_beyond, way.beyond)))
    said += _first(beyond[:_MOST], len(beyond), "{} more logs, or ids in them, would go on.")
    return " ".join(words[:1].upper() + words[1:] if words.startswith("the host") else words for words in said)


def _first(said: list[str], many: int, more: str) -> list[str]:
    """What is said of the first, and how many there are besides; ``more`` is the sentence on those."""
    return said if many <= len(said) else [*said, more.format(f"{many - len(said):,}")]


def _host(stay: Stay) -> str:
    return safe(stay.host or f"the host of {stay.events[0].line.file.rpartition('/')[2]}")


def _stay(stay: Stay, wishes: Wishes) -> str:
    host = _host(stay)
    taken = next((event for event in stay.events if event.kind == "accepted"), None)
    peer = f" from {safe(taken.peer)}" if taken is not None and taken.peer else ""
    begun = f"{host} accepted it{peer} at {full(stay.accepted, wishes)}" if taken is not None else f"{host} had it"
    if stay.outcome not in _ENDS:
        return f"{begun}."
    end = stay.end
    to = f" to {safe(end.peer)}" if end is not None and end.peer and stay.outcome == "sent" else ""
    took = f" after {duration(stay.seconds)}" if stay.seconds is not None else ""
    return f"{begun}; it was {_ENDS[stay.outcome]}{to}{took}."


def _open(stay: Stay, wishes: Wishes) -> str:
    put_off = [event for event in stay.events if event.kind == "deferred"]
    host = _host(stay)
    if not put_off:
        return f"It is still in the queue of {host}, as far as its log goes."
    last = put_off[-1]
    words = " ".join((last.reply or "no reason").split())
    return (
        f"It is still in the queue of {host} for {safe(last.recipient or 'a recipient')}, as far as its log goes:"
        f' {how_many(len(put_off), "attempt")} failed, the last at {full(last.time, wishes)} with "{safe(words)}".'
    )


def _beyond(event: LogEvent) -> str:
    known = f", where its id is {safe(event.next_id)}" if event.next_id else ""
    return f"The evidence stops there: the log of {safe(event.peer or 'that host')} would go on{known}."
