"""Active! hunter."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="Active! hunter",
    source="mail of Active! hunter",
    recipient=lazy(r">>> (?:\S{1,250} )?<(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>"),
    start=lazy(r"following addresses had"),
    words="block",
    skip=lazy(r"-----"),
)
