"""Exim's main log and reject log: ``ID <= ...`` on arrival, ``=>`` and ``->`` for deliveries, ``==`` put off, ``**`` failed.

Sources: the specification's chapter "Log files"; src/receive.c, src/deliver.c, src/log.c of Exim.
"""

from __future__ import annotations

from headertrace.logs.replies import next_id
from headertrace.patterns import lazy
from headertrace.received.ids import EXIM_ID
from headertrace.records.logs import LogEvent, LogLine
from headertrace.records.vocabulary import LogKind
from headertrace.text.durations import parsed

_HEAD = lazy(rf"(?P<id>{EXIM_ID}) (?P<rest>.{{0,16000}})")
_MARK = lazy(r"(?P<mark><=|=>|->|>>|\*>|==|\*\*) (?P<address>\S{0,512})(?P<rest>.{0,16000})")
_HOST = lazy(r".{0,4000}? H=(?P<host>\S{1,255})(?: \([^)]{0,255}\))?(?: \[(?P<ip>[0-9A-Fa-f.:]{2,45})\])?")
_ID_FIELD = lazy(r".{0,8000}? id=(?P<id>\S{1,998})")
_LOGIN = lazy(r".{0,4000}? A=[\w-]{1,40}:(?P<login>\S{1,255})")
_CONFIRMED = lazy(r'.{0,8000}? C="(?P<reply>(?:[^"\\]|\\.){0,1000})"')
_OLD = lazy(rf".{{0,4000}}? R=(?P<old>{EXIM_ID})(?: |$)")
_TIME = lazy(r".{0,8000}? QT=(?P<time>[0-9wdhms.]{1,19}[wdhms])")
_DEFER = lazy(r".{0,4000}? defer \((?P<number>-?[0-9]{1,5})\)(?P<reply>.{0,2000})")
_FAIL = lazy(r".{0,4000}?: (?P<reply>.{0,2000})")
_REMOTE = lazy(r".{0,600}?SMTP error from remote mail server after [^:]{1,60}(?::<[^>]{0,512}>)?: (?P<reply>.{0,2000})")
_TRANSPORT = lazy(r".{0,4000}? T=(?P<transport>[\w-]{1,80})")
_TRIED = lazy(r"H=(?P<host>\S{1,255})(?: \[(?P<ip>[0-9A-Fa-f.:]{2,45})\])?:? (?P<reply>.{0,2000})")
_REFUSED = lazy(
    r"H=(?P<host>\S{1,255})(?: \([^)]{0,255}\))?(?: \[(?P<ip>[0-9A-Fa-f.:]{2,45})\])?(?::[0-9]{1,5})?(?: [A-Z]{1,3}=\S{1,300}){0,8}?"
    r" F=<(?P<sender>[^>]{0,512})>(?: A=\S{1,255})? (?P<how>temporarily )?rejected (?:RCPT|after DATA|connection|MAIL)[^:<]{0,40}"
    r"(?:<(?P<to>[^>]{0,512})>)?: ?(?P<reply>.{0,2000})"
)
_MARKS: dict[str, LogKind] = {
    "=>": "sent", "->": "sent", ">>": "sent", "*>": "note", "==": "deferred", "**": "bounced",
}  # fmt: skip
_BY_HAND: tuple[tuple[str, LogKind], ...] = (
    ("Completed", "removed"),
    ("Frozen", "held"),
    ("frozen by", "held"),
    ("Message is frozen", "held"),
    ("unfrozen by", "released"),
    ("Unfrozen", "released"),
    ("cancelled by", "discarded"),
    ("removed by", "discarded"),
    ("retry timeout exceeded", "expired"),
)
# Reached a mailbox, and no other host.
_MAILBOX = ("appendfile", "pipe", "local_delivery", "maildir", "mbox", "address_file")


def read(line: LogLine) -> LogEvent | None:
    head = _HEAD.match(line.said)
    if head is None:
        return _refused(line, line.said, None)
    queue_id, rest = head["id"], head["rest"]
    mark = _MARK.match(rest)
    if mark is not None:
        if mark["mark"] == "<=":
            return _arrival(line, queue_id, mark["address"], mark["rest"])
        return _delivery(line, queue_id, mark["mark"], mark["address"], mark["rest"])
    for words, kind in _BY_HAND:
        if rest.startswith(words):
            return LogEvent(kind, line, queue_id, reply=rest[:300], delay_s=_taken(rest))
    return _refused(line, rest, queue_id) or _tried(line, queue_id, rest)


def _arrival(line: LogLine, queue_id: str, address: str, rest: str) -> LogEvent:
    host, ident, login, old = _HOST.match(rest), _ID_FIELD.match(rest), _LOGIN.match(rest), _OLD.match(rest)
    return LogEvent(
        "accepted", line, queue_id, host["host"].strip("()") if host else None, host["ip"] if host else None,
        sender="" if address == "<>" else address, message_id=ident["id"] if ident else None,
        login=login["login"] if login else None, old_id=old["old"] if old and address == "<>" else None,
    )  # fmt: skip


def _delivery(line: LogLine, queue_id: str, mark: str, address: str, rest: str) -> LogEvent:
    kind = _MARKS[mark]
    host, said, transport = _HOST.match(rest), _CONFIRMED.match(rest), _TRANSPORT.match(rest)
    reply = said["reply"] if said else None
    if kind == "sent" and (host is None or (transport and transport["transport"] in _MAILBOX)):
        kind = "delivered"
    if kind in ("deferred", "bounced"):
        why = _DEFER.match(rest) if kind == "deferred" else _FAIL.match(rest)
        reply = why["reply"].strip(" :") if why else rest.strip()
    remote = _REMOTE.match(reply) if reply else None
    if remote is not None:
        host, reply = host or _HOST.match(" " + (reply or "")), remote["reply"]
    if kind == "deferred" and reply and reply.startswith("retry time not reached"):
        # Nothing was tried.
        kind = "note"
    if kind == "bounced" and reply and "retry timeout exceeded" in reply:
        kind = "expired"
    return LogEvent(
        kind, line, queue_id, host["host"] if host else None, host["ip"] if host else None, recipient=address,
        reply=reply, next_id=next_id(reply) if kind == "sent" else None, delay_s=_taken(rest),
    )  # fmt: skip


def _tried(line: LogLine, queue_id: str, rest: str) -> LogEvent:
    """What an attempt met, before the line that puts the address off."""
    found = _TRIED.match(rest)
    if found is None:
        return LogEvent("note", line, queue_id, reply=rest[:600])
    return LogEvent("note", line, queue_id, found["host"], found["ip"], reply=found["reply"])


def _refused(line: LogLine, rest: str, queue_id: str | None) -> LogEvent | None:
    found = _REFUSED.match(rest)
    if found is None:
        return None
    kind: LogKind = "greylisted" if found["how"] and "greylist" in found["reply"].lower() else "refused"
    return LogEvent(
        kind, line, queue_id, found["host"].strip("()"), found["ip"], found["sender"], found["to"], reply=found["reply"]
    )  # fmt: skip


def _taken(rest: str) -> float | None:
    """QT=: how long the message was on the queue ("1h10m6s", "0.523s")."""
    found = _TIME.match(rest)
    return parsed(found["time"]) if found is not None else None
