"""The causes and when each can matter, so that only the files are loaded that can.

The order decides between answers of the same certainty.
"""

from __future__ import annotations

from collections.abc import Callable

from headertrace.delays.wait import LARGE_BYTES, Wait
from headertrace.named import NamedTuple
from headertrace.received.products import BY_NAME
from headertrace.records.vocabulary import Cause


class Row(NamedTuple):
    """A cause, whose leaf's ``explain(wait)`` is asked where ``matters(wait)``."""

    cause: Cause
    matters: Callable[[Wait], bool]


def _near_the_writer(wait: Wait) -> bool:
    return wait.before is None or wait.before.n == 1


def _between_hosts(wait: Wait) -> bool:
    return wait.before is not None and not wait.inside and wait.before.received.by != wait.hop.received.by


def _from_elsewhere(wait: Wait) -> bool:
    return wait.before is not None and wait.hop.leg in ("transit", "forwarding", "list")


def _filtered(wait: Wait) -> bool:
    return wait.hop.leg == "filtering"


def _collected(wait: Wait) -> bool:
    return wait.hop.leg == "retrieval"


def _listed(wait: Wait) -> bool:
    return wait.listed


def _large(wait: Wait) -> bool:
    return (wait.size or 0) >= LARGE_BYTES


def _may_be_released(wait: Wait) -> bool:
    if wait.before is None:
        return False
    named = any("quarantine" in name or "release" in name for name in wait.names)
    return named or BY_NAME[wait.hop.received.dialect].quarantine


def _says_so(wait: Wait) -> bool:
    return wait.statement is not None


def _silent(wait: Wait) -> bool:
    return wait.statement is None and _from_elsewhere(wait)


def _before_the_server(wait: Wait) -> bool:
    return wait.before is None and wait.submitted


def _after_the_last(wait: Wait) -> bool:
    return wait.after_last


def _sent_on(wait: Wait) -> bool:
    return "resent-date" in wait.names


INDEX: tuple[Row, ...] = (
    Row("local-delivery", _after_the_last),
    Row("late-collection", _collected),
    Row("greylisting", _says_so),
    Row("moderation", _listed),
    Row("quarantine", _may_be_released),
    Row("filter", _filtered),
    Row("resent", _sent_on),
    Row("scheduled", _near_the_writer),
    Row("slow-transfer", _large),
    Row("program-queue", _before_the_server),
    Row("client-offline", _before_the_server),
    Row("list-queue", _listed),
    Row("forwarding", _between_hosts),
    Row("throttling", _between_hosts),
    Row("queue-retry", _between_hosts),
    # Where nothing says so, the sender's queue is the surer half of the story.
    Row("greylisting", _silent),
)
