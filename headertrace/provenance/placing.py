"""Which hop a line between the Received lines belongs to, and whether its writer is one's own.

A server adds its lines on top (RFC 5321 section 4.4), so a line was written by the server of the
Received line under it. There are two exceptions, and both stand where a sender's own lines stand:
Postfix puts what its milters insert under its own Received line, and Exim's ``add_header``, sendmail's
``smfi_addheader`` and Microsoft 365 append to the end of the block. A host that the line names decides.
"""

from __future__ import annotations

from bisect import bisect_left

from headertrace.named import NamedTuple
from headertrace.organisations import owner
from headertrace.provenance import VOUCHED
from headertrace.records.path import Hop


class Place(NamedTuple):
    """``hop`` is the number of the hop whose server wrote the line, None where that cannot be told.

    ``trusted`` is True where only one's own servers can have written it, False where it came with the
    message, and None where one's own server is named but a sender could have written just that.
    """

    hop: int | None
    trusted: bool | None


class Placing:
    """The places of a message's lines; made once a message."""

    def __init__(self, hops: tuple[Hop, ...]) -> None:
        self._newest_first = hops[::-1]
        self._numbers = [hop.field.number for hop in self._newest_first]

    def of(self, number: int, host: str | None = None, product: str = "") -> Place:
        """The place of field ``number``, in which ``host`` is named as the writer.

        ``product`` is what wrote it: a provider's own filter runs on the provider's servers.
        """
        at = bisect_left(self._numbers, number)
        above = self._newest_first[at - 1] if at else None
        below = self._newest_first[at] if at < len(self._numbers) else None
        if below and below.trust == VOUCHED:
            # Both lines are one's own, and so is whoever wrote between them.
            milter = above and not is_host(host, below) and is_host(host, above)
            return Place(above.n if above and milter else below.n, True)
        if above and is_host(host, above) and not is_host(host, below):
            return Place(above.n, None if above.trust == VOUCHED else False)
        if below:
            return Place(below.n, False)
        appended = next((hop for hop in self._newest_first if is_host(host, hop)), None)
        appended = appended or next((hop for hop in self._newest_first if _is_of(product, hop)), None)
        if appended:
            return Place(appended.n, None if appended.trust == VOUCHED else False)
        return Place(None, False)

    def guarded(self, house: str, ip: str | None = None, host: str | None = None) -> Place | None:
        """The place of a line that ``house`` takes away from mail that comes in, wherever it stands.

        ``ip`` is the connecting address that the line names, ``host`` its writer. None where no server
        of that organisation is among one's own.
        """
        own = [hop for hop in self._newest_first if hop.trust == VOUCHED and hop.receiver_organisation == house]
        if not own:
            return None
        label = (host or "").partition(".")[0]
        seen = (hop for hop in own if (ip and hop.received.ip == ip) or (label and label == _label(hop)))
        return Place(next(seen, own[-1]).n, True)


def is_host(name: str | None, hop: Hop | None) -> bool:
    """Whether ``name`` is the server of that hop: its name, its first label, or its organisation's domain."""
    if not name or hop is None:
        return False
    if name in (hop.received.by, _label(hop)):
        return True
    return bool(hop.receiver_organisation) and owner(name) == hop.receiver_organisation


def _is_of(product: str, hop: Hop) -> bool:
    """Whether a product is named like the organisation of that hop: "GMX virus scanner" at "GMX and Web.de"."""
    runs, house = hop.receiver_organisation or "", product.removesuffix(" virus scanner")
    return bool(runs and house) and (house.startswith(runs) or runs.startswith(house))


def _label(hop: Hop) -> str:
    return (hop.received.by or "").partition(".")[0]
