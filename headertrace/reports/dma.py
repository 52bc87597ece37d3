"""The DragonFly Mail Agent (dma)."""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.reports.form import Form

FORM = Form(
    product="dma",
    source="mail.c, bounce.c of dma 0.13",
    recipient=lazy(r"There was an error delivering your mail to <(?P<to>[^\s<>()]{1,250}@[^\s<>(),;:]{1,255})>"),
    stop=lazy(r"^(?:Message headers follow|Original message follows)"),
    words="block",
)
