"""Whether a message may carry another one: what is asked of every message, before ``carried`` is loaded."""

from __future__ import annotations

from headertrace.dictionary.lists import ALL as LIST_MARKS
from headertrace.records.evidence import Field
from headertrace.records.message import KIND_OF_NOTICE

# Types of the whole message that a mail can lie in; else there is at most a header in its text.
PARTED = ("multipart/", "message/", "application/pkcs7", "application/x-pkcs7", "application/ms-tnef")
# The word Received, in base64, at any of its three places.
RECEIVED_IN_BASE64 = (b"VjZWl2ZW", b"ZWNlaXZlZ", b"lY2VpdmVk")
_PARTS = (b"essage/", b"ESSAGE/", b"rfc822-headers", b"pkcs7-mime", b"ms-tnef", b"multipart/digest")
# What lists write, and servers and programs into mail that they send on their own (RFC 3834).
_NO_HAND = LIST_MARKS | {
    "auto-submitted", "x-failed-recipients", "x-autoreply", "feedback-id", "x-mlserver", "x-ml-name",
    KIND_OF_NOTICE.lower(),
}  # fmt: skip
_NOTICES = ("delivery-status", "disposition-notification")
# Fields whose value tells.
_OF_BODY = frozenset({"content-type", "content-transfer-encoding"})
_BY_VALUE = frozenset({"return-path", "from", "precedence"})
_BULK = frozenset({"bulk", "list", "junk"})
_SERVERS = ("mailer-daemon", "postmaster", "mail delivery")


def may_carry(fields: tuple[Field, ...], body: bytes, wanted: bool) -> bool:
    """Whether it is worth while to look for another message in the body; in a notice only if it is ``wanted``."""
    if not body:
        return False
    told = [field for field in fields if field.key in _OF_BODY]
    type = next((field.value[:100].lower() for field in told if field.key == "content-type" and field.value), "")
    encoding = next((field.value.lower() for field in told if field.key != "content-type" and field.value), "")
    if not wanted and any(word in type for word in _NOTICES):
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
    return any(word in joined for word in RECEIVED_IN_BASE64)


def by_hand(fields: tuple[Field, ...]) -> bool:
    """Whether a person wrote it to somebody: neither a server, nor to a list."""
    if not _NO_HAND.isdisjoint([field.key for field in fields]):
        return False
    for key, value in [(field.key, field.value.strip().lower()) for field in fields if field.key in _BY_VALUE]:
        if key == "return-path" and value == "<>":
            return False
        if key == "from" and any(word in value for word in _SERVERS):
            return False
        if key == "precedence" and value in _BULK:
            return False
    return True
