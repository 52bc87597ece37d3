"""What happens to bodies, undone: each way is tried until the body's hash is the signed one.

Text that was put in is found wherever it stands at the end, at the top, or at either end of a part: the
hash of what stands above is kept line by line, so that trying every line costs one pass.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
import time
from collections.abc import Callable, Iterator
from itertools import combinations, islice, pairwise, product
from typing import Any

from headertrace.named import NamedTuple
from headertrace.patterns import lazy_bytes
from headertrace.verification.breakage.footers import named
from headertrace.verification.signature import Claim, body_intact, canonical_body
from headertrace.verification.whole import Whole

MAX_BODY = 8 * 1024 * 1024
MAX_HASHED = 192 * 1024 * 1024
MAX_SECONDS = 2.0
BROKEN_AT = 900
MAX_SLOW = 500_000  # octets for what is done letter by letter in Python
# Lines that a footer or banner may have; parts of a multipart that are looked at.
MAX_APPENDED = 1_000
MAX_INSERTED = 80
MAX_EDGES = 12
MAX_FOOTER = 30
_SHOWN = 300

_EDGE = lazy_bytes(rb'boundary\s{0,9}=\s{0,9}"?([^"\s;]{1,200})', re.IGNORECASE)
_BLANKS = lazy_bytes(rb"[ \t]+")
_END = b"\r\n"


class Undone(NamedTuple):
    """One thing done to a message: a stable ``kind``, ``text`` to a person, the text that was put in or changed."""

    kind: str
    text: str
    shown: str | None = None


class Budget:
    """How much more may be hashed, and until when."""

    def __init__(self) -> None:
        self._left = MAX_HASHED
        self._until = time.monotonic() + MAX_SECONDS

    def take(self, octets: int) -> bool:
        self._left -= octets
        return self._left > 0 and time.monotonic() < self._until


def search(whole: Whole, claim: Claim) -> tuple[Undone, ...]:
    """What was done to the body; empty where nothing that was tried fits."""
    if len(whole.body) > MAX_BODY:
        return ()
    budget = Budget()
    found = _inserted(whole.body, claim, whole, budget)
    if found:
        return (found,)
    for change, body in _changed(whole):
        if not budget.take(len(body)):
            return ()
        if body_intact(claim, canonical_body(claim, body)):
            return (change,)
        put_in = _inserted(body, claim, whole, budget)
        if put_in:
            return (change, put_in)
    return _inserted_twice(whole, claim, budget)


def _inserted(body: bytes, claim: Claim, whole: Whole, budget: Budget) -> Undone | None:
    """The text whose removal makes the hash right, None where there is none."""
    if claim.length is not None:
        return None
    lines = _lines(body, claim)
    for start, end in _windows(lines, whole, claim, budget):
        text = _END.join(body.split(_END)[start:end])
        return _described(text, start, end, len(lines))
    return None


def _inserted_twice(whole: Whole, claim: Claim, budget: Budget) -> tuple[Undone, ...]:
    """What was put both at the top and at the end, or at the ends of two parts; empty where that is not it."""
    if claim.length is not None:
        return ()
    lines, raw = _lines(whole.body, claim), whole.body.split(_END)
    for first in range(1, min(MAX_INSERTED, len(lines))):
        for start, end in _cut_off(lines[first:], claim, budget):
            top = _described(_END.join(raw[:first]), 0, first, len(lines))
            return top, _described(_END.join(raw[first + start : first + end]), start, end, end)
    for (start, end), (next_, last) in _known_pairs(lines, whole):
        rest = _joined([*lines[:start], *lines[end:next_], *lines[last:]])
        if not budget.take(len(rest)):
            return ()
        if claim.hasher(rest).digest() == claim.body_digest:
            total = len(lines)
            return (
                _described(_END.join(raw[start:end]), start, end, total),
                _described(_END.join(raw[next_:last]), next_, last, total),
            )
    return ()


def _known_pairs(lines: list[bytes], whole: Whole) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Stretches above the ends of two parts that hold the words of a known footer: Google Groups writes into both."""
    marks = _edges(whole)
    edges = [number for number, line in enumerate(lines) if line in marks][:MAX_EDGES]
    ends = [list(_known(lines, above, edge)) for above, edge in pairwise([-1, *edges])]
    for upper, lower in combinations([stretches for stretches in ends if stretches], 2):
        yield from (pair for pair in product(upper, lower) if pair[0][1] <= pair[1][0])


