"""Whether a message may carry another one: what is asked of every message, before ``carried`` is loaded."""

from __future__ import annotations

from headertrace.dictionary.lists import ALL as LIST_MARKS
from headertrace.records.evidence import Field
from headertrace.records.message import KIND_OF_NOTICE

# Types of the whole message that a mail can lie in; else there is at most a header in its text.
PARTED = ("multipart/", "message/", "application/pkcs7", "application/x-pkcs7", "application/ms-tnef")
# The word Received, in base64, at any of its three places.
_ENCODED = (b"VjZWl2ZW", b"ZWNlaXZlZ", b"lY2VpdmVk")
_PARTS = (b"essage/", b"ESSAGE/", b"rfc822-headers", b"pkcs7-mime", b"ms-tnef", b"multipart/digest")
# What lists write, and servers and programs into mail that they send on their own (RFC 3834).
_NO_HAND = LIST_MARKS | {
    "auto-submitted", "x-failed-recipients", "x-autoreply", "feedback-id", "x-mlserver", "x-ml-name",
    KIND_OF_NOTICE.lower(),
}  # fmt: skip
_NOTICES = ("delivery-status", "disposition-notification")
_BULK = frozenset({"bulk", "list", "junk"})
_SERVERS = ("mailer-daemon", "postmaster", "mail delivery")


def may_carry(fields: tuple[Field, ...], body: bytes, wanted: bool) -> bool:
    """Whether it is worth while to look for another message in the body; in a notice only if it is ``wanted``."""
    type = encoding = ""
    for field in fields:
        if field.key == "content-type":
            type = type or field.value[:100].lower()
        elif field.key == "content-transfer-encoding":
            encoding = encoding or field.value.lower()
    if not body or (not wanted and any(word in type for word in _NOTICES)):
        return False
    if type.startswith(PARTED):
        if not type.startswith("multipart/") or any(word in body for word in _PARTS):
            return True
        return by_hand(fields) and (b"eceived" in body or in_base64(body))
    if not by_hand(fields):
        return False
    return in_base64(body) if encoding == "base64" else b"eceived" in body


def in_base64(body: bytes) -> bool:
    """Whether the word Received stands in base64 in it, over a line's end too."""
    joined = body.translate(None, b"\r\n")
    return any(word in joined for word in _ENCODED)


def by_hand(fields: tuple[Field, ...]) -> bool:
    """Whether a person wrote it to somebody: neither a server, nor to a list."""
    for field in fields:
        key = field.key
        if key in _NO_HAND:
            return False
        if key == "return-path" and field.value.strip() == "<>":
            return False
        if key == "from" and any(word in field.value.lower() for word in _SERVERS):
            return False
        if key == "precedence" and field.value.strip().lower() in _BULK:
            return False
    return True
