"""Courier."""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="Courier",
    source="courier/module.dsn of Courier 1.0",
    recipient=lazy(r"<(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>:\s*$"),
    start=lazy(r"following recipients cannot be|UNDELIVERABLE MAIL|has not been delivered", re.IGNORECASE),
    words="below",
    skip=lazy(r"^\s*>>> "),
)
