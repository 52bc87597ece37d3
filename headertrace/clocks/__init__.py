"""Second clocks: times that ids and other fields carry beside the stamps.

Each module reads one scheme and is named in the index below, which tells by a hop's dialect or
a field's name whether it matters. A reading that lies more than a day from the stamp beside it
is taken for chance, unless the scheme cannot come about by chance.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from typing import NamedTuple

from headertrace.patterns import Pattern, lazy
from headertrace.records.evidence import Field
from headertrace.records.judgements import Clock
from headertrace.records.path import Hop
from headertrace.records.received import Stamp
from headertrace.records.vocabulary import Trust
from headertrace.syntax.dates import parse_date

# A hop's dialect: the schemes its id may follow.
BY_DIALECT: dict[str, tuple[str, ...]] = {
    "sendmail": ("sendmail",), "proofpoint": ("sendmail",), "fortimail": ("sendmail",), "exim": ("exim",),
    "postfix": ("postfix",), "google": ("google",), "intermail": ("spelled",), "domino": ("spelled",),
    "icewarp": ("spelled",), "navgw": ("spelled",), "dovecot": ("dovecot",), "amazonses": ("amazonses",),
    "oracle": ("oracle",), "netscape": ("netscape",), "aol": ("aol",), "mailsweeper": ("mailsweeper",),
    "sendgrid": ("sendgrid",), "mailgun": ("object_id",), "momentum": ("momentum",), "zoho": ("zoho",),
    # Servers that write as Courier does have ids as Exim's.
    "courier": ("courier", "exim"),
    # Their ids hold no time: nothing is looked for.
    "exchange": (), "exchange_ims": (),
}  # fmt: skip
# The scheme of an id by its shape, where the dialect tells none: many servers hand on another's ids, or use its code.
BY_SHAPE: tuple[tuple[str, Pattern[str]], ...] = (
    ("exim", lazy(r"(?:m[A-Z]/)?[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}\b")),
    ("postfix", lazy(r"[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10}z[0-9A-Za-z]{3,}$")),
    ("google", lazy(r"\S*\.1[0-9]{12}$")),
    ("uuid", lazy(r"[0-9A-Fa-f]{8}-?[0-9A-Fa-f]{4}-?1[0-9A-Fa-f]{3}-?[89ABab][0-9A-Fa-f]{3}-?[0-9A-Fa-f]{12}$")),
    ("momentum", lazy(r"[0-9A-F]{2}\.[0-9A-F]{2}\.[0-9]{5}\.[0-9A-F]{8}$")),
)
# A field's name, in lower case: the scheme of its value.
BY_FIELD: dict[str, str] = {
    "x-originalarrivaltime": "filetime", "x-ms-exchange-crosstenant-originalarrivaltime": "filetime",
    "x-ms-exchange-organization-expirationstarttime": "filetime",
    "x-ms-exchange-transport-crosstenantheadersstamped": "filetime",
    "x-ms-exchange-transport-endtoendlatency": "latency",
    "dkim-signature": "signature", "x-google-dkim-signature": "signature", "x-ses-dkim-signature": "signature",
    "arc-seal": "signature", "arc-message-signature": "signature",
    "message-id": "message_id", "thread-index": "thread_index", "content-type": "boundary", "x-greylist": "greylist",
    "delivery-date": "dated", "x-mailman-approved-at": "dated", "x-apparently-to": "dated", "posted-date": "dated",
    "received-date": "dated", "nntp-posting-date": "dated", "x-mdav-processed": "dated", "x-spam-processed": "dated",
    "x-authentication-info": "dated", "x-sent": "dated", "x-airmail-delivered": "dated", "x-airmail-spooled": "dated",
    "x-list-received-date": "dated",
    "x-yandex-timemark": "counted", "x-mc-ingress-time": "counted", "x-msg-ref": "counted", "x-trace": "counted",
    "x-cm-analysis": "counted", "x-egroups-return": "counted", "return-path": "counted",
}  # fmt: skip
# A field whose time counts from that in another field.
_COUNTS_FROM = {"x-ms-exchange-transport-endtoendlatency": "x-ms-exchange-crosstenant-originalarrivaltime"}
# Common fields that only some programs put a time into: how those begin, so that no reader is loaded for the others.
_BEGINS = {"return-path": ("<sentto-", "sentto-", "<bounce-md_", "bounce-md_")}
_CHANCE_S = 86_400.0


class Reading(NamedTuple):
    """What a scheme makes of a text: ``time`` in UTC, to ``resolution_s`` seconds.

    ``certain`` says that the text cannot look so by chance; ``local`` that the time is in the
    host's own zone, whose offset the stamp beside it tells; ``anew`` that the time is of the
    moment the line was written (a reply's Thread-Index is not).
    """

    text: str
    time: datetime
    resolution_s: float
    certain: bool = False
    local: bool = False
    anew: bool = True


@cache
def _scheme(name: str) -> Callable[[str, datetime | None, int | None], Reading | None]:
    read: Callable[[str, datetime | None, int | None], Reading | None]
    read = import_module(f"headertrace.clocks.{name}").read
    return read


def read(fields: tuple[Field, ...], hops: tuple[Hop, ...]) -> tuple[Clock, ...]:
    """All second clocks of a message, oldest hop first, then the fields from the top."""
    return (*_of_hops(hops), *_of_fields(fields, hops))


def _of_hops(hops: tuple[Hop, ...]) -> Iterator[Clock]:
    for hop in hops:
        got = hop.received
        stamp = got.stamp
        if not got.id or stamp is None or stamp.utc is None:
            continue
        told = of_id(got.dialect, got.id, stamp)
        if told is None:
            continue
        scheme, found = told
        ahead = (found.time - stamp.utc).total_seconds()
        if found.certain or abs(ahead) <= _CHANCE_S:
            yield Clock(
                scheme, found.text, hop.field.number, hop.n, found.time, found.resolution_s, ahead, hop.trust,
                "likely" if found.certain else "possible",
            )  # fmt: skip


def of_id(dialect: str, id: str, stamp: Stamp) -> tuple[str, Reading] | None:
    """(scheme, reading) of a hop's id; ``stamp`` is the one beside it. None where no scheme reads the id."""
    for scheme in _schemes(dialect, id):
        # Postfix's short ids, the common ones, hold no time.
        if scheme == "postfix" and "z" not in id:
            continue
        found = _scheme(scheme)(id, stamp.utc, stamp.offset)
        if found is not None:
            return scheme, found
    return None


def of_field(name: str, value: str) -> Reading | None:
    """What a field's value tells by itself; ``name`` in lower case. None where no scheme reads it."""
    scheme = _field_scheme(name, value)
    return _scheme(scheme)(value, None, None) if scheme else None


def _field_scheme(name: str, value: str) -> str | None:
    if name in _BEGINS and not value.startswith(_BEGINS[name]):
        return None
    return BY_FIELD.get(name)


def _schemes(dialect: str, id: str) -> tuple[str, ...]:
    known = BY_DIALECT.get(dialect)
    if known is not None:
        return known
    return tuple(scheme for scheme, shape in BY_SHAPE if shape.match(id))


def _of_fields(fields: tuple[Field, ...], hops: tuple[Hop, ...]) -> Iterator[Clock]:
    told = [field for field in fields if field.name.lower() in BY_FIELD]
    if not told:
        return
    dates = (parse_date(field.value) for field in fields if field.name.lower() == "date")
    written = next(dates, None)
    newest = next((hop.received.stamp for hop in reversed(hops) if hop.received.stamp), None)
    offset = newest.offset if newest else None
    stamps = _Stamps(hops)
    starts = _starts(told)
    lowest = next((hop.field.number for hop in hops if hop.trust == "vouched"), 0)
    for field in told:
        name, value = field.name.lower(), field.value
        scheme = _field_scheme(name, value)
        found = _scheme(scheme)(value, starts.get(name), offset) if scheme else None
        if scheme is None or found is None:
            continue
        if found.local and written:
            found = found._replace(time=_nearer(found.time, written))
        nearest = stamps.nearest(found.time)
        ahead = (found.time - nearest).total_seconds() if nearest else None
        if not found.certain and (ahead is None or (abs(ahead) > _CHANCE_S)):
            continue
        # A field above the oldest line vouched for was written by a trusted server, or after it.
        trust: Trust = "vouched" if field.number < lowest else "claimed"
        yield Clock(
            scheme, found.text, field.number, None, found.time, found.resolution_s, ahead if found.anew else None,
            trust, "likely" if found.certain else "possible",
        )  # fmt: skip


class _Stamps:
    """The hops' times in order, to find the nearest one; of two as near, the older hop's."""

    def __init__(self, hops: tuple[Hop, ...]) -> None:
        self._hop: dict[datetime, int] = {}
        for hop in hops:
            if hop.received.time:
                self._hop.setdefault(hop.received.time, hop.n)
        self._times = sorted(self._hop)

    def nearest(self, time: datetime) -> datetime | None:
        at = bisect_left(self._times, time)
        around = self._times[max(0, at - 1) : at + 1]
        return min(around, key=lambda near: (abs(near - time), self._hop[near]), default=None)


def _starts(told: list[Field]) -> dict[str, datetime]:
    """The times that fields of a name count from."""
    found: dict[str, datetime] = {}
    for name, start in _COUNTS_FROM.items():
        field = next((field for field in told if field.name.lower() == start), None)
        reading = of_field(start, field.value) if field else None
        if reading:
            found[name] = reading.time
    return found


def _nearer(spelled: datetime, written: Stamp) -> datetime:
    """A time that a program spells in UTC or in its own zone: whichever is nearer to the Date."""
    if written.utc is None or not written.offset:
        return spelled
    local = spelled - timedelta(minutes=written.offset)
    return local if abs(local - written.utc) < abs(spelled - written.utc) else spelled
