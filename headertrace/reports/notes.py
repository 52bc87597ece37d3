"""The SMTP MTA of Lotus Notes 4."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="Lotus Notes SMTP MTA",
    source="mail of Lotus SMTP MTA 4.6",
    recipient=lazy(r"\s{0,4}(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})\s*$"),
    start=lazy(r"Failure Reasons"),
    stop=lazy(r"Returned Message"),
    words="above",
)
