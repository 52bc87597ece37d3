"""The causes and when each can matter, so that only the files are loaded that can.

The order decides between answers of the same certainty.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from headertrace.delays.wait import Wait
from headertrace.received.products import BY_NAME
from headertrace.records.vocabulary import Cause


class Row(NamedTuple):
    """A cause, whose leaf's ``explain(wait)`` is asked where ``matters(wait)``.

    A ``covers`` cause is the same said less closely, and no rival. With ``states`` its leaf holds
    ``statement(hop, before, hops, fields)`` as well, asked where a field's name begins so: the field in
    which the host itself says for how many seconds it made the mail wait, which goes by one clock, and the
    stamps by two. With ``shares`` its leaf holds ``share(wait)`` as well, asked first where that fits: the
    wait without what this cause makes up of it, and words on that.
    """

    cause: Cause
    matters: Callable[[Wait], bool]
    covers: tuple[Cause, ...] = ()
    states: str = ""
    shares: Callable[[Wait], bool] | None = None


def _to_the_first_server(wait: Wait) -> bool:
    return wait.before is None


def _near_the_writer(wait: Wait) -> bool:
    return wait.before is None or wait.before.n == 1


def _between_hosts(wait: Wait) -> bool:
    return wait.before is not None and wait.seconds > 0 and wait.before.received.by != wait.hop.received.by


def _from_elsewhere(wait: Wait) -> bool:
    return wait.before is not None and wait.hop.leg in ("transit", "forwarding", "list")


def _filtered(wait: Wait) -> bool:
    return wait.hop.leg == "filtering"


def _collected(wait: Wait) -> bool:
    return wait.hop.leg == "retrieval"


def _listed(wait: Wait) -> bool:
    return wait.listed


def _large(wait: Wait) -> bool:
    return (wait.size or 0) > 1_000_000


def _may_be_released(wait: Wait) -> bool:
    if wait.before is None:
        return False
    named = any("quarantine" in name or "release" in name for name in wait.names)
    return named or BY_NAME[wait.hop.received.dialect].quarantine


def _backwards(wait: Wait) -> bool:
    return any(step is not None and step < 0 for step in wait.steps)


def _zone_or_backwards(wait: Wait) -> bool:
    return bool(wait.zones) or _backwards(wait)


def _among_backwards(wait: Wait) -> bool:
    """A wait between servers, with a step backwards somewhere."""
    return wait.before is not None and wait.seconds > 0 and _backwards(wait)


INDEX: tuple[Row, ...] = (
    Row("wrong-zone", _zone_or_backwards, covers=("wrong-clock",)),
    Row("wrong-clock", _backwards, shares=_among_backwards),
    Row("late-collection", _collected),
    Row("greylisting", _from_elsewhere, states="x-grey"),
    Row("moderation", _listed),
    Row("quarantine", _may_be_released),
    Row("filter", _filtered),
    Row("scheduled", _near_the_writer),
    Row("slow-transfer", _large),
    Row("client-offline", _to_the_first_server),
    Row("list-queue", _listed),
    Row("forwarding", _between_hosts),
    Row("throttling", _between_hosts),
    Row("queue-retry", _between_hosts),
)
COVERED: dict[Cause, tuple[Cause, ...]] = {row.cause: row.covers for row in INDEX}
