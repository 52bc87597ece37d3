"""SMTP reply codes and enhanced status codes, as servers write them into their texts (RFC 5321 section 4.2, RFC 3463)."""

from __future__ import annotations

from headertrace.patterns import lazy

# Codes that servers answer with: RFC 5321, 1846, 3207, 4468, 4954, 5248, 7504 and draft-crocker-smtp-8bitmime.
_REPLIES = frozenset(
    [
        "211",
        "214",
        "220",
        "221",
        "235",
        "250",
        "251",
        "252",
        "253",
        "421",
        "422",
        "430",
        "432",
        "450",
        "451",
        "452",
        "453",
        "454",
        "455",
        "456",
        "458",
        "459",
        "500",
        "501",
        "502",
        "503",
        "504",
        "520",
        "521",
        "523",
        "524",
        "525",
        "530",
        "533",
        "534",
        "535",
        "538",
        "550",
        "551",
        "552",
        "553",
        "554",
        "555",
        "556",
        "557",
    ]
)
_REPLY = lazy(r"(?<![\w.=/|@$%-])(?<![^\s]:)([245][0-7][0-9])(?=[- :;,)\]']|\Z)")
_STATUS = lazy(r"(?<![\w.@-])([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![\w@-]|\.[0-9])")


def reply(text: str, wanted: str = "45") -> str | None:
    """The first SMTP code of the classes ``wanted`` in a server's words."""
    return next((code for code in _REPLY.findall(text) if code[0] in wanted and code in _REPLIES), None)


def status(text: str, wanted: str = "45") -> str | None:
    """The first enhanced code of the classes ``wanted`` in a server's words; one that says something before another."""
    found = [code for code in _STATUS.findall(text) if code[0] in wanted]
    return next((code for code in found if not vague(code)), found[0] if found else None)


def vague(code: str | None) -> bool:
    """Whether a status says no more than that delivery failed (RFC 3463 section 3.1: X.0.0), or is none."""
    return code is None or code[1:] == ".0.0"
