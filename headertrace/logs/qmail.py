"""qmail and netqmail: qmail-send numbers messages by their file and deliveries by a count.

Source: qmail-send.c. The line "starting delivery 3: msg 77" ties the two numbers; both are given out again. The number
behind "qp" is that of the process which the Received line names ("qmail 4711 invoked by uid 7").
"""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.records.logs import LogEvent, LogLine
from headertrace.records.vocabulary import LogKind

# What the process and a delivery are called, where others have an id.
PROCESS, DELIVERY = "qp ", "delivery "
_NEW = lazy(r"new msg (?P<id>[0-9]{1,20})$")
_INFO = lazy(
    r"info msg (?P<id>[0-9]{1,20}): bytes [0-9]+ from <(?P<sender>[^>]{0,512})> qp (?P<qp>[0-9]{1,10}) uid [0-9]+"
)
_START = lazy(
    r"starting delivery (?P<delivery>[0-9]{1,20}): msg (?P<id>[0-9]{1,20}) to (?P<where>local|remote) (?P<to>\S{1,512})"
)
_DONE = lazy(r"delivery (?P<delivery>[0-9]{1,20}): (?P<what>success|deferral|failure): (?P<reply>.{0,4000})")
_END = lazy(r"end msg (?P<id>[0-9]{1,20})$")
_BOUNCE = lazy(r"bounce msg (?P<id>[0-9]{1,20}) qp (?P<qp>[0-9]{1,10})")
_REMOTE = lazy(r"(?:Connected_to_)?(?P<ip>[0-9.]{7,15})_")
_KINDS: dict[str, LogKind] = {"success": "sent", "deferral": "deferred", "failure": "bounced"}


def read(line: LogLine) -> LogEvent | None:
    said = line.said
    new, end = _NEW.match(said), _END.match(said)
    if new is not None:
        return LogEvent("accepted", line, new["id"])
    if end is not None:
        return LogEvent("removed", line, end["id"])
    info = _INFO.match(said)
    if info is not None:
        return LogEvent("message-id", line, info["id"], sender=info["sender"], old_id=PROCESS + info["qp"])
    start = _START.match(said)
    if start is not None:
        return LogEvent("active", line, start["id"], recipient=start["to"], next_id=DELIVERY + start["delivery"])
    done = _DONE.match(said)
    if done is not None:
        return _done(line, DELIVERY + done["delivery"], _KINDS[done["what"]], done["reply"])
    bounce = _BOUNCE.match(said)
    return LogEvent("notice", line, bounce["id"], next_id=PROCESS + bounce["qp"]) if bounce else None


def _done(line: LogLine, ident: str, kind: LogKind, reply: str) -> LogEvent:
    """Spaces are written as underscores there, line ends as slashes."""
    remote = _REMOTE.match(reply)
    words = reply.replace("_", " ").strip("/ ")
    if kind == "sent" and remote is None:
        kind = "delivered"
    return LogEvent(kind, line, ident, None, remote["ip"] if remote else None, reply=words)
