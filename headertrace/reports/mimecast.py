"""Mimecast."""

from __future__ import annotations

import re

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="Mimecast",
    source="mail of Mimecast",
    recipient=lazy(r"\s{0,8}<?(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>?:?\s*(?P<why>\S.*)?$", re.IGNORECASE),
    start=lazy(
        r"following address(?:es)? had (?:permanent )?(?:delivery )?(?:fatal )?errors|message (?:could not be|was not) delivered to",
        re.IGNORECASE,
    ),
    words="block",
)
