"""Mailman 3: what the moderators' queue and the runners did with a post.

Sources: mailman/chains/{accept,hold,discard,reject}.py, mailman/app/moderator.py, mailman/mta/deliver.py (smtp.log).
"""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.records.logs import LogEvent, LogLine
from headertrace.records.vocabulary import LogKind

_CHAIN = lazy(r"(?P<what>ACCEPT|DISCARD|REJECT): <(?P<id>[^<>\s]{1,998})>(?P<rest>.{0,400})")
_HOLD = lazy(
    r"HOLD: (?P<list>\S{1,300}) post from (?P<sender>\S{0,300}) held, message-id=<?(?P<id>[^<>:\s]{1,998})>?: (?P<reply>.{0,400})"
)
_HANDLED = lazy(
    r"(?:held message|Held message) (?P<what>approved|rejected|discarded|deferred)[,:]? .{0,200}?<?(?P<id>[^<>\s]{1,998}@[^<>\s]{1,255})>?"
)
_SMTP = lazy(r"<(?P<id>[^<>\s]{1,998})> (?:smtp|lmtp|post) to (?P<list>\S{1,300}) (?:for|from) (?P<rest>.{0,400})")
_IN_SECONDS = lazy(r".{0,200}?completed in (?P<time>[0-9.e-]{1,20}) seconds")
_CHAINS: dict[str, LogKind] = {"ACCEPT": "active", "DISCARD": "discarded", "REJECT": "bounced"}
_BY_HAND: dict[str, LogKind] = {
    "approved": "released",
    "rejected": "bounced",
    "discarded": "discarded",
    "deferred": "held",
}


def read(line: LogLine) -> LogEvent | None:
    found = _CHAIN.match(line.said)
    if found is not None:
        return LogEvent(_CHAINS[found["what"]], line, message_id=found["id"], reply=line.said[:300])
    found = _HOLD.match(line.said)
    if found is not None:
        return LogEvent(
            "held", line, sender=found["sender"], recipient=found["list"], message_id=found["id"], reply=found["reply"]
        )
    found = _HANDLED.match(line.said)
    if found is not None:
        return LogEvent(_BY_HAND[found["what"]], line, message_id=found["id"], reply=line.said[:300])
    found = _SMTP.match(line.said)
    if found is None:
        return None
    time = _IN_SECONDS.match(found["rest"])
    return LogEvent(
        "note", line, recipient=found["list"], message_id=found["id"], reply=found["rest"],
        delay_s=float(time["time"]) if time and time["time"].replace(".", "", 1).isdecimal() else None,
    )  # fmt: skip
