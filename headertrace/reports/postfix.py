"""Postfix, and what is made of it: Yandex."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="Postfix",
    source="src/bounce/bounce_notify_util.c of Postfix 3.8",
    recipient=lazy(
        r"<(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>(?: \(expanded from\s*(?:<[^<>]{1,250}>)?\)?)?:?\s*(?P<why>\S.*)?$"
    ),
    start=lazy(r"The mail system|mail system at host|Postfix program at host|could not be delivered"),
    words="below",
)
