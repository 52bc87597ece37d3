"""One Received value → Received: clauses first, then the general reading, then the dialect.

``parse_received`` never raises on content; what it could not place is in ``defects``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from headertrace.patterns import lazy
from headertrace.received.clauses import Clauses, split
from headertrace.received.connection import MAX_BEFORE, assign
from headertrace.received.detection import detect
from headertrace.received.dialects import leaf
from headertrace.received.facts import Facts
from headertrace.received.lexer import COMMENT, MAX_LENGTH, MAX_NAME
from headertrace.received.reading import read_clauses, unread_by
from headertrace.received.usual import usual
from headertrace.records.evidence import Defect
from headertrace.records.making import maker
from headertrace.records.received import Received
from headertrace.syntax.dates import parse_date
from headertrace.text.counts import how_many

# The longest ids that servers write, Exchange's and Google's, have less than a hundred characters.
MAX_ID = 400
# So many clauses that stand there again are told one by one: a server writes none, and a line has room for thousands.
_MOST_TOLD = 20
_FIELD_NAME = lazy(r"\s*(?:X-)?Received\s*:", re.IGNORECASE)
_received = maker(Received)


def parse_received(value: str | bytes) -> Received:
    """Read one Received value, with or without its field name, folded or not.

    Returns a record in any case; a missing fact is None. Source: RFC 5321 section 4.4 and the
    documents named in the rows of ``received/products``.
    """
    if isinstance(value, bytes):
        value = value.decode("utf-8", "surrogateescape")
    return parse_unfolded(" ".join(value[:MAX_LENGTH].split()), len(value) > MAX_LENGTH)


def parse_unfolded(text: str, cut: bool = False) -> Received:
    """The same of a value that is unfolded already, as ``Field.value`` is; ``cut`` says that more stood there."""
    if len(text) > MAX_LENGTH:
        return parse_received(text)
    if ":" in text[:24]:
        label = _FIELD_NAME.match(text)
        if label:
            text = text[label.end() :].lstrip()
    clauses, facts = usual(text) or _by_steps(text)
    is_long = len(text) > MAX_NAME
    defects: tuple[Defect, ...] = tuple(_long_names(facts, text)) if is_long else ()
    if facts.id and len(facts.id) > MAX_ID:
        defects += _long_id(facts, text)
    dialect = detect(clauses, facts)
    assign(dialect.first, facts)
    if dialect.leaf:
        leaf(dialect.name)(clauses, facts)
        if facts.id and len(facts.id) > MAX_ID:
            defects += _long_id(facts, text)
    if dialect.name == "general" and clauses.lead and not clauses.by:
        _comment_only(clauses, facts)
    if is_long:
        defects += tuple(_long_names(facts, text))
    if cut or not clauses.usual:
        defects += tuple(_complaints(clauses, facts, text, cut))
    # By position, in the record's order: by name it takes twice as long, for every line.
    return _received(
        facts.helo, facts.rdns, facts.ip, facts.port, facts.ident, facts.auth, facts.by, facts.by_ip,
        facts.software, facts.via, facts.protocol, facts.tls, facts.id, facts.recipient, facts.sender,
        parse_date(clauses.date) if clauses.date else None, dialect.name, defects, text, facts.polled,
    )  # fmt: skip


def _long_id(facts: Facts, text: str) -> tuple[Defect]:
    """An id that no server wrote is taken away, and told."""
    written, facts.id = facts.id or "", None
    at = text.find(written)
    span = (at, at + len(written)) if at >= 0 else None
    return (Defect("long-id", f"an id of {len(written)} characters is too long to be one", span),)


def _long_names(facts: Facts, text: str) -> Iterator[Defect]:
    """A word that is too long for a host's name, or for a protocol's, is taken away, and told."""
    for fact in ("helo", "rdns", "by", "polled", "protocol"):
        written = getattr(facts, fact)
        if written and len(written) > MAX_NAME:
            setattr(facts, fact, None)
            at = text.lower().find(written.lower())
            span = (at, at + len(written)) if 0 <= at <= len(text) - len(written) else None
            yield Defect("long-name", f"a name of {len(written)} characters is too long to be one", span)


def _by_steps(text: str) -> tuple[Clauses, Facts]:
    clauses = split(text)
    return clauses, read_clauses(clauses)


def _comment_only(clauses: Clauses, facts: Facts) -> None:
    """A gateway's line that is its own name in parentheses, and a date: "(eyou anti_spam gateway 4.1.0)"."""
    if facts.software is None and not clauses.sender and COMMENT.fullmatch(clauses.lead):
        facts.software, facts.lead_read = clauses.lead[1:-1].strip(), True


def _complaints(clauses: Clauses, facts: Facts, text: str, cut: bool) -> Iterator[Defect]:
    """What is wrong with the line or was not understood."""
    if cut:
        yield Defect("too-long", f"only the first {MAX_LENGTH} characters were read")
    if clauses.swallowed >= 0:
        yield Defect("swallowed-field", "another header field is run into this one", (clauses.swallowed, len(text)))
    if not clauses.by and not facts.by:
        yield Defect("no-by", "does not name the host that wrote it")
    if not clauses.date:
        yield Defect("no-date", "has no date")
    if clauses.lead and not facts.lead_read:
        yield Defect("unread", "words before the first clause were not understood", (0, len(clauses.lead)))
    unread = unread_by(clauses.by)
    if unread:
        at = text.find(unread)
        yield Defect("unread", "a second word after by was not understood", (at, at + len(unread)))
    if facts.name_cut:
        yield Defect("long-name", f"of a name before an address only the last {MAX_BEFORE} characters were read")
    own = f"from {facts.sender}" if facts.sender else ""
    repeated = [extra for extra in clauses.repeated if extra != own]
    lower = text.lower() if repeated else ""
    for extra in repeated[:_MOST_TOLD]:
        # A few letters become two in lower case: places in the text are no longer the same then.
        at = lower.rfind(extra.lower()) if len(lower) == len(text) else -1
        where = (at, at + len(extra)) if at >= 0 else None
        yield Defect("repeated-clause", f"a second clause: {extra[:80]}", where)
    if len(repeated) > _MOST_TOLD:
        more = how_many(len(repeated) - _MOST_TOLD, "more clause stands", "more clauses stand")
        yield Defect("repeated-clause", f"{more} there again")
    if clauses.head.count("(") != clauses.head.count(")"):
        yield Defect("unbalanced-comment", "the parentheses do not match")
