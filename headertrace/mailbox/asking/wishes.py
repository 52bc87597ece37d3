"""What a question is asked of, and how: the options that all questions share."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from headertrace.limits import Limits
from headertrace.named import NamedTuple

# By what times are put together.
Span = Literal["hour", "day", "week", "month", "year"]
SPANS: tuple[Span, ...] = ("hour", "day", "week", "month", "year")


class Wishes(NamedTuple):
    """``since`` and ``before`` bound the messages' own time. ``sender`` and ``recipient`` are addresses or domains,
    ``domain`` is one of either, ``host`` a host or a domain of hosts; a domain stands for all below it.

    ``over_s`` is what counts as slow, in seconds, ``goal_s`` what a service level promises, ``target`` the share in
    percent that has to keep it. ``claimed`` has the senders' own lines counted too. ``top`` is how many rows are
    told, ``by`` how times are put together, None for what suits. ``zone`` is the IANA name of the zone days are of,
    ``rows`` how many rows a statement of the user's has at most.
    """

    since: datetime | None = None
    before: datetime | None = None
    sender: str | None = None
    recipient: str | None = None
    domain: str | None = None
    host: str | None = None
    leg: str | None = None
    over_s: float = 300.0
    goal_s: float | None = None
    target: float | None = None
    claimed: bool = False
    top: int = 10
    by: Span | None = None
    zone: str = "UTC"
    rows: int = Limits().sql_rows

    @property
    def way(self) -> str:
        """The columns of ``messages`` that tell how long delivery took begin with that: "inside" behind the hand-over,
        or "total".
        """
        return "total" if self.claimed else "inside"

    @property
    def some(self) -> bool:
        """Whether messages are chosen by who they are from or for, or by a host."""
        return any((self.sender, self.recipient, self.domain, self.host))
