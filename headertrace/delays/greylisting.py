"""Greylisting: the receiver asks an unknown sender to come again, and says in a header for how long.

postgrey and gld write ``X-Greylist: delayed 310 seconds by postgrey-1.37 at host``, SQLgrey
``delayed 310 by SQLgrey-1.8.0``, milter-greylist ``Delayed for 00:15:03 by milter-greylist-4.2``;
rspamd tells by the rule GREYLIST among its results that the sender had come again, not after how
long. Sources: postgrey's and sqlgrey's programs, milter-greylist.c, rspamd's greylist.lua. OpenBSD's
spamd, greylistd and others write nothing: there the first retry's shape makes it possible only.
"""

from __future__ import annotations

import re

from headertrace.delays import Guess, Wait, evidence
from headertrace.delays.queue_retry import is_first_retry
from headertrace.organisations import operator
from headertrace.patterns import lazy
from headertrace.records.evidence import Evidence, Field
from headertrace.records.path import Hop
from headertrace.text.durations import duration

_NAMES = frozenset({"x-greylist", "x-greylisting", "x-greylist-delay", "x-grey-list"})
_RESULTS = frozenset({"x-spamd-result", "x-rspamd-report"})
_SECONDS = lazy(r".*?delayed (?:for )?([0-9]{1,7})(?: ?s(?:ec|econds)?\b| by )", re.IGNORECASE)
_CLOCK = lazy(r".*?delayed for (?:([0-9]+) days? )?([0-9]{1,3}):([0-9]{2}):([0-9]{2})", re.IGNORECASE)
_HOST = lazy(r".{0,300}? (?:at |\()([A-Za-z0-9][A-Za-z0-9.-]{0,254})(?:;| \[|$)", re.DOTALL)
_PASSED = lazy(r"[\s\S]*?\bGREYLIST ?\([-0-9.]*\) ?\[pass")
_SLACK_S = 120.0
# First retries of programs whose schedule is not known, after a greylist's usual five minutes.
_SHAPE_S = (240.0, 2_400.0)
# Greylisting was proposed in June 2003 (E. Harris, The Next Step in the Spam Control War: Greylisting).
_SINCE = (2003, 6)
# Operators that throttle by the client's reputation instead.
_NEVER = frozenset({"Microsoft", "Google", "Yahoo"})


def explain(wait: Wait) -> Guess | None:
    if wait.before is None or wait.hop.leg not in ("transit", "forwarding", "list"):
        return None
    said = statement(wait.hop, wait.before, wait.hops, wait.fields)
    if said and wait.seconds <= said[1] * 1.5 + _SLACK_S:
        return _said(wait, *said)
    if wait.seconds < _SHAPE_S[0]:
        return None
    for field in wait.fields:
        if field.name.lower() in _RESULTS and _of_rspamd(field, wait) and _PASSED.match(field.value[:8_000]):
            text = f"rspamd at {wait.hop.received.by} had put the sender off, and let it pass when it came again"
            ground = Evidence(field.number, field.lines, "GREYLIST [pass]")
            return Guess("greylisting", "likely", text, (ground,), wait.hop.received.by)
    if _looks_so(wait):
        text = "as long as a first retry after greylisting takes"
        return Guess("greylisting", "possible", text, (evidence(wait.hop, "no header says so"),), wait.hop.received.by)
    return None


def statement(hop: Hop, before: Hop, hops: tuple[Hop, ...], fields: tuple[Field, ...]) -> tuple[Field, float] | None:
    """The field in which the hop's greylist says that it made the sender wait, and for how many seconds."""
    for field in fields:
        if field.name.lower() in _NAMES and _belongs(field, hop, before, hops):
            seconds = _delay(field.value)
            if seconds is not None:
                return field, seconds
    return None


def _said(wait: Wait, field: Field, said: float) -> Guess:
    text = f"{wait.hop.received.by} made the sender wait and says so: {duration(said)} by its greylist"
    agree = abs(wait.seconds - said) <= max(_SLACK_S, said * 0.1)
    if not agree:
        text += (
            f"; the stamps tell {duration(wait.seconds)}: the two clocks differ, or it counts from an earlier message"
        )
    ground = Evidence(field.number, field.lines, field.value[:120])
    vouched = wait.hop.trust == "vouched" and wait.before is not None and field.number < wait.before.field.number
    certainty = "measured" if agree and vouched else "likely"
    return Guess("greylisting", certainty, text, (ground,), wait.hop.received.by)


def _looks_so(wait: Wait) -> bool:
    hop = wait.hop
    time = hop.received.time
    if hop.sender_organisation == hop.receiver_organisation or (time and (time.year, time.month) < _SINCE):
        return False
    known = operator(hop.received.by or "")
    if known and known.name in _NEVER:
        return False
    first = is_first_retry(wait)
    return _SHAPE_S[0] <= wait.seconds <= _SHAPE_S[1] if first is None else first


def _belongs(field: Field, hop: Hop, before: Hop, hops: tuple[Hop, ...]) -> bool:
    """postgrey and its kind write above their server's line, milters often under all others: both name the host."""
    named = _HOST.match(field.value)
    if named is None or not hop.received.by:
        return _beside(field, hop, before, hops)
    host = named[1].rstrip(".").lower()
    return host == hop.received.by or host.partition(".")[0] == hop.received.by.partition(".")[0]


def _of_rspamd(field: Field, wait: Wait) -> bool:
    """Whether the hop's own rspamd wrote it: beside its line, or as a milter below all, with the host's name."""
    before, hop = wait.before, wait.hop
    if before is None:
        return False
    servers = {other.value.strip().lower() for other in wait.fields if other.name.lower() == "x-rspamd-server"}
    return _beside(field, hop, before, wait.hops) or (hop.received.by in servers and field.number > before.field.number)


def _beside(field: Field, hop: Hop, before: Hop, hops: tuple[Hop, ...]) -> bool:
    """Whether a field stands next to the hop's line: above the line before and under the one after."""
    after = hops[hop.n].field.number if hop.n < len(hops) else 0
    return after < field.number < before.field.number


def _delay(text: str) -> float | None:
    match = _SECONDS.match(text)
    if match:
        return float(match[1])
    match = _CLOCK.match(text)
    if match:
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return days * 86_400.0 + hours * 3_600 + minutes * 60 + seconds
    return None
