"""au one net (KDDI)."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="KDDI",
    source="mail of dion.ne.jp and auone-net.jp",
    recipient=lazy(r"\s*Could not be delivered to: <(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>"),
    words="below",
)
