"""Which scheme reads which id or field, so that only the files are loaded that a message needs.

A hop's dialect tells the schemes of its id (``clocks`` in the rows of ``received/products``); here
stand the ids of other dialects, by their shape, and the fields, by their name.
"""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.received.ids import EXIM_TIME, POSTFIX_TIME
from headertrace.received.products import BY_NAME

# The scheme of an id by its shape, where the dialect tells none: many servers hand on another's ids, or use its code.
BY_SHAPE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("exim", lazy(rf"(?:m[A-Z]/)?{EXIM_TIME}-[0-9A-Za-z]{{6,11}}\b")),
    ("postfix", lazy(rf"{POSTFIX_TIME}{{10}}z[0-9A-Za-z]{{3,}}$")),
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
COUNTS_FROM = {"x-ms-exchange-transport-endtoendlatency": "x-ms-exchange-crosstenant-originalarrivaltime"}
# Common fields that only some programs put a time into: how those begin, so that no reader is loaded for the others.
BEGINS = {"return-path": ("<sentto-", "sentto-", "<bounce-md_", "bounce-md_")}


def of_dialect(dialect: str, id: str) -> tuple[str, ...]:
    """The schemes that an id in a line of that dialect may follow."""
    known = BY_NAME[dialect].clocks
    if known is not None:
        return known
    return tuple(scheme for scheme, shape in BY_SHAPE if shape.match(id))


def of_name(field: str, value: str) -> str | None:
    """The scheme of a field's value; ``field`` is its name in lower case. None where it holds no time."""
    if field in BEGINS and not value.startswith(BEGINS[field]):
        return None
    return BY_FIELD.get(field)
