"""hMailServer."""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="hMailServer",
    source="mail of hMailServer 5",
    recipient=lazy(r"\s{0,8}(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})\s*$"),
    start=lazy(r"following recipient\(s\) could not be reached", re.IGNORECASE),
    stop=lazy(r"^hMailServer"),
    words="block",
    skip=lazy(r"^\s*Error Type: SMTP"),
)
