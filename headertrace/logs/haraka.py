"""Haraka: ``[LEVEL] [id of the transaction] [plugin] what key=value ...``; outbound deliveries number the id on.

Sources: logger.js (log_if_level, stringify), connection.js (``message``, ``queue``), outbound/hmail.js (``delivered``,
``Temp failing``, ``bouncing mail``).
"""

from __future__ import annotations

from headertrace.logs.replies import next_id
from headertrace.patterns import Pattern, lazy
from headertrace.records.logs import LogEvent, LogLine
from headertrace.records.vocabulary import LogKind

_HEAD = lazy(
    r"(?:\[[A-Z]{3,8}\] )?\[(?P<id>[0-9A-F]{8}-[0-9A-F-]{27}(?:\.[0-9]{1,6})?)(?:\.[0-9]{1,6})*\] \[(?P<plugin>[\w./-]{1,60})\] (?P<rest>.{0,8000})"
)
_KEY = r'.{0,4000}? %s=(?:"(?P<quoted>(?:[^"\\]|\\.){0,1000})"|(?P<plain>\S{0,500}))'
_MID, _HOST, _IP, _RESPONSE, _DELAY = (lazy(_KEY % key) for key in ("mid", "host", "ip", "response", "delay"))
_MSG = lazy(_KEY % "msg")
_KINDS: tuple[tuple[str, LogKind], ...] = (
    ("message ", "accepted"),
    ("queue ", "active"),
    ("delivered ", "sent"),
    ("Temp failing ", "deferred"),
    ("bouncing mail", "bounced"),
    ("recipient ", "note"),
)
_REASON = lazy(r".{0,600}?: (?P<reply>.{0,1000})")


def read(line: LogLine) -> LogEvent | None:
    head = _HEAD.match(line.said)
    if head is None:
        return None
    rest = head["rest"]
    kind = next((kind for words, kind in _KINDS if rest.startswith(words)), None)
    if kind is None:
        return LogEvent("note", line, head["id"], reply=rest[:300])
    if kind in ("deferred", "bounced"):
        why = _REASON.match(rest)
        return LogEvent(kind, line, head["id"], reply=why["reply"] if why else rest[:300])
    reply = _value(_RESPONSE, rest) or _value(_MSG, rest)
    delay, ident = _value(_DELAY, rest), _value(_MID, rest)
    return LogEvent(
        kind, line, head["id"], _value(_HOST, rest), _value(_IP, rest), message_id=ident.strip("<>") if ident else None,
        reply=reply, next_id=next_id(reply) if kind == "sent" else None,
        delay_s=float(delay) if kind == "sent" and delay and delay.replace(".", "", 1).isdecimal() else None,
    )  # fmt: skip


def _value(form: Pattern[str], rest: str) -> str | None:
    found = form.match(" " + rest)
    return (found["quoted"] if found["quoted"] is not None else found["plain"]) if found else None
