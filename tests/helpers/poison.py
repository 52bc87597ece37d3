"""Hostile text, a message with a place for it in every field, and what of it is live.

Live is any character that a terminal, a pager or a viewer obeys rather than shows: controls,
bidirectional marks, invisible and private characters.
"""

from __future__ import annotations

import unicodedata

POISONS = {
    "esc": "\x1b[31mred\x1b[2J",
    "title": "\x1b]0;owned\x07",
    "osc8": "\x1b]8;;http://192.0.2.1/\x1b\\click\x1b]8;;\x1b\\",
    "osc52": "\x1b]52;c;cm0gLXJm\x07",
    "dcs": "\x1bP$q\x1b\\",
    "c1": "\u009b31m\u0085\u009d0;x\u009c",
    "bel": "a\x07\x08\x08\x7f",
    "vt": "a\x0b\x0cb\x1c\x1d\x1e\x1f",
    "bidi": "\u202egnp.exe\u202c \u2066a\u2069 \u2067b\u2069 \u061c\u200e\u200f",
    "zero": "a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg\u034fh",
    "separator": "a\u2028b\u2029c",
    "tags": "\U000e0001\U000e0041\U000e007f",
    "blank": "\u115f\u1160\u3164\uffa0\u180e\u180b\u17b4",
    "format": "\ufff9a\ufffab\ufffb\u206a\U0001d173\U0001bca0\U00013430\u0600\u06dd\u070f",
    "private": "\ue000\uf8ff\U000f0000\U0010fffd\uffff\ufdd0",
    "markup": "[bold red]x[/] [link=http://192.0.2.1]y[/link] [/] [@click=app.bell]z[/]",
    "emoji": ":warning: :skull:",
    "html": "<script>alert(1)</script>&amp;<img src=x onerror=alert(1)>",
    "format-string": "%s%n{0}{options.zone}",
}
BYTES = {
    "c1-bytes": b"\x9b31m\x85\x90",
    "overlong": b"\xc0\x9b\xe0\x80\x9b",
    "surrogate": b"\xed\xa0\x80\xed\xb0\x80",
    "nul": b"a\0b\0",
    "cr": b"over\rwritten\r\r",
    "crlf": b"a\r\nX-New: b\r\n c",
}
ALL = {**{name: text.encode() for name, text in POISONS.items()}, **BYTES}

SLOTS = (
    "helo", "rdns", "literal", "ident", "auth", "by", "software", "via", "with", "tls", "id", "for", "envelope",
    "date", "after", "lead", "xreceived", "Date", "From", "To", "Subject", "Message-ID", "Return-Path", "X-Mailer",
    "name", "junk", "fold",
)  # fmt: skip
TEMPLATE = b"""\
Return-Path: <ann@example.net%(Return-Path)b>
Received: %(lead)bfrom pc%(helo)b.example.net (%(ident)bann@pc%(rdns)b.example.net [192.0.2.1%(literal)b]) (authenticated as
 bob%(auth)b) by mx%(by)b.example.org (Postfix%(software)b) via tcp%(via)b with ESMTPSA%(with)b (version=TLSv1.3%(tls)b)
 %(fold)b id 4ABC%(id)b (envelope-from <ann%(envelope)b@example.net>) for <bob%(for)b@example.org>;
 Tue, 24 Nov 2026 08:10:00 +0000%(date)b (UTC%(after)b)
X-Received: by 10.0.0.1%(xreceived)b with SMTP id x1mr1; Tue, 24 Nov 2026 07:40:00 +0000
Received: from pc%(helo)b.example.net by nowhere%(by)b.example.com with SMTP%(with)b id %(id)b; Tue, 31 Nov%(date)b
%(junk)bjunk
X-%(name)bName: value
Date: Tue, 24 Nov 2026 08:00:00 +0000%(Date)b
From: Ann%(From)b <ann@example.net>
To: Bob%(To)b <bob@example.org>
Subject: lunch%(Subject)b
Message-ID: <1%(Message-ID)b@example.net>
X-Mailer: Mail%(X-Mailer)b

body
"""
_DEAD = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def message(poison: bytes, *slots: str) -> bytes:
    return TEMPLATE % {slot.encode(): poison if slot in slots else b"" for slot in SLOTS}


def live(text: str) -> list[str]:
    """The characters in ``text`` that something would obey; line ends are the rendering's own."""
    text = text.replace("\r\n", "\n")
    return sorted({repr(char) for char in text if char != "\n" and unicodedata.category(char) in _DEAD})
