"""amavis: one line a message with the verdict, the queue's id before and after, and the milliseconds.

Source: amavisd, $log_templ and $log_verbose_templ at the end of the program.
"""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.records.logs import LogEvent, LogLine

_TAG = r"(?:!!? ?)?\((?P<tag>[0-9A-Za-z-]{3,30})\) "
_VERDICT = lazy(
    _TAG
    + r"(?P<what>(?:Passed|Blocked) [A-Z-]{2,30})[^<]{0,300}<(?P<sender>[^>]{0,512})> -> <(?P<to>[^>]{0,512})>(?P<rest>.{0,8000})"
)
_QUEUE = lazy(r".{0,6000}?, Queue-ID: (?P<id>[0-9A-Za-z]{5,24})")
_MESSAGE_ID = lazy(r".{0,6000}?, Message-ID: <(?P<id>[^<>\s]{1,998})>")
_MAIL_ID = lazy(r".{0,6000}?, mail_id: (?P<id>[\w+-]{8,24})")
_NEXT = lazy(r".{0,7000}?, queued_as: (?P<id>[0-9A-Za-z]{5,24})")
_MILLISECONDS = lazy(r".{0,8000}?, (?P<time>[0-9]{1,9}) ms(?:,|$)")
_CHECKING = lazy(_TAG + r"Checking: (?P<id>[\w+-]{8,24}) .{0,100}?<(?P<sender>[^>]{0,512})> -> <(?P<to>[^>]{0,512})>")
_FORWARDED = lazy(
    _TAG
    + r"(?P<id>[\w+-]{8,24}) FWD (?:from|via) .{0,900}?<(?P<sender>[^>]{0,512})> -> <(?P<to>[^>]{0,512})>.{0,600}?queued as (?P<next>[0-9A-Za-z]{5,24})"
)


def read(line: LogLine) -> LogEvent | None:
    said = line.said
    verdict = _VERDICT.match(said)
    if verdict is not None:
        rest = verdict["rest"]
        queue, ident, mail = _QUEUE.match(rest), _MESSAGE_ID.match(rest), _MAIL_ID.match(rest)
        following, time = _NEXT.match(rest), _MILLISECONDS.match(rest)
        return LogEvent(
            "filtered", line, mail["id"] if mail else None, None, None, verdict["sender"], verdict["to"],
            ident["id"] if ident else None, reply=verdict["what"], next_id=following["id"] if following else None,
            old_id=queue["id"] if queue else None, delay_s=int(time["time"]) / 1000 if time else None,
        )  # fmt: skip
    forwarded = _FORWARDED.match(said)
    if forwarded is not None:
        return LogEvent(
            "sent", line, forwarded["id"], None, None, forwarded["sender"], forwarded["to"], next_id=forwarded["next"]
        )  # fmt: skip
    checking = _CHECKING.match(said)
    if checking is not None:
        return LogEvent("accepted", line, checking["id"], None, None, checking["sender"], checking["to"])
    return None
