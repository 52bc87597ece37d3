"""What hosts' clocks showed when messages came by: the observations that clocks are worked out from, as columns."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from headertrace.named import NamedTuple
from headertrace.organisations import registrable
from headertrace.records.vocabulary import BELIEVED
from headertrace.timeline.pooled import clock_of

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
        return np.concatenate([self.message[1:] != self.message[:-1], [True]])

    def by_host(self) -> list[Places]:
        """The places of each host's showings, by its number."""
        order = np.argsort(self.host, kind="stable")
        ends = np.searchsorted(self.host[order], np.arange(1, len(self.names)))
        return np.split(order, ends)


def columns(rows: Iterable[Showing]) -> Showings:
    """In order, without what tells nothing."""
    ordered = sorted(rows, key=lambda row: (row.message, row.hop))
    hosts, houses = _Codes(), _Codes()
    told = [
        (
            row.message, row.stamp, row.resolution, hosts.of(row.by_host), houses.of(row.by_organisation),
            row.trust in BELIEVED, after is not None and is_attested(row, after),
        )
        for row, after in zip(ordered, [*ordered[1:], None], strict=False)
    ]  # fmt: skip
    if not told:
        return _NONE
    message, stamp, resolution, host, house, believed, attested = map(np.array, zip(*told, strict=True))
    return kept(message, stamp, resolution, (host, hosts.names), (house, houses.names), believed, attested)


_NONE = Showings((), np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0), np.zeros(0, np.bool_))


class _Codes:
    """Names as numbers, -1 for none."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._of: dict[str, int] = {}

    def of(self, name: str | None) -> int:
        if name is None:
            return -1
        if name not in self._of:
            self._of[name] = len(self.names)
            self.names.append(name)
        return self._of[name]


def kept(
    message: Places,
    stamp: Numbers,
    resolution: Numbers,
    host: tuple[Places, list[str]],
    house: tuple[Places, list[str]],
    believed: Marks,
    attested: Marks,
) -> Showings:
    """The showings, in order, of clocks that have a name of their own, without claims that nobody attests.

    ``host`` and ``house`` (the organisation) are numbers, -1 for none, with the names that they stand for.
    """
    clocks, table = _Codes(), {}
    pairs = np.stack([host[0], house[0]], axis=1) if len(message) else np.zeros((0, 2), np.int64)
    for one, other in np.unique(pairs, axis=0).tolist():
        name = clock_of(host[1][one] if one >= 0 else None, house[1][other] if other >= 0 else None)
        table[one, other] = clocks.of(name)
    own = np.array([registrable(name) is not None for name in clocks.names], np.bool_)
    codes = np.array([table[one, other] for one, other in pairs.tolist()], np.int64)
    rows = (codes >= 0) & (believed | attested)
    # A claim counts only in the name of a host that nobody else has.
    rows[rows] &= believed[rows] | own[codes[rows]]
    return Showings(tuple(clocks.names), message[rows], codes[rows], stamp[rows], resolution[rows], believed[rows])


def is_attested(row: Showing, after: Showing) -> bool:
    """Whether a believed line right above says that this very host connected, by a name that it looked up."""
    return (
        after.message == row.message
        and after.hop == row.hop + 1
        and after.trust in BELIEVED
        and row.trust == "claimed"
        and row.by_host == after.rdns
    )
