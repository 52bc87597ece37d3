"""Greylisting: the receiver asks an unknown sender to come again, and may say in a header for how long.

What a header states is in ``timeline/statements``. rspamd tells by the rule GREYLIST among its results that the sender
had come again, not after how long (greylist.lua). OpenBSD's spamd, greylistd and others write nothing: there the
first retry's shape makes it possible only.
"""

from __future__ import annotations

from headertrace.delays.queue_retry import is_first_retry
from headertrace.delays.wait import Guess, Wait
from headertrace.organisations import operator
from headertrace.records.evidence import Field
from headertrace.records.vocabulary import Certainty
from headertrace.text.durations import duration
from headertrace.timeline.statements import SLACK_S, Statement, appended, says_came_again

# First retries of programs whose schedule is not known, after a greylist's usual five minutes.
_SHAPE_S = (240.0, 2_400.0)
# Greylisting was proposed in June 2003 (E. Harris, The Next Step in the Spam Control War: Greylisting).
_SINCE = (2003, 6)
# Operators that throttle by the client's reputation instead.
_NEVER = frozenset({"Microsoft", "Google", "Yahoo"})


def explain(wait: Wait) -> Guess | None:
    if wait.statement is not None:
        return _said(wait, wait.statement)
    if wait.seconds < _SHAPE_S[0] or wait.before is None:
        return None
    for field in wait.fields:
        stated = appended(field, wait.hop.field, wait.hop.received.by)
        if stated is not None and abs(stated - wait.seconds) <= SLACK_S:
            text = f"a field in {wait.hop.received.by}'s name says so: {duration(stated)} by its greylist"
            return Guess("greylisting", "likely", text, (field.evidence(field.value[:120]),), wait.hop.received.by)
        if says_came_again(field) and _of_rspamd(field, wait):
            text = (
                f"rspamd at {wait.hop.received.by} refused the message temporarily, and accepted it when it came again"
            )
            return Guess("greylisting", "likely", text, (field.evidence("GREYLIST [pass]"),), wait.hop.received.by)
    if _looks_so(wait):
        ground = wait.hop.field.evidence("no field says so")
        text = "as long as a first retry after greylisting takes"
        return Guess("greylisting", "possible", text, (ground,), wait.hop.received.by)
    return None


def _said(wait: Wait, said: Statement) -> Guess:
    host = wait.hop.received.by or "the server"
    text = f"{host} made the sender wait, and says so: {duration(said.seconds)} by its greylist"
    certainty: Certainty = "measured" if wait.hop.trust == "vouched" else "likely"
    part = said.seconds if wait.seconds - said.seconds > SLACK_S else None
    return Guess("greylisting", certainty, text, (said.field.evidence(said.field.value[:120]),), host, part)


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


def _of_rspamd(field: Field, wait: Wait) -> bool:
    """Whether the hop's own rspamd wrote it: beside its line, or as a milter below all, with the host's name."""
    before, hop = wait.before, wait.hop
    if before is None:
        return False
    after = wait.hops[hop.n].field.number if hop.n < len(wait.hops) else 0
    servers = {other.value.strip().lower() for other in wait.fields if other.key == "x-rspamd-server"}
    beside = after < field.number < before.field.number
    return beside or (hop.received.by in servers and field.number > before.field.number)