def _known(lines: list[bytes], above: int, edge: int) -> Iterator[tuple[int, int]]:
    """Where a known footer between two edges may begin and end: its words stand a few lines below its start."""
    window = range(max(above + 1, edge - MAX_FOOTER), edge)
    told = next((at for at in window if named(b"\n".join(lines[at : at + 3]), ("", ""))[0]), None)
    if told is not None:
        for start in range(max(above + 1, told - 4), min(told + 3, edge)):
            yield from ((start, end) for end in (edge, edge - 1, edge - 2) if start < end)


def _described(text: bytes, start: int, end: int, total: int) -> Undone:
    place, otherwise = "into the body", ("inserted-text", "text")
    if end == total:
        place, otherwise = "at the end", ("appended-text", "text")
    elif start == 0:
        place, otherwise = "at the top", ("prepended-text", "text")
    if text.lstrip().startswith(b"--") and re.match(rb"\s*--\S+\s+Content-", text, re.I):
        place, otherwise = "as a part of its own", ("added-part", "a part")
    kind, name = named(text, otherwise)
    count = len(text.strip().split(_END))
    said = f"{name} ({count} line{'s' * (count != 1)}) was put {place}"
    return Undone(kind, said, text.strip().decode("utf-8", "replace")[:_SHOWN])


def _lines(body: bytes, claim: Claim) -> list[bytes]:
    """The body's lines, each as it is hashed; blank ones at the end are left out."""
    if claim.is_relaxed:
        body = _BLANKS.sub(b" ", body).replace(b" \r\n", _END)
    lines = body.split(_END)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _windows(lines: list[bytes], whole: Whole, claim: Claim, budget: Budget) -> Iterator[tuple[int, int]]:
    """Stretches of lines without which the hash is right."""
    yield from _cut_off(lines, claim, budget)
    total = len(lines)
    yield from _cut_out(lines, claim, budget, [(0, end) for end in range(1, min(MAX_INSERTED, total))])
    marks = _edges(whole)
    edges = [number for number, line in enumerate(lines) if line in marks][: MAX_EDGES * 2]
    yield from _cut_out(lines, claim, budget, list(pairwise(edges)))
    for edge in edges[:MAX_EDGES]:
        above = range(max(0, edge - MAX_INSERTED), edge)
        ends = (edge, edge - 1, edge - 2)
        yield from _cut_out(lines, claim, budget, [(start, end) for end in ends for start in above if start < end])
        first = _after_blank(lines, edge)
        below = range(first + 1, min(first + MAX_INSERTED, total))
        yield from _cut_out(lines, claim, budget, [(first, end) for end in below])


def _cut_off(lines: list[bytes], claim: Claim, budget: Budget) -> Iterator[tuple[int, int]]:
    """Where the body may have ended before something was appended."""
    if not budget.take(sum(map(len, lines))):
        return
    first = max(0, len(lines) - MAX_APPENDED)
    state = claim.hasher(_joined(lines[:first]))
    target = claim.body_digest
    if first == 0 and claim.hasher(b"" if claim.is_relaxed else _END).digest() == target:
        yield 0, len(lines)
    for number in range(first, len(lines) - 1):
        state.update(lines[number] + _END)
        # Blank lines at the end are not hashed: the line before them has been tried.
        if lines[number] and state.copy().digest() == target:
            yield number + 1, len(lines)


