"""Findings on what the servers' logs say: where they and the header disagree, and what happened besides."""

from __future__ import annotations

from collections.abc import Iterator

from headertrace.findings.check import Check, Hit
from headertrace.findings.survey import Survey
from headertrace.records.logs import LogEvent, Stay
from headertrace.records.path import Hop
from headertrace.records.vocabulary import LogKind
from headertrace.text.durations import duration

# A stamp is written at the beginning or the end of a session, and the log's line at the other.
_SLACK_S = 60.0
_AFTER: dict[LogKind, str] = {
    "sent": "sent on to {}",
    "delivered": "put away: {}",
    "discarded": "thrown away: {}",
    "bounced": "returned: {}",
    "held": "held: {}",
    "refused": "refused: {}",
}
# What every delivery says, and nobody asks for.
_ORDINARY = ("saved mail to inbox", "stored mail into mailbox 'inbox'", "delivered to maildir", "delivered to mailbox")


def _disagrees(survey: Survey) -> Iterator[Hit]:
    """The log has the message come in at another time than the header, by what is no length of a session."""
    for hop in survey.hops:
        stay, stamp = hop.log, hop.received.time
        if stay is None or stay.accepted is None or stamp is None or stay.events[0].kind != "accepted":
            continue
        apart = (stay.accepted - stamp).total_seconds()
        if abs(apart) > max(_SLACK_S, stay.seconds or 0.0):
            way = "later" if apart > 0 else "earlier"
            yield Hit(
                f"the log has the message come in {duration(abs(apart))} {way} than the Received line says"
                f" ({_place(stay.events[0])})",
                hop.field, hop,
            )  # fmt: skip


def _unknown(survey: Survey) -> Iterator[Hit]:
    """A log of the host that wrote a line covers that time, and does not know the id."""
    for hop in survey.hops:
        cover = _cover(survey, hop) if hop.log is None and hop.received.id else None
        if cover is not None:
            yield Hit(
                f"the log of {hop.received.by} covers that time and does not know the id {hop.received.id} ({cover})",
                hop.field, hop,
            )  # fmt: skip


def _cover(survey: Survey, hop: Hop) -> str | None:
    """The name of a log that would have the message, by the host and the times of its first and last line."""
    label, time = (hop.received.by or "").partition(".")[0], hop.received.time
    if not label or time is None or any(other.log for other in survey.hops if other.received.by == hop.received.by):
        return None
    for cover in survey.path.searched:
        same = cover.host is not None and cover.host.partition(".")[0].lower() == label
        if same and cover.first and cover.last and cover.first <= time <= cover.last:
            return cover.file.rpartition("/")[2]
    return None


def _afterwards(survey: Survey) -> Iterator[Hit]:
    """What a log says of the time after the newest line."""
    last = survey.hops[-1] if survey.hops else None
    stays = [stay for stay in survey.path.logged if stay.program == "dovecot"]
    if last is not None and last.log is not None:
        stays.insert(0, last.log)
    for stay in stays:
        for event in stay.events:
            words = _after(event)
            if words:
                yield Hit(f"after the newest Received line it was {words} ({_place(event)})", hop=last)


def _after(event: LogEvent) -> str | None:
    told = " ".join((event.reply or event.recipient or "").split())
    if event.kind not in _AFTER or told.lower().startswith(_ORDINARY):
        return None
    if event.kind == "delivered" and not event.line.program.startswith("dovecot"):
        return None
    return _AFTER[event.kind].format(event.peer or told if event.kind == "sent" else told or "the log gives no reason")


def _others(survey: Survey) -> Iterator[Hit]:
    """Other recipients of the same message, whose copies came to another end."""
    for hop in survey.hops:
        stay = hop.log
        own = stay.end.recipient if stay is not None and stay.end is not None else None
        if stay is None or own is None:
            continue
        for event in stay.events:
            if event.kind in ("bounced", "expired") and event.recipient not in (None, own):
                yield Hit(
                    f"for another recipient, {event.recipient}, it was returned: {event.reply or 'no reason is given'}"
                    f" ({_place(event)})",
                    hop=hop,
                )


def _ends(survey: Survey) -> Iterator[Hit]:
    """Where the logs leave a message that nobody has: it was sent on, and the next host's log is not there."""
    for stay in survey.path.logged:
        if stay.outcome == "deferred" or (stay.outcome is None and stay.program != "mailman"):
            yield Hit(_open_end(stay))


def _open_end(stay: Stay) -> str:
    last = stay.events[-1]
    return f"the log of {stay.host or stay.program} leaves it in the queue as {stay.id} ({_place(last)})"


def _crowded(survey: Survey) -> Iterator[Hit]:
    """More lines bear the Message-ID than are gone through for one message."""
    if survey.path.crowded:
        yield Hit("so many lines of the logs bear this Message-ID that only the first were gone through for it")


def _place(event: LogEvent) -> str:
    return f"{event.line.file.rpartition('/')[2]}, line {event.line.number}"


CHECKS: tuple[Check, ...] = (
    Check(
        "HT841",
        "log-disagrees",
        "warning",
        "Believe the log, and look at the clock of that host, or at who wrote the line.",
        _disagrees,
    ),
    Check(
        "HT842",
        "not-in-log",
        "warning",
        "Make sure that the log is whole; if it is, that host did not write the line.",
        _unknown,
    ),
    Check("HT843", "after-delivery", "info", "Look there if the reader does not find it.", _afterwards),
    Check("HT844", "other-recipients", "info", "Tell the sender, if the notice did not reach them.", _others),
    Check("HT845", "still-queued", "info", "Look at that host's queue.", _ends),
    Check(
        "HT846",
        "borrowed-message-id",
        "info",
        "Ask for it by the id of a queue: headertrace logs --id.",
        _crowded,
    ),
)
