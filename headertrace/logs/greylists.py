"""postgrey, SQLgrey, milter-greylist and the policy daemons: who was put off, and after how long it was let in.

Sources: postgrey (``action=greylist, reason=new, ...``), sqlgrey (``grey: new: ...``, ``grey: reconnect ok: ...``),
milter-greylist.c (``addr ... from <...> to <...> delayed for ...``), policyd 1's greylist.c
(``rcpt=7, greylist=new, ...``), and the modules of policyd 2, cbpolicyd (``module=Greylisting, action=defer, ...``).
"""

from __future__ import annotations

from re import Match

from headertrace.patterns import lazy
from headertrace.records.logs import LogEvent, LogLine
from headertrace.text.durations import of_parts

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
    r"(?:(?P<id>[0-9A-Za-z]{5,24}): )?addr (?P<host>\S{1,255})?\[(?P<ip>[^\]]{2,45})\] from <?(?P<sender>[^>\s]{0,512})>? (?:rcpt|to) <?(?P<to>[^>\s,]{1,512})>?[: ]{1,2}"
    r"(?P<what>autowhitelisted|delayed for|skipping greylist|flushed|accepted)(?P<rest>.{0,200})"
)
_POLICYD = lazy(
    r"rcpt=[0-9]{1,20}, greylist=(?P<what>[a-z_]{2,20}), host=(?P<ip>[0-9A-Fa-f.:]{2,45}) \((?:unknown|(?P<host>[^)\s]{1,255}))?\),"
    r" from=(?P<sender>[^,\s]{0,512}), to=(?P<to>[^,\s]{1,512}), size="
)
_CBPOLICYD = lazy(
    r"module=(?P<module>Greylisting|Quotas), (?:mode=[a-z]{1,20}, )?action=(?P<action>[a-z]{2,20}), host=(?P<ip>[0-9A-Fa-f.:]{2,45}),"
    r" helo=[^,\s]{0,255}, from=(?P<sender>[^,\s]{0,512}), to=(?P<to>[^,\s]{1,512}), reason=(?P<reason>[a-z_-]{2,60})"
)
_CLOCK = lazy(r"(?:([0-9]{1,4}) days? )?([0-9]{1,3}):([0-9]{2}):([0-9]{2})")


def read(line: LogLine) -> LogEvent | None:
    return _of_postgrey(line) or _of_sqlgrey(line) or _of_milter(line) or _of_policyd(line) or _of_cbpolicyd(line)


def _of_postgrey(line: LogLine) -> LogEvent | None:
    found = _POSTGREY.match(line.said)
    if found is None:
        return None
    delay = float(found["delay"]) if found["delay"] else None
    return _event(line, found, found["action"] == "greylist", found["reason"], delay)


def _of_sqlgrey(line: LogLine) -> LogEvent | None:
    found = _SQLGREY.match(line.said)
    if found is None:
        return None
    clock = _CLOCK.match(found["delay"]) if found["delay"] else None
    put_off = found["what"] in ("new", "early reconnect", "throttling")
    return _event(line, found, put_off, found["what"], of_parts(*clock.groups()) if clock else None)


def _of_milter(line: LogLine) -> LogEvent | None:
    found = _MILTER.match(line.said)
    if found is None:
        return None
    return _event(line, found, found["what"] == "delayed for", (found["what"] + found["rest"])[:200])


def _of_policyd(line: LogLine) -> LogEvent | None:
    found = _POLICYD.match(line.said)
    return _event(line, found, found["what"] in ("new", "abuse"), found["what"]) if found is not None else None


def _of_cbpolicyd(line: LogLine) -> LogEvent | None:
    found = _CBPOLICYD.match(line.said)
    if found is None:
        return None
    return _event(line, found, (found["module"], found["action"]) == ("Greylisting", "defer"), found["reason"])


def _event(line: LogLine, found: Match[str], put_off: bool, reply: str, delay_s: float | None = None) -> LogEvent:
    told = found.groupdict()
    return LogEvent(
        "greylisted" if put_off else "note", line, told.get("id"), told.get("host"), found["ip"], found["sender"],
        found["to"], reply=reply, delay_s=delay_s,
    )  # fmt: skip
