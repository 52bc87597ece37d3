"""Verizon's gateways to its mobiles."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="Verizon",
    source="mail of vzwpix.com",
    recipient=lazy(r"\s{0,6}To: <?(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})"),
    start=lazy(r"could not be delivered to mobile"),
    words="above",
    why=lazy(r"^(?:Error: )(.*)"),
)
