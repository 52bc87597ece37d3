"""SpamAssassin's spamd and OpenDKIM: what they said of a message, by its Message-ID or its queue's id.

Sources: spamd/spamd.raw (``spamd: result: ...``), opendkim/opendkim.c.
"""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.records.logs import LogEvent, LogLine

_SPAMD = lazy(
    r"spamd: result: (?P<what>[Y.] -?[0-9]{1,5}) - \S{0,2000} scantime=(?P<time>[0-9]{1,9}(?:\.[0-9]{1,6})?),size=[0-9]+,user=[^,]{0,255},.{0,2000}?"
    r"mid=<(?P<id>[^<>]{1,998})>"
)
_OPENDKIM = lazy(r"(?P<id>[0-9A-Za-z-]{5,40}): (?P<what>.{0,300})")


def read(line: LogLine) -> LogEvent | None:
    if line.program.startswith("opendkim"):
        found = _OPENDKIM.match(line.said)
        return LogEvent("note", line, found["id"], reply=found["what"]) if found else None
    found = _SPAMD.match(line.said)
    if found is None:
        return None
    words = f"spam {found['what'][2:]}" if found["what"][0] == "Y" else f"no spam {found['what'][2:]}"
    return LogEvent("filtered", line, message_id=found["id"], reply=words, delay_s=float(found["time"]))
