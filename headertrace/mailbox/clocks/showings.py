"""What hosts' clocks showed when messages came by: the observations that clocks are worked out from, as columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from headertrace.organisations import registrable
from headertrace.timeline.observations import ONE_CLOCK

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]


class Showing(NamedTuple):
    """The clock of ``by_host`` showed ``stamp`` (seconds since 1970) when it took ``message`` in at hop ``hop``.

    ``trust`` is whose word the line is; ``rdns`` the proven name of the host that connected; ``by_organisation`` whose
    the host is. Where an id of the line tells the time more finely, ``stamp`` is that, and ``resolution`` its own.
    """

    message: int
    hop: int
    stamp: float
    by_host: str
    trust: str
    rdns: str | None = None
    by_organisation: str | None = None
    resolution: float = 1.0


class Showings(NamedTuple):
    """The same as columns, by message and hop. ``host`` is a place in ``names``; ``seen`` marks lines of servers that
    are believed, and the others are attested: the host proved its name to the server that wrote the next line.
    """

    names: tuple[str, ...]
    message: Places
    host: Places
    stamp: Numbers
    resolution: Numbers
    seen: Marks

    @property
    def newest(self) -> Marks:
        """Which are the newest of their messages."""
        return np.append(self.message[1:] != self.message[:-1], True)


_BELIEVED = ("vouched", "operator")


def columns(rows: Iterable[Showing]) -> Showings:
    """In order, without what tells nothing: claims that nobody attests, and names that are any host's."""
    ordered = sorted(rows, key=lambda row: (row.message, row.hop))
    codes: dict[str, int] = {}
    kept: list[tuple[int, int, float, float, bool]] = []
    for at, row in enumerate(ordered):
        after = ordered[at + 1] if at + 1 < len(ordered) else None
        name = clock_of(row.by_host, row.by_organisation)
        believed = row.trust in _BELIEVED
        if name is None or not (believed or (after is not None and is_attested(row, after))):
            continue
        kept.append((row.message, codes.setdefault(name, len(codes)), row.stamp, row.resolution, believed))
    return Showings(
        tuple(codes),
        np.array([item[0] for item in kept], np.int64),
        np.array([item[1] for item in kept], np.int64),
        np.array([item[2] for item in kept], np.float64),
        np.array([item[3] for item in kept], np.float64),
        np.array([item[4] for item in kept], np.bool_),
    )


def is_attested(row: Showing, after: Showing) -> bool:
    """Whether a believed line right above says that this very host connected, by a name that it looked up."""
    return (
        after.message == row.message
        and after.hop == row.hop + 1
        and after.trust in _BELIEVED
        and row.trust == "claimed"
        and row.by_host == after.rdns
        and registrable(row.by_host) is not None
    )


def clock_of(host: str | None, organisation: str | None) -> str | None:
    """The name of a host's clock: that of the operator where all its servers share one; None for anybody's names."""
    if organisation in ONE_CLOCK:
        return organisation
    if not host or host.partition(".")[0] == "localhost" or host.startswith(("127.", "::1")):
        return None
    return host
