"""What gives a Received line away as written by a program that forges them: no mail server writes such lines.

Each mark was read in thousands of lines of spam of 2002 and of 2022 to 2026, and in none of as many of honest mail.
"""

from __future__ import annotations

from headertrace.organisations import owner
from headertrace.patterns import Pattern, lazy
from headertrace.records.received import Received

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
MARKS: tuple[tuple[Pattern[str], str], ...] = (
    (
        lazy(rf"^from [^;]*\(\[?(?:\w{{3}}, )?[0-9]{{1,2}} (?:{_MONTHS}) [^;]* by "),
        "a date stands where the client's address belongs",
    ),
    (lazy(rf"; (?:{_MONTHS}), [0-9]{{1,2}} [0-9]{{4}} "), "no mail server writes its dates like that"),
    (lazy(rf" (?:{_MONTHS}) 010[0-9] [0-9]{{1,2}}:[0-9]{{2}}:"), "no mail server can have run in that year"),
    (lazy(r"\(Postfix\).* \(Exim [0-9]"), "it names two programs as its writer"),
    (lazy(r"\bby +\(Postfix\)"), "Postfix always names its host"),
)
# RFC-less words after ``with`` that only one house's servers write.
ONLY = {"NNFMP": "Yahoo"}


def mark(got: Received) -> str | None:
    """What shows that no mail server wrote this line; None where nothing does."""
    for pattern, words in MARKS:
        if pattern.search(got.raw):
            return words
    only = ONLY.get((got.protocol or "").upper())
    if only and got.by and not (owner(got.by) or "").startswith(only):
        return f"“with {got.protocol}” is written by {only}'s servers only"
    return None
