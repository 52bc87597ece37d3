"""What gives a Received line away as written by a program that forges them: no mail server writes such lines.

Each mark was read in thousands of lines of spam of 2002 and of 2022 to 2026, and in none of as many of honest mail.
"""

from __future__ import annotations

from headertrace.organisations import owner
from headertrace.patterns import Pattern, lazy
from headertrace.records.received import Received

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
# The client as programs write it that know the format of no server: "from name (HELO name) (192.0.2.1)".
# The last form is "from [192.0.2.1]".
_ADDRESS = r"\(\[?[0-9.]{7,15}\]?\)"
_HELO = rf"from \S+ \(HELO [^)\s]*\) {_ADDRESS}"
_LITERAL = r"\[[0-9.]{7,15}\]"
_CLIENT = rf"from (?:{_LITERAL}|\S+ (?:\(HELO [^)\s]*\) )?{_ADDRESS})"
# Words after ``with`` that servers write of queues and logins inside a house, or not at all.
_ODD = "asmtp|local|NNFMP|QMQP"
# In front stands what each holds for certain, which is found sooner.
MARKS: tuple[tuple[str, Pattern[str], str], ...] = (
    (
        "from ",
        lazy(rf"^from [^;]*\(\[?(?:\w{{3}}, )?[0-9]{{1,2}} (?:{_MONTHS}) [^;]* by "),
        "a date stands where the client's address belongs",
    ),
    ("; ", lazy(rf"; (?:{_MONTHS}), [0-9]{{1,2}} [0-9]{{4}} "), "no mail server writes its dates like that"),
    (" 010", lazy(rf" (?:{_MONTHS}) 010[0-9] [0-9]{{1,2}}:[0-9]{{2}}:"), "no mail server can have run in that year"),
    (" (Exim ", lazy(r"\(Postfix\).* \(Exim [0-9]"), "it names two programs as its writer"),
    (" (Postfix)", lazy(r"\bby +\(Postfix\)"), "Postfix always names its host"),
)
# The same of lines without an id, from their beginning on.
BARE: tuple[tuple[Pattern[str], str], ...] = (
    (lazy(r"from +by [0-9]{1,3}(?:\.[0-9]{1,3}){3};"), "it names no client, and an address for the server"),
    (
        lazy(rf"{_HELO} by \S+ with \w+; \w{{3}}, .*[+-](?!0000)[0-9]{{4}}$"),
        "qmail, whose form it has, writes UTC without the day of the week",
    ),
    (
        lazy(rf"{_CLIENT} by \S+ with (?:e?smtp|{_ODD}); [0-9]{{1,2}} \w{{3}} [0-9]{{4}} [0-9:]{{8}} [+-](?!0000)"),
        "no server that writes the protocol so writes neither a day of the week, an id nor its own name",
    ),
    (
        lazy(rf"{_CLIENT} by \S+ with (?:{_ODD}); .*[+-](?!0000)[0-9]{{4}}$"),
        "the servers that write this protocol write the time in UTC, or an id",
    ),
    (
        lazy(rf"from (?:unknown {_ADDRESS}|{_LITERAL}) by \S+ with e?smtp; "),
        "no server that writes the protocol in small letters writes as little else",
    ),
)
# RFC-less words after ``with`` that only one house's servers write.
ONLY = {"NNFMP": "Yahoo"}


def mark(got: Received) -> str | None:
    """What shows that no mail server wrote this line; None where nothing does."""
    for held, pattern, words in MARKS:
        if held in got.raw and pattern.search(got.raw):
            return words
    for pattern, words in BARE if got.id is None else ():
        if pattern.match(got.raw):
            return words
    only = ONLY.get((got.protocol or "").upper())
    if only and got.by and not (owner(got.by) or "").startswith(only):
        return f"“with {got.protocol}” is written by {only}'s servers only"
    return None
