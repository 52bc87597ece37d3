"""fml, a mailing list manager."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="fml",
    source="mail of fml 4",
    recipient=lazy(r"(?P<why>.{0,120}?) (?:in|to|from) <(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>"),
    words="below",
)
