"""postgrey, SQLgrey, milter-greylist, gld and the policy daemons: who was put off, and after how long it was let in.

Sources: postgrey (``action=greylist, reason=new, ...``), sqlgrey (``grey: new: ...``, ``grey: reconnect ok: ...``),
milter-greylist.c (``addr ... from <...> to <...> delayed for ...``), gld's server.c, policyd 1's greylist.c
(``rcpt=7, greylist=new, ...``), and the modules of policyd 2, cbpolicyd (``module=Greylisting, action=defer, ...``).
"""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.records.logs import LogEvent, LogLine

_POSTGREY = lazy(
    r"(?:(?P<id>[0-9A-Za-z]{5,24}): )?action=(?P<action>greylist|pass), reason=(?P<reason>[^,]{1,200}),(?: delay=(?P<delay>[0-9]{1,9}),)?"
    r" client_name=(?P<host>[^,]{1,255}), client_address=(?P<ip>[^,/]{2,45})(?:/[0-9]{1,3})?(?:, sender=(?P<sender>[^,\s]{0,512}))?"
    r"(?:, recipient=(?P<to>[^,\s]{1,512}))?"
)
_SQLGREY = lazy(
    r"grey: (?P<what>new|early reconnect|reconnect ok|throttling|from awl match[^:]{0,60}|domain awl match[^:]{0,60}): "
    r"(?P<net>[0-9A-Fa-f.:]{2,45})\((?P<ip>[0-9A-Fa-f.:]{2,45})\), (?P<sender>\S{0,512}) -> (?P<to>\S{1,512})(?: \((?P<delay>[^)]{1,40})\))?"
)
_MILTER = lazy(
    r"(?:(?P<id>[0-9A-Za-z]{5,24}): )?addr (?P<host>\S{0,255})\[(?P<ip>[^\]]{2,45})\] from <?(?P<sender>[^>\s]{0,512})>? (?:rcpt|to) <?(?P<to>[^>\s,]{1,512})>?[: ]{1,2}"
    r"(?P<what>autowhitelisted|delayed for|skipping greylist|flushed|accepted)(?P<rest>.{0,200})"
)
_POLICYD = lazy(
    r"rcpt=[0-9]{1,20}, greylist=(?P<what>[a-z_]{2,20}), host=(?P<ip>[0-9A-Fa-f.:]{2,45}) \((?P<host>[^)\s]{0,255})\),"
    r" from=(?P<sender>[^,\s]{0,512}), to=(?P<to>[^,\s]{1,512}), size="
)
_CBPOLICYD = lazy(
    r"module=(?P<module>Greylisting|Quotas), (?:mode=[a-z]{1,20}, )?action=(?P<action>[a-z]{2,20}), host=(?P<ip>[0-9A-Fa-f.:]{2,45}),"
    r" helo=[^,\s]{0,255}, from=(?P<sender>[^,\s]{0,512}), to=(?P<to>[^,\s]{1,512}), reason=(?P<reason>[a-z_-]{2,60})"
)
_CLOCK = lazy(r"(?:(?P<days>[0-9]{1,4}) days? )?(?P<h>[0-9]{1,3}):(?P<m>[0-9]{2}):(?P<s>[0-9]{2})")


def read(line: LogLine) -> LogEvent | None:
    found = _POSTGREY.match(line.said)
    if found is not None:
        put_off = found["action"] == "greylist"
        return LogEvent(
            "greylisted" if put_off else "note", line, found["id"], found["host"], found["ip"], found["sender"],
            found["to"], reply=found["reason"], delay_s=float(found["delay"]) if found["delay"] else None,
        )  # fmt: skip
    found = _SQLGREY.match(line.said)
    if found is not None:
        put_off = found["what"] in ("new", "early reconnect", "throttling")
        return LogEvent(
            "greylisted" if put_off else "note", line, None, None, found["ip"], found["sender"], found["to"],
            reply=found["what"], delay_s=_seconds(found["delay"]),
        )  # fmt: skip
    return _of_milter(line) or _of_policy_daemon(line)


def _of_milter(line: LogLine) -> LogEvent | None:
    found = _MILTER.match(line.said)
    if found is None:
        return None
    put_off = found["what"] == "delayed for"
    return LogEvent(
        "greylisted" if put_off else "note", line, found["id"], found["host"] or None, found["ip"], found["sender"],
        found["to"], reply=(found["what"] + found["rest"])[:200],
    )  # fmt: skip


def _of_policy_daemon(line: LogLine) -> LogEvent | None:
    found = _POLICYD.match(line.said)
    if found is not None:
        put_off = found["what"] in ("new", "abuse")
        host = found["host"] if found["host"] not in ("", "unknown") else None
        return LogEvent(
            "greylisted" if put_off else "note", line, None, host, found["ip"], found["sender"], found["to"],
            reply=found["what"],
        )  # fmt: skip
    found = _CBPOLICYD.match(line.said)
    if found is None:
        return None
    put_off = found["module"] == "Greylisting" and found["action"] == "defer"
    return LogEvent(
        "greylisted" if put_off else "note", line, None, None, found["ip"], found["sender"], found["to"],
        reply=found["reason"],
    )  # fmt: skip


def _seconds(text: str | None) -> float | None:
    found = _CLOCK.match(text) if text else None
    if found is None:
        return None
    return int(found["days"] or 0) * 86_400.0 + int(found["h"]) * 3_600 + int(found["m"]) * 60 + int(found["s"])
