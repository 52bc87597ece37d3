"""Oracle Communications Messaging Server (PMDF, iPlanet, Sun JES)."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="Oracle Messaging Server",
    source="mail of PMDF 6 and Messaging Server 7 and 8",
    recipient=lazy(r"\s{1,6}Recipient address: (?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})"),
    start=lazy(r"following recipients?:"),
    words="block",
    why=lazy(r"^\s*(?:Reason|Diagnostic code|Remote system): (.*)"),
)
