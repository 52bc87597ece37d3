"""The stories once more, with the logs that the servers wrote while they were played: waits are measured then."""

from __future__ import annotations

import pytest

import headertrace
from headertrace.logs import collect
from headertrace.logs.reading import LogFile
from headertrace.records.trace import Trace
from headertrace.sources import read
from stories.story import Wait

from .host import Network
from .stories import STORIES

# Causes that the log of the host that had the message tells.
BY_LOG = {"greylisting", "queue-retry", "filter"}
# Those whose waits begin and end at Postfix or Exim, which log: sendmail's syslog has no socket here.
NAMES = [name for name in STORIES if any(word in name for word in ("greylisted", "retried", "filter", "straight"))]
_WORTH_S = 60.0


def files(network: Network) -> list[LogFile]:
    """The logs of all hosts, each under its host's name."""
    found = []
    for host in network.hosts:
        top = host.path("/var/log")
        paths = (path for pattern in ("mail.log", "exim4/mainlog", "dovecot.log") for path in top.glob(pattern))
        found += [LogFile(f"{host.name}.{path.name}", path) for path in paths]
    return found


@pytest.mark.parametrize("story", NAMES)
def test_the_log_measures_the_wait(fresh_network: Network, story: str) -> None:
    truth = STORIES[story](fresh_network)
    message = next(read(truth.message))
    logs = files(fresh_network)
    logged = collect([headertrace.trace(message)], logs, lambda *_: None)[0]
    trace = headertrace.trace(message, logged=logged)
    assert any(stay.hop for stay in logged.stays) or not logs, story
    for wait in truth.waits:
        if wait.cause in BY_LOG and wait.seconds >= _WORTH_S and _is_logged(wait, trace):
            found = [item for item in trace.delays if item.hop == wait.hop and item.certainty == "measured"]
            assert [(item.cause, abs(item.seconds - wait.seconds) <= 2 + truth.slack) for item in found] == [
                (wait.cause, True)
            ], (wait, trace.delays)


def _is_logged(wait: Wait, trace: Trace) -> bool:
    """Whether the host that had the message wrote a log of it."""
    return wait.hop > 1 and trace.hops[wait.hop - 2].log is not None and bool(trace.hops[wait.hop - 2].log.seconds)
