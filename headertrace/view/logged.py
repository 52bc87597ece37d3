"""What the servers' logs say of a message, in words: a block a stay, and in it a row for each thing that happened.

Every string is safe to show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.named import NamedTuple
from headertrace.text.durations import duration
from headertrace.text.safe import safe
from headertrace.view.moments import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headertrace.records.logs import LogEvent, Stay
    from headertrace.records.trace import Trace
    from headertrace.records.vocabulary import LogKind
    from headertrace.view.wishes import Wishes


class Happened(NamedTuple):
    """One line of a log: when, what it says, and where it stands."""

    time: str
    what: str
    text: str
    place: str


class Logged(NamedTuple):
    """A message's stay in the queue of ``host``, under an ``id``; ``hop`` is the number of that host's line, ``took``
    how long it was there.
    """

    hop: int | None
    host: str
    id: str
    took: str
    parts: str
    rows: tuple[Happened, ...]


# Kind → the word for it. Those without one are told with -v only, as "note".
WORDS: dict[LogKind, str] = {
    "accepted": "accepted",
    "filtered": "filtered",
    "greylisted": "greylisted",
    "refused": "refused",
    "deferred": "deferred",
    "sent": "sent on",
    "delivered": "delivered",
    "bounced": "returned",
    "expired": "gave up",
    "held": "held",
    "released": "released",
    "requeued": "requeued",
    "discarded": "discarded",
    "notice": "notice sent",
}
# Stays of which nothing is told unless somebody asks: through in less, and by the first attempt.
_PROMPT_S = 10.0
_PLAIN = frozenset({"sent", "delivered"})
_STEPS = (
    ("before_s", "before the queue"),
    ("queue_s", "in the queue"),
    ("connect_s", "connecting"),
    ("send_s", "sending"),
)


def logged(trace: Trace, wishes: Wishes, full: bool = False) -> list[Logged]:
    """A block for each stay in which something happened; with ``full`` for all of them, with every line."""
    return [of_stay(stay, wishes, full) for stay in _stays(trace) if full or _is_worth(stay)]


def _stays(trace: Trace) -> Iterator[Stay]:
    yield from (hop.log for hop in trace.hops if hop.log is not None)
    yield from trace.path.logged
    if trace.notice is not None and trace.returned is not None:
        yield from _stays(trace.returned)


def _is_worth(stay: Stay) -> bool:
    return (
        (stay.seconds or 0.0) >= _PROMPT_S
        or stay.outcome not in _PLAIN
        or any(event.kind not in (*_PLAIN, "accepted") and event.kind in WORDS for event in stay.events)
    )


def of_stay(stay: Stay, wishes: Wishes, full: bool) -> Logged:
    """One stay in words; with ``full`` every line of it."""
    parts = stay.parts._asdict() if stay.parts is not None else {}
    told = [f"{words} {duration(parts[name])}" for name, words in _STEPS if parts.get(name, 0.0) >= 1.0]
    return Logged(
        stay.hop,
        safe(stay.host or stay.program),
        safe(stay.id or ""),
        duration(stay.seconds) if stay.seconds is not None else "",
        ", ".join(told),
        tuple(_happened(event, wishes) for event in stay.events if full or event.kind in WORDS),
    )


def _happened(event: LogEvent, wishes: Wishes) -> Happened:
    word = WORDS.get(event.kind, event.kind)
    return Happened(
        clock(event.time, wishes),
        word,
        safe(_text(event)),
        safe(f"{event.line.file.rpartition('/')[2]}, line {event.line.number}"),
    )


def _text(event: LogEvent) -> str:
    reply = " ".join((event.reply or "").split())
    peer = event.peer or event.peer_ip
    if event.kind == "accepted":
        login = f" (login {event.login})" if event.login else ""
        return f"from {peer}{login}" if peer else "by a program of its own"
    if event.kind in ("sent", "deferred", "refused", "greylisted", "bounced") and peer:
        return f"{peer}: {reply}" if reply else peer
    took = f", {duration(event.delay_s)}" if event.kind == "filtered" and event.delay_s is not None else ""
    return (reply or event.recipient or "") + took
