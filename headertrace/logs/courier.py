"""Courier: courierd begins a delivery, the module ends it with a status.

Sources: courier/cdmsgq.C (``newmsg``), courier/cdmsgq3.C (``started``, ``completed``), courier/libs/comctlfile.c (the rest).
"""

from __future__ import annotations

from headertrace.logs.replies import next_id
from headertrace.patterns import lazy
from headertrace.records.logs import LogEvent, LogLine
from headertrace.records.vocabulary import LogKind

_ID = r"id=(?P<id>[0-9A-F]{16}\.[0-9A-F]{8,16}\.[0-9A-F]{8})"
_NEW = lazy(
    rf"newmsg,{_ID}(?:, auth=(?P<login>[^:\s]{{1,255}}))?(?:: (?P<proto>\w{{1,10}}); (?P<helo>\S{{0,255}}) ?(?:\((?P<host>[^\s\[(]{{0,255}}) ?\[(?P<ip>[^\]]{{2,45}})\]\))?)?"
)
_BODY = lazy(
    rf"{_ID},from=<(?P<sender>[^>]{{0,512}})>,addr=<(?P<to>[^>]{{0,512}})>(?:,size=[0-9]+)?(?P<rest>.{{0,3000}})"
)
_STARTED = lazy(
    rf"started,{_ID},from=<(?P<sender>[^>]{{0,512}})>,module=(?P<module>\w{{1,20}}),host=(?P<host>[^,]{{0,255}}),addr=<(?P<to>[^>]{{0,512}})>"
)
_COMPLETED = lazy(rf"completed,{_ID}")
_STATUS = lazy(r",(?: ?success:|status|success): ?(?P<what>.{0,1000})|: (?P<reply>.{0,1000})")


def read(line: LogLine) -> LogEvent | None:
    said = line.said
    new = _NEW.match(said)
    if new is not None:
        return LogEvent(
            "accepted", line, new["id"], new["host"] or new["helo"] or None, _plain(new["ip"]), login=new["login"]
        )
    started = _STARTED.match(said)
    if started is not None:
        return LogEvent("active", line, started["id"], started["host"] or None, None, started["sender"], started["to"])
    done = _COMPLETED.match(said)
    if done is not None:
        return LogEvent("removed", line, done["id"])
    body = _BODY.match(said)
    if body is None:
        return None
    kind, reply = _told(body["rest"], line.program)
    return LogEvent(
        kind, line, body["id"], None, None, body["sender"], body["to"], reply=reply,
        next_id=next_id(reply) if kind in ("sent", "note") else None,
    )  # fmt: skip


def _told(rest: str, program: str) -> tuple[LogKind, str | None]:
    found = _STATUS.match(rest)
    if found is None:
        return "note", None
    what = found["what"] or found["reply"] or ""
    if what.startswith(("delivered", "success")) or rest.startswith(",success"):
        return ("delivered" if "local" in program else "sent"), what
    if what.startswith("deferred"):
        return "deferred", what
    if what.startswith("failure"):
        return "bounced", what
    return "note", what


def _plain(ip: str | None) -> str | None:
    return ip.removeprefix("::ffff:") if ip else None
