"""Driving a system's steps: for real, or as a rehearsal that prints them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from headertrace import __version__
from headertrace.remote.answers import Answer
from headertrace.remote.requests import Request
from headertrace.remote.secrets import Secret, hide
from headertrace.text.safe import safe
from headertrace.tickets.system import Flow, Outcome, Place, Step

if TYPE_CHECKING:
    from headertrace.remote.transport import Connection

    Perform = Callable[[Step], Answer]


def deliver(flow: Flow, perform: Perform, secrets: Iterable[Secret] = ()) -> Outcome:
    """Take every step. Raises Failed or Refused as the steps do.

    What a server says of the ticket is made safe to print, the ``secrets`` hidden in it.
    """
    try:
        step = next(flow)
        while True:
            step = flow.send(perform(step))
    except StopIteration as end:
        outcome: Outcome = end.value
        return outcome._replace(ticket=_clean(outcome.ticket, secrets), url=_clean(outcome.url, secrets))
    finally:
        flow.close()


def _clean(text: str | None, secrets: Iterable[Secret]) -> str | None:
    return None if text is None else safe(" ".join(hide(text, secrets).split()))


def performer(place: Place, tell: Callable[[str], None]) -> Perform:
    """What takes the steps: HTTP goes through one connection, other steps know how they are taken."""
    connection: list[Connection] = []

    def perform(step: Step) -> Answer:
        if not isinstance(step, Request):
            return step.perform()
        if not connection:
            from headertrace.remote.transport import TIMEOUT_S, Connection

            timeout, ca_file = float(place.get("timeout") or TIMEOUT_S), place.get("ca_file")
            secrets = place.secrets.values()
            agent = f"headertrace/{__version__}"
            connection.append(Connection(place.url, secrets, timeout=timeout, ca_file=ca_file, tell=tell, agent=agent))
        return connection[0].perform(step)

    return perform


def rehearse(flow: Flow) -> Iterator[str]:
    """Every step as text, each answered by its stand-in; nothing is sent."""
    try:
        step = next(flow)
        while True:
            yield step.describe()
            step = flow.send(Answer(step.stand_in))
    except StopIteration:
        return
