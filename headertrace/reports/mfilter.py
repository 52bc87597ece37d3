"""Digital Arts m-FILTER."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="m-FILTER",
    source="mail of m-FILTER 4 and 5",
    recipient=lazy(r"\s{0,4}(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})\s*$"),
    stop=lazy(r"original mail info"),
    words="block",
    skip=lazy(r"^-{4,} ?(?:server message|SMTP command)|^(?:DATA|RCPT TO|MAIL FROM)"),
)
