"""qmail, its descendants and what writes like it: Yahoo, netqmail, IndiMail, providers' own."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="qmail",
    source="qmail-send.c of qmail 1.03 (addbounce, bounce_warn); mail of Yahoo",
    recipient=lazy(
        r"(?:<|Delivery failed: <?)(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})(?:>:\s*(?P<why>\S.*)?|>?\s*)$"
    ),
    words="below",
    skip=lazy(r"^\s*\[(?:RCPT_TO|MAIL_FROM|DATA|EHLO|CONN)\]\s*$"),
)
