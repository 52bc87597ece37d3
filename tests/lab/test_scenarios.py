"""The stories of ``scenarios.py``: every hop is there, and every delay is what was done."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

import headertrace

from . import scenarios
from .host import Network
from .scenarios import HOUR, Scenario

STORIES: dict[str, Callable[[Network], Scenario]] = {
    "straight": scenarios.straight,
    "company": scenarios.company,
    "greylisted": scenarios.greylisted,
    "retried by postfix": lambda network: scenarios.retried(network, "postfix"),
    "retried by exim": lambda network: scenarios.retried(network, "exim"),
    "retried by sendmail": lambda network: scenarios.retried(network, "sendmail"),
    "filtered": scenarios.filtered,
    "held in the filter": lambda network: scenarios.filtered(network, 1200),
    "clock 300 s fast": lambda network: scenarios.wrong_clock(network, 300),
    "clock 47 s slow": lambda network: scenarios.wrong_clock(network, -47),
    "clock a day slow": lambda network: scenarios.wrong_clock(network, -24 * HOUR),
    "clock in the wrong zone": lambda network: scenarios.wrong_clock(network, 2 * HOUR),
    "sleeping client": scenarios.sleeping_client,
    "collected by fetchmail": lambda network: scenarios.collected_late(network, "fetchmail"),
    "collected by getmail": lambda network: scenarios.collected_late(network, "getmail"),
    "collected by mpop": lambda network: scenarios.collected_late(network, "mpop"),
    "moderated list": scenarios.moderated,
    "asleep, slow clock, greylisted, collected late": scenarios.combined,
    "greylisted, clock fast": lambda network: scenarios.greylisted(network, 300),
}


@pytest.mark.parametrize("story", STORIES)
def test_story(fresh_network: Network, story: str) -> None:
    truth = STORIES[story](fresh_network)
    trace = headertrace.trace(truth.message)
    shown = truth.message.partition(b"\n\n")[0].decode()
    assert [hop.received.by for hop in trace.hops] == list(truth.hosts), shown
    assert not trace.unparsed, shown
    assert not [hop for hop in trace.hops if hop.link.state == "broken"], shown
    off = [dict(truth.clocks).get(host, 0.0) for host in truth.hosts]
    for hop, (before, after) in zip(trace.hops[1:], pairwise(off), strict=True):
        meant = sum(wait.seconds for wait in truth.waits if wait.hop == hop.n) + after - before
        assert hop.delay_s is not None
        assert -1 <= hop.delay_s - meant <= truth.slack, shown
    assert trace.path.written and trace.path.submitted
    first = (trace.path.submitted - trace.path.written).total_seconds()
    meant = sum(wait.seconds for wait in truth.waits if wait.hop == 0) + off[0]
    assert -1 <= first - meant <= truth.slack, shown
    told = {(delay.hop if delay.hop > 1 or delay.cause not in _BEFORE_HAND else 0): delay for delay in trace.delays}
    for wait in truth.waits:
        if wait.seconds >= 60:
            delay = told.get(wait.hop)
            assert delay is not None, shown
            assert (delay.cause, delay.at) == (wait.cause, wait.host), (delay, shown)
    if not truth.waits and not truth.clocks:
        assert trace.delays == (), shown


_BEFORE_HAND = ("client-offline", "scheduled")
