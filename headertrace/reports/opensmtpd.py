"""OpenSMTPD."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="OpenSMTPD",
    source="smtpd/bounce.c of OpenSMTPD 7",
    recipient=lazy(r"\s{0,4}<?(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>?: (?P<why>\S.*)$"),
    start=lazy(r"list of recipients"),
    stop=lazy(r"Below is a copy|Please note that this is only"),
    words="below",
)