def _cut_out(
    lines: list[bytes], claim: Claim, budget: Budget, windows: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Which of these stretches can be left out. Windows that end alike share what comes after."""
    heads: dict[int, Any] = {}
    tails: dict[int, bytes] = {}
    wanted = sorted({start for start, _ in windows})
    state, at = claim.hasher(), 0
    for start in wanted:
        state.update(_joined(lines[at:start]))
        heads[start], at = state.copy(), start
    for start, end in windows:
        if end not in tails:
            tails = {end: _joined(lines[end:])}
        if not budget.take(len(tails[end]) + 64):
            return
        state = heads[start].copy()
        state.update(tails[end])
        if state.digest() == claim.body_digest:
            yield start, end


def _joined(lines: list[bytes]) -> bytes:
    return b"".join(line + _END for line in lines)


def _after_blank(lines: list[bytes], edge: int) -> int:
    """The first line of a part's own body."""
    below = enumerate(islice(lines, edge, edge + 40), edge)
    return next((number + 1 for number, line in below if not line), edge + 1)


def _edges(whole: Whole) -> frozenset[bytes]:
    """The lines that part the parts of the message."""
    found = _EDGE.findall((whole.first(b"content-type") or b"") + b"\r\n" + whole.body[:200_000])[:MAX_EDGES]
    return frozenset(b"--" + edge + end for edge in found for end in (b"", b"--"))


# ------------------------------------------------------------------ changes of the whole body


def _changed(whole: Whole) -> Iterator[tuple[Undone, bytes]]:
    """The body with each known change undone, where it shows at all."""
    for change, undo in CHANGES:
        body = undo(whole.body)
        if body is not None and body != whole.body:
            yield change, body
    yield from _recoded(whole)
    yield from _unwrapped(whole)


def _sub(pattern: bytes, new: bytes) -> Callable[[bytes], bytes | None]:
    return lambda body: re.sub(pattern, new, body, flags=re.MULTILINE)


def _rejoined(indent: bytes) -> Callable[[bytes], bytes | None]:
    """Lines that a server broke near 998 octets (RFC 5322 section 2.1.1); Sendmail puts a ! before the break."""

    def undo(body: bytes) -> bytes | None:
        lines = body.split(_END)
        parts = [lines[0]]
        for above, line in pairwise(lines):
            if len(above) >= BROKEN_AT and line.startswith(indent):
                parts[-1] = parts[-1].removesuffix(b"!") if indent else parts[-1]
                parts.append(line[len(indent) :])
            else:
                parts += [_END, line]
        return b"".join(parts)

    return undo


def _transcoded(old: str, new: str) -> Callable[[bytes], bytes | None]:
    def undo(body: bytes) -> bytes | None:
        try:
            return None if body.isascii() else body.decode(new).encode(old)
        except UnicodeError:
            return None

    return undo


CHANGES: tuple[tuple[Undone, Callable[[bytes], bytes | None]], ...] = (
    (Undone("from-quoted", "lines that begin with From were quoted with >, as mailboxes do"), _sub(rb"^>(>*From )", rb"\1")),
    (Undone("from-unquoted", "lines that began with >From lost their >"), _sub(rb"^(>*From )", rb">\1")),
    (Undone("blanks-stripped", "the blank behind the -- above a signature was stripped"), _sub(rb"^--\r$", b"-- \r")),
    (Undone("blanks-added", "blanks were added at line ends"), _sub(rb"(?<![ \t])[ \t]{1,200}\r$", b"\r")),
    (Undone("blanks-added", "blanks were added at line ends"), _sub(rb"(?<!^--)(?<![ \t])[ \t]{1,200}\r$", b"\r")),
    (Undone("blank-line-added", "a blank line was put on top"), lambda body: body.removeprefix(_END)),
    (Undone("blank-line-removed", "a blank line on top was removed"), lambda body: _END + body),
    (Undone("dots-doubled", "dots at line starts were doubled, as SMTP sends them"), _sub(rb"^\.\.", b".")),
    (Undone("dots-halved", "one of two dots at line starts was lost"), _sub(rb"^\.", b"..")),
    (Undone("line-ends", "line ends were doubled"), lambda body: body.replace(b"\r\r\n", _END)),
    (Undone("line-ends", "blank lines were put between all lines"), lambda body: body.replace(b"\r\n\r\n", _END)),
    (Undone("lines-wrapped", "long lines were broken"), _rejoined(b" ")),
    (Undone("lines-wrapped", "long lines were broken without a blank"), _rejoined(b"")),
    (Undone("charset-changed", "the text was changed from Latin-1 to UTF-8"), _transcoded("latin-1", "utf-8")),
    (Undone("charset-changed", "the text was changed from Windows-1252 to UTF-8"), _transcoded("cp1252", "utf-8")),
    (Undone("charset-changed", "the text was changed from UTF-8 to Latin-1"), _transcoded("utf-8", "latin-1")),
)  # fmt: skip


# ------------------------------------------------------------------ transfer encodings


def _recoded(whole: Whole) -> Iterator[tuple[Undone, bytes]]:
    """The body in the transfer encodings that it may have had."""
    kind = (whole.first(b"content-type") or b"text/plain").lower()
    now = (whole.first(b"content-transfer-encoding") or b"7bit").lower().decode("ascii", "replace")
    if kind.startswith(b"multipart/"):
        yield from _recoded_parts(whole)
        return
    plain = _decoded(whole.body, now)
    for then, body in _encoded(plain, now) if plain is not None else ():
        yield Undone("re-encoded", f"the body was changed from {then} to {now}"), body


def _decoded(body: bytes, encoding: str) -> bytes | None:
    """What an encoding stands for, lines ending in CRLF; None where it is damaged."""
    if encoding == "quoted-printable":
        return re.sub(rb"\r?\n", _END, quopri.decodestring(body.replace(_END, b"\n")))
    if encoding == "base64":
        try:
            return re.sub(rb"\r?\n", _END, base64.b64decode(b"".join(body.split())))
        except (binascii.Error, ValueError):
            return None
    return body


def _encoded(plain: bytes, now: str) -> Iterator[tuple[str, bytes]]:
    """The same content in other encodings, and in other programs' ways to write this one."""
    if now not in ("7bit", "8bit", "binary"):
        yield ("7bit" if plain.isascii() else "8bit"), plain
    lines = plain.replace(_END, b"\n")
    yield "quoted-printable", quopri.encodestring(lines).replace(b"\n", _END)
    if len(lines) <= MAX_SLOW:
        yield "quoted-printable", _by_email(lines)
    for data in (lines, plain):
        for width in (76, 72, 64, 60):
            yield "base64", _wrapped(base64.b64encode(data), width)


def _by_email(lines: bytes) -> bytes:
    """Quoted-printable as Python's email package writes it."""
    from email.quoprimime import body_encode

    return body_encode(lines.decode("latin-1")).encode("latin-1").replace(b"\n", _END)


def _wrapped(text: bytes, width: int) -> bytes:
    return b"".join(text[at : at + width] + _END for at in range(0, len(text), width))


_PART = lazy_bytes(
    rb"^Content-Transfer-Encoding:[ \t]*(quoted-printable|base64)[ \t]*\r\n", re.IGNORECASE | re.MULTILINE
)


def _recoded_parts(whole: Whole) -> Iterator[tuple[Undone, bytes]]:
    """All text parts decoded at once, as servers do to mail for a next hop without 8BITMIME."""
    out: list[bytes] = []
    edges = _edges(whole)
    for part in _split(whole.body, edges):
        head, gap, body = part.partition(_END + _END)
        match = _PART.search(head + _END)
        ending = body[len(body.rstrip(_END)) :]
        is_text = re.search(rb"(?i)content-type: *text/", head)
        plain = _decoded(body, match[1].lower().decode()) if match and is_text else None
        if match and plain is not None:
            word = b"7bit" if plain.isascii() else b"8bit"
            head = head.replace(match[0].rstrip(), re.sub(rb"[^ ]+$", word, match[0].rstrip()))
            if match[1].lower() == b"base64":
                plain = plain.rstrip(_END) + ending
            part = head + gap + plain
        out.append(part)
    body = b"".join(out)
    if body != whole.body:
        yield Undone("re-encoded", "text parts were changed from 8bit to quoted-printable or base64"), body


def _split(body: bytes, edges: frozenset[bytes]) -> Iterator[bytes]:
    """The body cut above each line that parts it, and below it."""
    at = 0
    for match in re.finditer(rb"^--[^\r\n]{1,210}\r\n", body, re.MULTILINE):
        if match[0].rstrip() in edges:
            yield body[at : match.start()]
            yield match[0]
            at = match.end()
    yield body[at:]


def _unwrapped(whole: Whole) -> Iterator[tuple[Undone, bytes]]:
    """The first part alone, where a list made the message a part beside its footer."""
    part = first_part(whole)
    if part is not None:
        change = Undone("wrapped", "the message was made a part of a multipart, beside a part of the list's own")
        yield change, part[1]
        yield change, part[1] + _END


def first_part(whole: Whole) -> tuple[bytes, bytes] | None:
    """(header, body) of the first part of a multipart message, None where it is none."""
    edge = _EDGE.search(whole.first(b"content-type") or b"")
    if not edge:
        return None
    mark = b"--" + edge[1]
    _, found, rest = (_END + whole.body).partition(_END + mark + _END)
    content, closed, _ = rest.partition(_END + mark)
    if not found or not closed:
        return None
    head, gap, body = content.partition(_END + _END)
    if content.startswith(_END):
        return b"", content[2:]
    return (head, body) if gap else None
