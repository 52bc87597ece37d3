"""sendmail: ``QID: from=<...>, ...`` on arrival and ``QID: to=<...>, ..., stat=...`` for each attempt.

Sources: sendmail/envelope.c (logsender), sendmail/deliver.c (logdelivery), sendmail/srvrsmtp.c.
"""

from __future__ import annotations

from headertrace.logs.replies import next_id
from headertrace.patterns import lazy
from headertrace.records.logs import LogEvent, LogLine
from headertrace.records.vocabulary import LogKind
from headertrace.text.durations import of_parts

_HEAD = lazy(r"(?P<id>[0-9A-Za-z]{8,22}): (?P<rest>.{0,16000})")
_FROM = lazy(r"from=<?(?P<sender>[^>,\s]{0,512})>?, size=[0-9]+")
_TO = lazy(
    r"to=(?P<to>.{1,4000}?), (?:ctladdr=.{1,300}?, )?delay=(?P<delay>[0-9+:]{8,16}), xdelay=(?P<last>[0-9+:]{8,16})"
)
_INTERVAL = lazy(r"(?:([0-9]{1,7})\+)?([0-9]{1,9}):([0-9]{1,9}):([0-9]{1,9})")
_TO_ADDRESS = lazy(r"<?([^<>,\s]{1,512})>?")
_MESSAGE_ID = lazy(r".{0,4000}?, msgid=<?(?P<id>[^<>\s,]{1,998})>?")
_RELAY = lazy(
    r".{0,4000}?, relay=(?:\S{1,80}@)?(?P<host>[^\s,\[]{0,255}) ?(?:\[(?:IPv6:)?(?P<ip>[0-9A-Fa-f.:]{2,45})\])?"
)
_STATUS = lazy(r".{0,4000}?, stat=(?P<stat>.{0,2000})")
_DSN = lazy(r".{0,4000}?, dsn=(?P<dsn>[0-9.]{5,11})")
_MAILER = lazy(r".{0,4000}?, mailer=(?P<mailer>\w{1,40})")
_REFUSED = lazy(
    r"ruleset=check_(?P<rules>rcpt|mail|relay), arg1=<?(?P<arg>[^>,]{0,512})>?(?:, arg2=[^,]{0,300})?,(?: from=<(?P<sender>[^>]{0,512})>,)?"
    r" relay=(?P<host>[^\s,\[]{0,255}) ?(?:\[(?:IPv6:)?(?P<ip>[0-9A-Fa-f.:]{2,45})\])?[^,]{0,60}, (?:reject|discard)=(?P<reply>.{0,1000})"
)
_MILTER = lazy(r"[Mm]ilter.{0,200}?(?P<what>quarantine|reject|tempfail|discard)")
_DSN_NOTICE = lazy(r"(?P<next>[0-9A-Za-z]{8,22}): (?:DSN|return to sender|sender notify): (?P<reply>.{0,600})")
_STATES: tuple[tuple[str, LogKind], ...] = (
    ("Sent", "sent"),
    ("Deferred", "deferred"),
    ("queued", "note"),
    ("quarantined", "held"),
)
_MAILBOXES = frozenset({"local", "procmail", "cyrusv2", "dovecot"})
_EXPIRED = "Cannot send message for"


def read(line: LogLine) -> LogEvent | None:
    head = _HEAD.match(line.said)
    if head is None:
        return _refused(line, line.said, None)
    queue_id, rest = head["id"], head["rest"]
    sender = _FROM.match(rest)
    if sender is not None:
        return _arrival(line, queue_id, sender["sender"], rest)
    if rest.startswith("to="):
        return _attempt(line, queue_id, rest)
    notice = _DSN_NOTICE.match(rest)
    if notice is not None:
        kind: LogKind = "expired" if notice["reply"].startswith(_EXPIRED) else "notice"
        return LogEvent(kind, line, queue_id, next_id=notice["next"], reply=notice["reply"])
    if _MILTER.match(rest):
        kind = "held" if "quarantine" in rest[:300] else "filtered"
        return LogEvent(kind, line, queue_id, reply=rest[:300])
    return _refused(line, rest, queue_id) or LogEvent("note", line, queue_id, reply=rest[:300])


def _arrival(line: LogLine, queue_id: str, sender: str, rest: str) -> LogEvent:
    ident, relay = _MESSAGE_ID.match(rest), _RELAY.match(rest)
    return LogEvent(
        "accepted", line, queue_id, relay["host"].rstrip(".") or None if relay else None,
        relay["ip"] if relay else None, sender, message_id=ident["id"] if ident else None,
    )  # fmt: skip


def _attempt(line: LogLine, queue_id: str, rest: str) -> LogEvent:
    found, state = _TO.match(rest), _STATUS.match(rest)
    if found is None or state is None:
        return LogEvent("note", line, queue_id)
    stat, relay, dsn, mailer = state["stat"], _RELAY.match(rest), _DSN.match(rest), _MAILER.match(rest)
    kind: LogKind = next((kind for words, kind in _STATES if stat.startswith(words)), "bounced")
    if kind == "sent" and mailer and mailer["mailer"] in _MAILBOXES:
        kind = "delivered"
    address = _TO_ADDRESS.match(found["to"])
    return LogEvent(
        kind, line, queue_id, relay["host"].rstrip(".") or None if relay else None, relay["ip"] if relay else None,
        recipient=address[1] if address else None, reply=stat.removeprefix("Sent ").removeprefix("Deferred: "),
        status=dsn["dsn"] if dsn else None, next_id=next_id(stat) if kind == "sent" else None,
        delay_s=_seconds(found["delay"]),
    )  # fmt: skip


def _refused(line: LogLine, rest: str, queue_id: str | None) -> LogEvent | None:
    found = _REFUSED.match(rest)
    if found is None:
        return None
    kind: LogKind = "greylisted" if "greylist" in found["reply"].lower() else "refused"
    # What is asked about, by the set of rules: a recipient, the sender, or the client itself.
    recipient = found["arg"] if found["rules"] == "rcpt" else None
    sender = found["arg"] if found["rules"] == "mail" else found["sender"]
    return LogEvent(kind, line, queue_id, found["host"], found["ip"], sender, recipient, reply=found["reply"])


def _seconds(text: str) -> float | None:
    """ "2+01:11:06": days, hours, minutes, seconds (sendmail/convtime.c, pintvl)."""
    found = _INTERVAL.fullmatch(text)
    return of_parts(*found.groups()) if found is not None else None
