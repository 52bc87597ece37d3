"""What a dialect is: how one family of servers writes its Received line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from headertrace.received.clauses import Clauses

Facts = dict[str, Any]


class Dialect(NamedTuple):
    """``product`` is the name people know it by. ``first`` says what the word after ``from`` is:
    ``helo``, ``rdns``, ``polled`` (the server that mail was collected from) or ``peer`` (a local
    user, or a program: neither). ``source``
    is the file or document that shows how the line is written. ``read`` may correct the facts
    of the general reading in place.
    """

    name: str
    product: str
    source: str
    first: str = "helo"
    read: Callable[[Clauses, Facts], None] | None = None
