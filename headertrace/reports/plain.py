"""Notices of no known form: an address, and an answer of a server right beside it or below it."""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="unknown",
    source="notices of servers that nobody has described",
    recipient=lazy(
        r"\s{0,12}(?:.{0,60}(?:recipients?|address(?:es)?|user|to|rcpt|mailbox)\b.{0,20}: ?)?"
        r"[<\[\"']{0,2}(?P<to>[^\s<>()\[\]\"',;:@]{1,250}@[^\s<>()\[\]\"',;:@]{1,255})[>\]\"']{0,2}[:.,]?(?P<why> .*)?\s*$",
        re.IGNORECASE,
    ),
    words="block",
)
