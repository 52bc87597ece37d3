"""SurfControl and Websense E-mail Filter."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="SurfControl",
    source="mail of SurfControl 5",
    recipient=lazy(r"\s{0,4}(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255}): (?P<why>\[?[0-9].*|.*)$"),
    start=lazy(r"Addressed To:|transcript of the attempts"),
)
