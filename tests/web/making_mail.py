"""For Schemathesis: what it makes up for message/rfc822 becomes a message, with that in its header and its body."""

from __future__ import annotations

import schemathesis

_RECEIVED = b"Received: from a.example.net ([192.0.2.1]) by b.example.org; Tue, 24 Nov 2026 08:10:00 +0000\r\n"


@schemathesis.serializer("message/rfc822")
def as_mail(_: object, value: object) -> bytes:
    text = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
    if not text or not isinstance(value, str):
        # What goes against the description is sent to be refused.
        return text
    line = b" ".join(text.split())
    return _RECEIVED + b"Subject: " + line + b"\r\nReceived: from " + line + b"\r\n\r\n" + text
