"""OpenSMTPD: ``SESSION smtp message msgid=...`` on arrival, ``SESSION mta delivery evpid=...`` for each attempt.

Sources: smtpd/smtp_session.c, smtpd/mta.c (mta_delivery_log), smtpd/mda.c, smtpd/bounce.c. The names of events changed in 6.4
("smtp event=message ..." before).
"""

from __future__ import annotations

from headertrace.logs.replies import next_id
from headertrace.patterns import lazy
from headertrace.records.logs import LogEvent, LogLine
from headertrace.records.vocabulary import LogKind
from headertrace.text.durations import parsed

_MESSAGE = lazy(
    r"[0-9a-f]{16} smtp (?:event=)?message (?:address=\S{1,60} host=\S{1,255} )?msgid=(?P<id>[0-9a-f]{8}) (?:from=<(?P<sender>[^>]{0,512})> to=<(?P<to>[^>]{0,512})> )?size="
)
_ENVELOPE = lazy(
    r"[0-9a-f]{16} smtp (?:event=)?envelope evpid=(?P<id>[0-9a-f]{8})[0-9a-f]{8} from=<(?P<sender>[^>]{0,512})> to=<(?P<to>[^>]{0,512})>"
)
_DELIVERY = lazy(
    r"[0-9a-f]{16} (?P<what>mta|mda) (?:event=)?delivery evpid=(?P<id>[0-9a-f]{8})[0-9a-f]{8} from=<(?P<sender>[^>]{0,512})> to=<(?P<to>[^>]{0,512})>"
    r"(?P<rest>.{0,4000})"
)
_RELAY = lazy(r'.{0,2000}? relay="?(?:\[?(?P<ip>[0-9A-Fa-f.:]{2,45})\]? \()?(?P<host>[\w.-]{1,255})\)?"?')
_DELAY = lazy(r".{0,2000}? delay=(?P<delay>[0-9wdhms]{1,19}[wdhms])")
_RESULT = lazy(r'.{0,2000}? result="?(?P<result>Ok|TempFail|PermFail|Error|Loop)"?(?:,? stat="?(?P<stat>.{0,1000}))?')
_RESULTS: dict[str, LogKind] = {
    "Ok": "sent",
    "TempFail": "deferred",
    "PermFail": "bounced",
    "Loop": "bounced",
    "Error": "deferred",
}


def read(line: LogLine) -> LogEvent | None:
    message = _MESSAGE.match(line.said)
    if message is not None:
        return LogEvent("accepted", line, message["id"], sender=message["sender"], recipient=message["to"])
    envelope = _ENVELOPE.match(line.said)
    if envelope is not None:
        return LogEvent("note", line, envelope["id"], sender=envelope["sender"], recipient=envelope["to"])
    found = _DELIVERY.match(line.said)
    if found is None:
        return None
    rest = found["rest"]
    relay, delay, result = _RELAY.match(rest), _DELAY.match(rest), _RESULT.match(rest)
    kind = _RESULTS.get(result["result"], "note") if result else "note"
    if kind == "sent" and found["what"] == "mda":
        kind = "delivered"
    stat = result["stat"].rstrip('"') if result and result["stat"] else None
    return LogEvent(
        kind, line, found["id"], relay["host"] if relay else None, relay["ip"] if relay else None, found["sender"],
        found["to"], reply=stat, next_id=next_id(stat) if kind == "sent" else None,
        delay_s=parsed(delay["delay"]) if delay else None,
    )  # fmt: skip
