"""Whether a header reads well as it stands, and what is read where it does not."""

from __future__ import annotations

from headertrace.named import NamedTuple
from headertrace.patterns import lazy, lazy_bytes
from headertrace.records.evidence import Defect, Field
from headertrace.sources.carrying import RECEIVED_IN_BASE64
from headertrace.sources.no_mail import of_text
from headertrace.syntax.fields import HOPS

# What the header itself cannot do without, if there is any Received line in it: else it goes on further down.
_WANTED = frozenset({"from", "date"})
# Damage to the block that a copy has and a stored message has not.
_COPIED = frozenset({"pasted-prefix", "no-header"})
_DATE = lazy(r"(?<![\w:.])[0-9]{1,2}:[0-9]{2}(?![0-9A-Fa-f])")
# As most lines have it: found by its colons, which are few.
_USUAL_TIME = lazy(r":(?<= [0-9]{2}:)[0-9]{2}:[0-9]{2} ")
# The time of most lines stands so far from their end.
_DATE_LENGTH = 50
# What HTML, programming languages and quoted-printable make of brackets and line ends.
_CODES = ("&lt;", "&amp;", "&gt;", "\\n", "=3D", "=\n")
# A header goes on below its blank line: with a field, or with a folded line.
_FIELD_BELOW = lazy_bytes(rb"\s*([A-Za-z][A-Za-z0-9-]{1,75}):[ \t\r\n]")
_WANTED_BELOW = lazy_bytes(rb"(?im)^(?:From|Date) ?: ")
_NEAR = 8_192
_FOLD_BELOW = lazy_bytes(rb"(?:[ \t]*\r?\n){0,4}[ \t]+\S")
# The word, plain or in base64.
_WORD = lazy_bytes(b"|".join((rb"(?i:received)", *RECEIVED_IN_BASE64)))


class Found(NamedTuple):
    """The fields of one header, top first, and what is wrong with the header as a whole."""

    fields: tuple[Field, ...]
    defects: tuple[Defect, ...]


def damaged(found: Found, below: bytes) -> bool:
    """Whether a header shows that copying has harmed it; ``below`` is what follows its blank line."""
    for field in found.fields:
        if field.defects or not field.name:
            return True
    hops = [field.source for field in found.fields if field.key in HOPS]
    path = "".join(hops)
    if not path.isascii() or any(map(path.__contains__, _CODES)) or not all(map(_is_timed, hops)):
        return True
    if not hops or any(defect.code in _COPIED for defect in found.defects):
        return True
    return bool(below) and _goes_on(found.fields, below)


def _is_timed(source: str) -> bool:
    return bool(_USUAL_TIME.search(source, max(0, len(source) - _DATE_LENGTH)) or _DATE.search(source))


def mended(found: Found, header: bytes, below: bytes, first_line: int) -> tuple[Found, ...]:
    """What a damaged header says, read anew; as it was found where nothing is gained by that.

    Where the header is a mail's own, what stands below is looked at only if the header goes on there: a header in the
    body is another mail's. Else all of it is a text that was copied, with as many headers as there are.
    """
    own, before = is_mail(found.fields), whole_hops(found.fields)
    joined = _goes_on(found.fields, below) or not (own or before)
    text = header if not joined else header + (_header_below(below) if own else below)
    if not _WORD.search(text) and not _WORD.search(text.translate(None, b"\r\n")):
        return (_or_no_mail(found, text),)
    from headertrace.sources.pasted import readings

    anew = readings(text, first_line)
    if own:
        anew = anew[:1]
        if joined and anew and not _gained(found.fields, anew[0].fields):
            anew = ()
    after = sum(whole_hops(reading.fields) for reading in anew)
    same = len(anew) == 1 and [field.source for field in anew[0].fields] == [field.source for field in found.fields]
    if not anew and not before:
        return (_or_no_mail(found, text),)
    sure = same and all(defect.code == "repaired" for defect in anew[0].defects)
    if sure or not after or after < before or (after == before and _slight(found.fields, anew[0].kinds)):
        return (found,)
    return tuple(Found(reading.fields, reading.defects) for reading in anew)


def _gained(before: tuple[Field, ...], after: tuple[Field, ...]) -> bool:
    """Whether what stood below the blank line was header: it tells of further hops, or has what was wanting."""
    if len(after) <= len(before):
        return False
    wanting = _WANTED - {field.key for field in before}
    return whole_hops(after) > whole_hops(before) or any(field.key in wanting for field in after)


def _or_no_mail(found: Found, text: bytes) -> Found:
    """The same; where it is no mail at all, nothing but a defect that says so."""
    why = of_text(found.fields, text)
    return found if why is None else Found((), (why,))


def _goes_on(fields: tuple[Field, ...], below: bytes) -> bool:
    """Whether the blank line did not end the header: a field follows, or the rest of one."""
    if fields and fields[-1].key in HOPS and not _DATE.search(fields[-1].source):
        return True
    match = _FIELD_BELOW.match(below)
    if match is None and not _FOLD_BELOW.match(below):
        return False
    if match is not None and _is_of_a_notice(match[1].decode().lower()):
        return False
    if b"eceived:" in below:
        return True
    wanting = not {field.key for field in fields} >= _WANTED
    return wanting and _WANTED_BELOW.search(below, 0, _NEAR) is not None


def _is_of_a_notice(name: str) -> bool:
    """Whether a field is one of those that a notice has for programs (RFC 3464)."""
    from headertrace.reports.rfc3464 import KNOWN

    return name in KNOWN


def _slight(fields: tuple[Field, ...], kinds: frozenset[str]) -> bool:
    """Whether only one or two fields are damaged, none of them on the path: so they were written, not copied."""
    harmed = [field for field in fields if field.defects or not field.name]
    few = 0 < len(harmed) <= 2 and fields[0].name != "" and not any(field.key in HOPS for field in harmed)
    return few and kinds <= _OWN_FAULTS


# Damage that a bad program does to the fields that it writes.
_OWN_FAULTS = frozenset({"dressed", "fold", "blank", "above", "between"})


def _header_below(below: bytes) -> bytes:
    """As much of what stands below a blank line as may be header: up to the first paragraph that is none."""
    at = 0
    for _ in range(_MAX_PARAGRAPHS):
        match = _PARAGRAPH.match(below, at)
        if match is None or not (at == 0 or _FIELD_BELOW.match(match[0]) or _FOLD_BELOW.match(match[0])):
            break
        at = match.end()
    return below[:at]


# Of a header that is torn at more places each line stands alone, and that is no mail's own any more.
_MAX_PARAGRAPHS = 50
_PARAGRAPH = lazy_bytes(rb"\s*(?:[^\n]+\n?)+")


def is_mail(fields: tuple[Field, ...]) -> bool:
    """Whether these are a mail's own: the block above a mail that is quoted has a From, but none of the others."""
    keys = {field.key for field in fields if field.name}
    return "from" in keys and not keys.isdisjoint(_MADE)


# A mail program writes one of them into each mail (RFC 5322 section 3.6, RFC 2045 section 4).
_MADE = frozenset({"date", "message-id", "mime-version", "content-type"})


def whole_hops(fields: tuple[Field, ...]) -> int:
    """How many Received lines name a host and a time."""
    from headertrace.received import parse_received

    read = (parse_received(field.value) for field in fields if field.key in HOPS)
    return sum(1 for line in read if line.time and (line.by or line.by_ip or line.from_name))
