"""1&1, IONOS and GMX (Nemesis)."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="IONOS",
    source="mail of kundenserver.de and GMX",
    recipient=lazy(r"\s*\"?<?(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>?\"?:?\s*$"),
    start=lazy(r"following address"),
    words="block",
    skip=lazy(r"^\s*(?:failed:|For the following reason:|For explanation visit)|^\s*https?:"),
)
