"""Postfix: a line a step, ``QUEUEID: what``, by the daemon that took it.

Sources: smtpd/smtpd.c, cleanup/cleanup_message.c, qmgr/qmgr_active.c, global/log_adhoc.c (``delay=``, ``delays=``, ``dsn=``,
``status=``), bounce/bounce_notify_util.c, postsuper/postsuper.c, pickup/pickup.c, postscreen/postscreen_smtpd.c, local/forward.c.
"""

from __future__ import annotations

from collections.abc import Callable

from headertrace.logs.replies import next_id
from headertrace.patterns import lazy
from headertrace.records.logs import LogEvent, LogLine, Parts
from headertrace.records.vocabulary import LogKind

# Short ids are a file's number in hexadecimal, long ones have no vowels: no word of English is either.
_ID = lazy(r"(?P<id>[0-9A-F]{5,20}|[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,24}): ")
_NO_QUEUE = "NOQUEUE: "
_CLIENT = lazy(
    r"client=(?P<peer>[^\[\s,]{1,255})\[(?P<ip>[0-9A-Fa-f.:]{2,45}|unknown)\](?::[0-9]{1,5})?"
    r"(?:, sasl_method=[^,\s]{1,40})?(?:, sasl_username=(?P<login>[^,\s]{1,255}))?(?:, sasl_sender=[^,\s]{1,255})?"
    r"(?:, orig_queue_id=(?P<old>[0-9A-Za-z]{5,24}))?"
)
_MESSAGE_ID = lazy(r"(?:resent-)?message-id=<?(?P<id>[^<>\s]{1,998})>?")
_ACTIVE = lazy(r"from=<(?P<sender>[^>]{0,512})>, size=[0-9]+, nrcpt=[0-9]+ \(queue active\)")
_EXPIRED = lazy(r"from=<(?P<sender>[^>]{0,512})>, status=(?P<status>expired|force-expired), (?P<reply>.{0,200})")
_DELIVERY = lazy(
    r"to=<(?P<to>[^>]{0,512})>(?:, orig_to=<[^>]{0,512}>)?, relay=(?P<relay>[^\s,]{1,300}),(?: conn_use=[0-9]+,)?"
    r" delay=(?P<delay>[0-9]{1,9}(?:\.[0-9]{1,6})?)(?:, delays=(?P<parts>[0-9./]{7,60}))?(?:, dsn=(?P<dsn>[0-9.]{5,11}))?,"
    r" status=(?P<status>[\w-]{3,20}) (?P<reply>.{0,4000})"
)
_RELAY = lazy(r"(?P<host>[^\[]{1,255})\[(?P<ip>[^\]]{1,60})\]")
_SAID = lazy(
    r"host (?P<host>[^\[\s]{1,255})\[(?P<ip>[^\]]{1,60})\](?::[0-9]{1,5})? (?:said|refused to talk to me): (?P<reply>.{0,2000})"
)
_FAILED = lazy(
    r"(?:connect to|conversation with|lost connection with|timed out while|SSL_connect error to|Cannot start TLS) ?(?P<reply>.{0,600})"
)
_STOPPED = lazy(
    r"(?P<what>reject|hold|milter-reject|milter-hold|discard|milter-discard|quarantine|reject_warning|warn): "
    r"(?P<stage>[A-Z-]{2,12}|header|body|END-OF-MESSAGE)(?P<rest>.{0,3000})"
)
_FROM_CLIENT = lazy(
    r"(?: from|, from) (?P<host>[^\[\s]{0,255})\[(?P<ip>[^\]]{1,60})\](?::[0-9]{1,5})?[:;] (?P<reply>.{0,2000})"
)
_ENVELOPE = lazy(r".{0,2000}?; from=<(?P<sender>[^>]{0,512})>,? to=<(?P<to>[^>]{0,512})>")
_PICKUP = lazy(r"uid=[0-9]+ from=<(?P<sender>[^>]{0,512})>(?: orig_id=(?P<old>[0-9A-Za-z]{5,24}))?")
_NOTICE = lazy(
    r"(?:sender|postmaster) (?:non-delivery|delivery status|delay) notification: (?P<next>[0-9A-Za-z]{5,24})"
)
_BY_HAND: dict[str, LogKind] = {
    "placed on hold": "held",
    "released from hold": "released",
    "requeued": "requeued",
    "removed": "discarded",
    "expired": "expired",
    "renamed": "requeued",
}
_STATUS: dict[str, LogKind] = {
    "sent": "sent",
    "deferred": "deferred",
    "bounced": "bounced",
    "expired": "expired",
    "undeliverable": "bounced",
    "deliverable": "note",
}
# Daemons that put mail into mailboxes; lmtp hands it to a server that has a log of its own.
_MAILBOXES = frozenset({"local", "virtual", "pipe"})
_STOPS: dict[str, LogKind] = {
    "hold": "held",
    "milter-hold": "held",
    "quarantine": "held",
    "discard": "discarded",
    "milter-discard": "discarded",
    "reject": "refused",
    "milter-reject": "refused",
}
_TEMPORARY = lazy(r"4[0-9]{2} ")


