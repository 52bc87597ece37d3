"""One Received value → its clauses: from, by, via, with, id, for, and the date (RFC 5321 section 4.4).

Each clause is the text between its keyword and the next, comments included; what the words
and comments in it mean is for the dialect to say.
"""

import re

from headertrace.named import NamedTuple
from headertrace.patterns import lazy
from headertrace.received.lexer import COMMENT, COMMENT_PATTERN
from headertrace.syntax.dates import find_date

_KEYWORD = r"(?:from|by|via|with|whith|id|for)(?=[\s(\[]|$)"
# "with [CrewMAIL (c)2012 by DaZone]": one phrase, whatever words are in it.
_PHRASE = r"(?<=with )\[[^\[\]]++\]"
_BODY = rf"(?>(?:{COMMENT_PATTERN}|\s++|{_PHRASE}|(?!{_KEYWORD})[^\s()]++|[()])*)"
_CLAUSE = lazy(rf"(from|by|via|with|whith|id|for)(?=[\s(\[]|$)({_BODY})", re.IGNORECASE | re.DOTALL)
_LEAD = lazy(_BODY, re.IGNORECASE | re.DOTALL)
_SWALLOWED = lazy(r"[\s;](?:[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+|From|To|Cc|CC|Subject|Date): ")


class Clauses(NamedTuple):
    """The clauses of one value as written; "" where one is missing.

    ``lead`` is what stands before the first keyword, ``repeated`` what later clauses of the
    same keyword said, ``date`` the text of the date, ``swallowed`` where a following header
    field was run into this one (its offset), -1 where not, ``usual`` whether the line has the
    usual shape, which nothing is amiss with, ``after`` what a server wrote behind the date.
    """

    lead: str
    sender: str
    by: str
    via: str
    protocol: str
    id: str
    recipient: str
    date: str
    repeated: tuple[str, ...]
    swallowed: int
    head: str
    usual: bool = False
    after: str = ""


def split(value: str) -> Clauses:
    """Split an unfolded value. Linear in its length; never raises."""
    head, date, swallowed = _cut_date(value)
    after = ""
    aside = _BEHIND.search(date)
    if aside:
        date, after = date[: aside.start()].rstrip(), date[aside.start() :].strip()
    lead = ""
    start = 0
    if head[:4].lower() != "from":
        match = _LEAD.match(head)
        start = match.end() if match else 0
        lead = head[:start].strip()
    found: dict[str, str] = {}
    repeated: list[str] = []
    for keyword, body in _CLAUSE.findall(head, start):
        keyword = _SPELLING.get(keyword) or _SPELLING[keyword.lower()]
        body = body.strip(" \t;,")
        if found.setdefault(keyword, body) is not body:
            repeated.append(f"{keyword} {body}")
    get = found.get
    return Clauses(
        lead,
        get("from", ""),
        get("by", ""),
        get("via", ""),
        get("with", ""),
        get("id", "") or after.removeprefix("id ").strip() * after.startswith("id "),
        get("for", ""),
        date,
        tuple(repeated),
        swallowed,
        head,
        after=after,
    )


# Behind the date: Exim's and others' envelope, Courier's id.
_BEHIND = lazy(r"\(envelope-|\sid [^\s()]+\s*$")
_SPELLING = {word: word for word in ("from", "by", "via", "with", "id", "for")} | {"whith": "with"}


def _cut_date(value: str) -> tuple[str, str, int]:
    """(text before the date, the date, offset of a swallowed field or -1)."""
    swallowed = -1
    if ": " in value:
        match = _SWALLOWED.search(value)
        if match and ";" in value[: match.start() + 1]:
            swallowed = match.start()
            value = value[:swallowed]
    cut = value.rfind(";")
    if cut >= 0:
        date = value[cut + 1 :]
        if date and date.count("(") == date.count(")"):
            if any(digit in date for digit in "0123456789") and not _NOT_A_DATE.match(date):
                return value[:cut], date, swallowed
        else:
            outside = COMMENT.sub(lambda match: "\0" * len(match[0]), value)
            cut = outside.rfind(";")
            if cut >= 0 and value[cut + 1 :].strip():
                return value[:cut], value[cut + 1 :], swallowed
    span = find_date(value)
    if span is None:
        return value, "", swallowed
    return value[: span[0]], value[span[0] : span[1]], swallowed


_NOT_A_DATE = lazy(r"\s*(?:from|by|via|with|id|for)\s", re.IGNORECASE)
