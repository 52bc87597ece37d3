"""qmail, its descendants and what writes like it: Yahoo, netqmail, IndiMail, Zimbra's fetch."""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="qmail",
    source="qmail-send.c of qmail 1.03 (addbounce, bounce_warn); mail of Yahoo",
    recipient=lazy(r"<(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>:\s*(?P<why>\S.*)?$"),
    start=lazy(r"following address|could not be delivered|the following recipients?|qmail-send program", re.IGNORECASE),
    words="below",
    skip=lazy(r"^\s*\[(?:RCPT_TO|MAIL_FROM|DATA|EHLO|CONN)\]\s*$"),
)
