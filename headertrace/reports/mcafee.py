"""McAfee Email Gateway."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="McAfee Email Gateway",
    source="mail of McAfee's appliances",
    recipient=lazy(r"\s{0,4}<(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>\s+\((?P<why>[^()]{1,500})\)"),
    start=lazy(r"following addresses had delivery problems"),
)
