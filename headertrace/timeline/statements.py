"""What servers state of time in words of their own: how long a greylist made the sender wait.

postgrey and gld write ``X-Greylist: delayed 310 seconds by postgrey-1.37 at host``; SQLgrey ``delayed 00:12:34 by
SQLgrey-1.8.0`` where its database is MySQL, ``1 day 02:03:04`` on PostgreSQL and seconds on SQLite; milter-greylist
``Delayed for 00:15:03 by milter-greylist-4.2 (host [ip])``. Sources: the programs postgrey and sqlgrey
(get_reconnect_delay), milter-greylist.c.
"""

from __future__ import annotations

import re

from headertrace.named import NamedTuple
from headertrace.organisations.addresses import INNER
from headertrace.patterns import lazy
from headertrace.records.evidence import Field
from headertrace.records.path import Part, Step
from headertrace.text.durations import of_parts

NAMES = frozenset({"x-greylist", "x-greylisting", "x-greylist-delay", "x-grey-list"})
_SECONDS = lazy(r".*?delayed (?:for )?([0-9]{1,7})(?: ?s(?:ec|econds)?\b| by )", re.IGNORECASE)
_INTERVAL = lazy(r".*?delayed (?:for )?(?:([0-9]{1,4}) days? )?([0-9]{1,3}):([0-9]{2}):([0-9]{2})", re.IGNORECASE)
_DAYS = lazy(r".*?delayed (?:for )?([0-9]{1,4}) days?\b", re.IGNORECASE)
_HOST = lazy(r".{0,300}? (?:at |\()([A-Za-z0-9][A-Za-z0-9.-]{0,254})(?:;| \[|\)|$)", re.DOTALL)
# rspamd tells that the sender had come again, not after how long (lua/greylist.lua).
RESULTS = frozenset({"x-spamd-result", "x-rspamd-report"})
_CAME_AGAIN = lazy(r"[\s\S]*?\bGREYLIST ?\([-0-9.]*\) ?\[pass")

# A greylist counts from the first attempt that it saw, the stamps from the line before.
SLACK_S = 120.0
# No message passes so many greylists.
_MOST = 20


class Statement(NamedTuple):
    """``field`` says that the host of hop ``hop`` made the sender wait for ``seconds``."""

    field: Field
    hop: int
    seconds: float


def greylists(fields: tuple[Field, ...], steps: tuple[Step, ...], parts: tuple[Part, ...]) -> tuple[Statement, ...]:
    """The statements of greylists that belong to a hop, one a hop, the topmost first."""
    found: dict[int, Statement] = {}
    for field in fields:
        if field.key not in NAMES:
            continue
        seconds = delay(field.value)
        step = _owner(field, steps, parts) if seconds is not None else None
        if step is not None and seconds is not None:
            found.setdefault(step.n, Statement(field, step.n, seconds))
    return tuple(found.values())


def came_again(fields: tuple[Field, ...], steps: tuple[Step, ...]) -> set[int]:
    """The hop whose server had put the sender off, and says so without a count: the line right under the field, or,
    a milter's field standing below all lines, the newest one that took mail in.
    """
    found: set[int] = set()
    for field in fields:
        if says_came_again(field):
            under = [step.n for step in steps if step.field.number > field.number]
            found.add(max(under) if under else len(steps))
    return found


def says_came_again(field: Field) -> bool:
    """Whether it is rspamd's word that the sender had been put off, and came again."""
    return field.key in RESULTS and _CAME_AGAIN.match(field.value[:8_000]) is not None


def appended(field: Field, line: Field, by: str | None) -> float | None:
    """The seconds that a field below ``line`` states in the name of ``by``, who wrote the line; None where it is none.

    Milters (smfi_addheader) and ZMailer's policy server add their fields below the host's own line, where the sender
    could have written it too: such a field names a wait that the stamps show, and makes none.
    """
    named = _host(field) if field.key in NAMES and field.number > line.number else None
    return delay(field.value) if named and _is(named, by) else None


def shown(fields: tuple[Field, ...], steps: tuple[Step, ...]) -> set[int]:
    """The hops whose stamps show the wait that an appended field states."""
    found: set[int] = set()
    own = [field for field in fields if field.key in NAMES][:_MOST]
    for step in steps[1:]:
        for field in own:
            stated = appended(field, step.field, step.received.by)
            if stated is not None and step.delay_s is not None and abs(stated - step.delay_s) <= SLACK_S:
                found.add(step.n)
    return found


def delay(text: str) -> float | None:
    """The seconds that a greylist's field states; None where it states none."""
    match = _INTERVAL.match(text)
    if match:
        return of_parts(*match.groups())
    match = _SECONDS.match(text)
    if match:
        return float(match[1])
    match = _DAYS.match(text)
    return int(match[1]) * 86_400.0 if match else None


def _owner(field: Field, steps: tuple[Step, ...], parts: tuple[Part, ...]) -> Step | None:
    """The hop of the host that wrote the field above its own line: the one it names, else the line right under it."""
    host = _host(field)
    candidates = [step for step, part in zip(steps, parts, strict=True) if _takes_mail_in(step, part)]
    own = [step for step in candidates if _is(host, step.received.by)]
    if own:
        return next((step for step in reversed(own) if step.field.number > field.number), None)
    under = [step for step in steps if step.field.number > field.number]
    return under[-1] if under and under[-1] in candidates else None


def _host(field: Field) -> str | None:
    named = _HOST.match(field.value)
    return named[1].rstrip(".").lower() if named else None


def _takes_mail_in(step: Step, part: Part) -> bool:
    """A line that took the mail from another host: no filter's re-injection, no step inside a queue."""
    if part.leg in ("filtering", "retrieval"):
        return False
    return step.received.ip is not None and (step.scope not in INNER or step.scope in ("private", "ULA"))


def _is(host: str | None, by: str | None) -> bool:
    return bool(host and by) and (host == by or host.partition(".")[0] == by.partition(".")[0])  # type: ignore[union-attr]
