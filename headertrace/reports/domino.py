"""HCL Domino (Lotus Notes)."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="Domino",
    source="mail of Domino 6 to 9",
    recipient=lazy(r"\s{1,8}(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})\s*$"),
    start=lazy(r"was not delivered to:"),
    words="block",
    skip=lazy(r"^\s*because:\s*$"),
)