def read(line: LogLine) -> LogEvent | None:
    said = line.said
    if said.startswith(_NO_QUEUE):
        return _stopped(line, None, said[len(_NO_QUEUE) :])
    head = _ID.match(said)
    if head is None:
        return None
    return _of_queue(line, head["id"], said[head.end() :])


def _of_queue(line: LogLine, queue_id: str, rest: str) -> LogEvent | None:
    daemon = _daemon(line)
    if rest == "removed" and daemon in ("qmgr", "oqmgr", "postqmgr"):
        return LogEvent("removed", line, queue_id)
    if daemon == "postsuper":
        kind = _BY_HAND.get(rest.partition(" by")[0].strip())
        return LogEvent(kind, line, queue_id, reply=rest) if kind else None
    for form in _FORMS:
        event = form(line, queue_id, rest)
        if event is not None:
            return event
    return LogEvent("note", line, queue_id)


def _daemon(line: LogLine) -> str:
    return line.program.rpartition("/")[2]


def _client(line: LogLine, queue_id: str, rest: str) -> LogEvent | None:
    found = _CLIENT.match(rest)
    if found is None:
        return None
    return LogEvent("accepted", line, queue_id, found["peer"], found["ip"], login=found["login"], old_id=found["old"])


def _message_id(line: LogLine, queue_id: str, rest: str) -> LogEvent | None:
    found = _MESSAGE_ID.match(rest)
    return LogEvent("message-id", line, queue_id, message_id=found["id"]) if found else None


def _active(line: LogLine, queue_id: str, rest: str) -> LogEvent | None:
    found = _ACTIVE.match(rest)
    return LogEvent("active", line, queue_id, sender=found["sender"]) if found else None


def _expired(line: LogLine, queue_id: str, rest: str) -> LogEvent | None:
    found = _EXPIRED.match(rest)
    return LogEvent("expired", line, queue_id, sender=found["sender"], reply=found["reply"]) if found else None


def _delivery(line: LogLine, queue_id: str, rest: str) -> LogEvent | None:
    found = _DELIVERY.match(rest)
    if found is None:
        return None
    kind = _STATUS.get(found["status"], "note")
    if kind == "sent" and _daemon(line) in _MAILBOXES:
        kind = "delivered"
    relay = _RELAY.match(found["relay"])
    host, ip = (relay["host"], relay["ip"]) if relay else (None, None)
    reply = found["reply"].removeprefix("(").removesuffix(")")
    said = _SAID.match(reply)
    return LogEvent(
        kind, line, queue_id, host, ip, recipient=found["to"],
        reply=said["reply"] if said else reply, status=found["dsn"], next_id=next_id(reply) if kind == "sent" else None,
        delay_s=float(found["delay"]), parts=_parts(found["parts"]),
    )  # fmt: skip


def _parts(text: str | None) -> Parts | None:
    numbers = text.split("/") if text else []
    try:
        return Parts(*map(float, numbers)) if len(numbers) == 4 else None
    except ValueError:
        return None


def _said(line: LogLine, queue_id: str, rest: str) -> LogEvent | None:
    found = _SAID.match(rest)
    if found is not None:
        return LogEvent("note", line, queue_id, found["host"], found["ip"], reply=found["reply"])
    return LogEvent("note", line, queue_id, reply=rest[:600]) if _FAILED.match(rest) else None


def _pickup(line: LogLine, queue_id: str, rest: str) -> LogEvent | None:
    found = _PICKUP.match(rest)
    if found is None:
        return None
    return LogEvent("accepted", line, queue_id, sender=found["sender"], old_id=found["old"])


def _notice(line: LogLine, queue_id: str, rest: str) -> LogEvent | None:
    found = _NOTICE.match(rest)
    return LogEvent("notice", line, queue_id, next_id=found["next"], reply=rest) if found else None


def _stopped(line: LogLine, queue_id: str | None, rest: str) -> LogEvent | None:
    found = _STOPPED.match(rest)
    if found is None:
        return None
    kind = _STOPS.get(found["what"], "note")
    client = _FROM_CLIENT.match(found["rest"])
    envelope = _ENVELOPE.match(found["rest"])
    reply = client["reply"] if client else found["rest"].strip(" :")
    words = reply.partition("; from=")[0]
    if kind == "refused" and _TEMPORARY.match(words) and "greylist" in words.lower():
        kind = "greylisted"
    return LogEvent(
        kind, line, queue_id, client["host"] if client else None, client["ip"] if client else None,
        envelope["sender"] if envelope else None, envelope["to"] if envelope else None, reply=words,
    )  # fmt: skip


_FORMS: tuple[Callable[[LogLine, str, str], LogEvent | None], ...] = (
    _delivery, _client, _message_id, _active, _pickup, _expired, _notice, _said, _stopped,
)  # fmt: skip
