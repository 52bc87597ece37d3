"""How lists, filters and gateways rewrite single fields, each with its undoing."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Sequence
from email.header import Header as EncodedWords

from headertrace.named import NamedTuple
from headertrace.syntax.encoded_words import decoded
from headertrace.verification.breakage.bodies import first_part
from headertrace.verification.breakage.marks import TAG
from headertrace.verification.whole import Header, Whole, unfolded

MAX_VALUE = 8_192
_END = b"\r\n"


class Edit(NamedTuple):
    """A rewriting: ``undo`` gives the fields that may have stood there, from name, value and message."""

    kind: str
    text: str
    undo: Callable[[bytes, bytes, Whole], Iterator[Header]]


def likely(name: bytes) -> Sequence[Edit]:
    """What is often done to fields of that name."""
    return _LIKELY.get(name, ())


def further(name: bytes, simple: bool) -> Sequence[Edit]:
    """What is sometimes done to any field; folds matter to simple canonicalisation only."""
    return (*(_ADDRESSES if name in _ADDRESS_FIELDS else ()), *_ANY, *(_SIMPLE if simple else ()))


# ------------------------------------------------------------------ Subject


def _untagged(name: bytes, value: bytes, whole: Whole) -> Iterator[Header]:
    """Without the tag in front, or behind Re:; up to three tags one after another."""
    rest = value
    for _ in range(3):
        match = re.match(rb"\s*" + TAG.removeprefix(b"^"), rest, re.I)
        if not match:
            return
        start, end = match.span(1)
        before, after = rest[:start], rest[end:]
        for gap in (after.lstrip(b" \t"), after, after.lstrip(b" \t\r\n")):
            yield name, before + gap
        bare = after.lstrip(b" \t\r\n")
        yield name, b" " + bare
        # Mailman puts "Re: " in front of its tag: "Re: [tag] x" may have been "Re: x" or, rarely, "x".
        rest = before + after.lstrip(b" \t\r\n")
    if not rest.startswith(b" "):
        yield name, b" " + rest


def _spam_words(name: bytes, value: bytes, whole: Whole) -> Iterator[Header]:
    """Without the words that filters put in front or behind, and from the copy that some keep."""
    match = re.match(
        rb"(\s*)[^\r\n]{0,40}?(?:spam|bulk|virus|suspect|extern|caution|warning)[^\r\n:]{0,20}?[:*\])}-]+\s*",
        value,
        re.I,
    )
    if match:
        yield name, b" " + value[match.end() :]
    behind = re.search(rb"\s*[\[(*{][^\[(*{\r\n]{1,40}[\])*}]+\s*$", value)
    if behind:
        yield name, value[: behind.start()] + _END


# ------------------------------------------------------------------ From, Reply-To

_ANGLE = re.compile(rb"<([^<>\s]{1,320})>")
_VIA = re.compile(rb"(?i)\s+(?:via|on behalf of|wrote)\b.*$|\s*\([^()]*\)\s*$", re.S)
_COPIES = {
    b"from": (b"x-original-from", b"original-from", b"x-google-original-from", b"x-mailman-original-from", b"reply-to", b"cc", b"x-x-sender", b"sender"),
    b"reply-to": (b"x-original-reply-to", b"original-reply-to", b"x-reply-to", b"old-reply-to"),
    b"subject": (b"x-original-subject", b"original-subject", b"x-spam-prev-subject", b"x-old-subject", b"x-tm-received-subject"),
    b"sender": (b"x-original-sender", b"original-sender", b"x-sender", b"old-sender"),
    b"to": (b"x-original-to-header", b"original-to", b"x-old-to"),
    b"cc": (b"x-original-cc", b"old-cc"),
    b"date": (b"x-original-date", b"original-date", b"old-date"),
    b"message-id": (b"x-original-message-id", b"original-message-id", b"x-google-original-message-id", b"old-message-id"),
    b"content-type": (b"x-original-content-type", b"old-content-type", b"x-content-type"),
    b"content-transfer-encoding": (b"x-original-content-transfer-encoding",),
    b"mime-version": (b"x-mime-version", b"old-mime-version"),
}  # fmt: skip


def _from_copies(name: bytes, value: bytes, whole: Whole) -> Iterator[Header]:
    """As a copy under another name has it."""
    for copy in _COPIES.get(name.lower(), ()):
        for _, kept in whole.all(copy)[:2]:
            yield name, kept[:MAX_VALUE]


def _unmunged(name: bytes, value: bytes, whole: Whole) -> Iterator[Header]:
    """From as it was before a list put its own address there: the address is kept in Reply-To or Cc."""
    shown = value[: value.rfind(b"<")] if b"<" in value else b""
    words = _VIA.sub(b"", unfolded(shown).strip(b'" ')).strip(b"\"' ")
    for _, kept in whole.all(b"reply-to", b"x-original-from", b"cc", b"x-original-sender", b"x-mailfrom")[:6]:
        bare = unfolded(kept)
        addresses = [match[1] for match in _ANGLE.finditer(bare)] or [part for part in bare.split(b",") if b"@" in part]
        for address in [address.strip() for address in addresses][:4]:
            yield name, b" " + address + _END
            yield name, b" <" + address + b">" + _END
            if words:
                yield name, b" " + words + b" <" + address + b">" + _END
                yield name, b' "' + words + b'" <' + address + b">" + _END


# ------------------------------------------------------------------ MIME


def _other_encoding(name: bytes, value: bytes, whole: Whole) -> Iterator[Header]:
    for word in (b"7bit", b"8bit", b"quoted-printable", b"base64", b"7BIT", b"8BIT", b"binary"):
        yield name, b" " + word + _END


def _of_first_part(name: bytes, value: bytes, whole: Whole) -> Iterator[Header]:
    """As the first part of the message has it: the whole was made a part."""
    found = _in_first_part(name, whole)
    if found:
        yield found
        yield name, found[1]


def _in_first_part(name: bytes, whole: Whole) -> Header | None:
    """The field of that name, as it is spelled there, of the first part."""
    part = first_part(whole)
    match = re.search(rb"(?im)^(%s):((?:[^\r\n]|\r\n[ \t])*)" % re.escape(name), part[0]) if part else None
    return (match[1], match[2] + _END) if match else None


_BOUNDARY = re.compile(rb'(.*?boundary\s{0,9}=\s{0,9})(?:"[^"]{0,200}"|[^\s;]{0,200})', re.I | re.S)


def _boundary_of_body(name: bytes, value: bytes, whole: Whole) -> Iterator[Header]:
    """With the boundary that the body itself has: the header's was rewritten."""
    used = re.search(rb"(?m)^--([^\s\"]{1,200})\r\n(?=Content-)", whole.body[:20_000])
    given = _BOUNDARY.match(value)
    if used and given:
        for quote in (b'"', b""):
            yield name, given[1] + quote + used[1] + quote + value[given.end() :]


def _respelled_type(name: bytes, value: bytes, whole: Whole) -> Iterator[Header]:
    """Parameters with or without quotes, in upper or lower case, with or without a charset."""
    yield name, re.sub(rb'="([^"\s;]{1,200})"', rb"=\1", value)
    yield name, re.sub(rb"=([^\"\s;]{1,200})", rb'="\1"', value)
    yield name, re.sub(rb"(?i)(charset=\"?)([^\";\s]+)", lambda match: match[1] + match[2].upper(), value)
    yield name, re.sub(rb"(?i)(charset=\"?)([^\";\s]+)", lambda match: match[1] + match[2].lower(), value)
    yield name, value.lower()
    yield name, re.sub(rb"(?i);\s*charset=\"?[^\";\s]+\"?", b"", value)
    yield name, re.sub(rb"(?i);\s*format=\"?flowed\"?", b"", value)
    for charset in (b"us-ascii", b"utf-8", b"UTF-8", b"iso-8859-1", b"ISO-8859-1", b"windows-1252"):
        yield name, re.sub(rb"(?i)(charset=\"?)[^\";\s]+", rb"\1" + charset, value)


# ------------------------------------------------------------------ addresses

_ADDRESS_FIELDS = frozenset({b"from", b"to", b"cc", b"sender", b"reply-to", b"resent-to", b"resent-from"})


def _requoted(name: bytes, value: bytes, whole: Whole) -> Iterator[Header]:
    """Display names with or without quotes, addresses with or without brackets: Exchange and lists write their own way."""
    yield name, re.sub(rb'"([^"\\]{1,200})"(\s*<)', rb"\1\2", value)
    yield name, re.sub(rb'((?:^|,)\s*)([^"<>,\s][^"<>,]{0,200}?)(\s*<)', rb'\1"\2"\3', value)
    yield name, re.sub(rb"((?:^|,)\s*)<([^<>,]{1,320})>", rb"\1\2", value)
    yield name, re.sub(rb"((?:^|,)\s*)([^\s<>,\"]{1,320}@[^\s<>,\"]{1,255})(?=\s*(?:,|$))", rb"\1<\2>", value)
    yield name, re.sub(rb'"([^"@]{0,200}@[^"]{1,200})"\s*<\1>', rb"\1", value)


def _respaced(name: bytes, value: bytes, whole: Whole) -> Iterator[Header]:
    """Blanks behind commas."""
    yield name, re.sub(rb",(?=[^\s])", b", ", value)
    yield name, re.sub(rb",\s+", b",", value)
    yield name, re.sub(rb",\s+", b",\r\n\t", value)
    yield name, re.sub(rb",\s+", b",\r\n ", value)


# ------------------------------------------------------------------ any field


def _recoded(name: bytes, value: bytes, whole: Whole) -> Iterator[Header]:
    """Encoded words (RFC 2047) in other spellings, or the text itself."""
    bare = unfolded(value[:MAX_VALUE])
    if b"=?" not in bare and bare.isascii():
        return
    text = decoded(bare.decode("utf-8", "surrogateescape"))
    try:
        plain = text.encode("utf-8")
    except UnicodeError:
        return
    yield name, b" " + plain + _END
    for charset in (b"utf-8", b"UTF-8"):
        yield name, b" =?" + charset + b"?B?" + base64.b64encode(plain) + b"?=" + _END
        yield name, b" =?" + charset + b"?Q?" + _q(plain) + b"?=" + _END
        yield name, b" =?" + charset + b"?q?" + _q(plain) + b"?=" + _END
        yield name, b" =?" + charset + b"?b?" + base64.b64encode(plain) + b"?=" + _END
    yield (
        name,
        b" "
        + EncodedWords(text, "utf-8", header_name=name.decode("ascii", "replace")).encode(linesep="\r\n").encode()
        + _END,
    )


def _q(plain: bytes) -> bytes:
    kept = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/"
    return b"".join(b"_" if octet == 32 else bytes([octet]) if octet in kept else b"=%02X" % octet for octet in plain)


def _without_comment(name: bytes, value: bytes, whole: Whole) -> Iterator[Header]:
    yield name, re.sub(rb"\s*\([^()\r\n]{0,80}\)\s*$", b"", value.rstrip()) + _END


# ------------------------------------------------------------------ folds and spelling, for simple canonicalisation


def _unfold(value: bytes) -> bytes:
    return re.sub(rb"\r\n[ \t]+", b" ", value)


FOLDS: tuple[Callable[[bytes], bytes], ...] = (
    _unfold,
    lambda value: re.sub(rb"\r\n(?=[ \t])", b"", value),
    lambda value: re.sub(rb"\r\n[ \t]+", b"\r\n\t", value),
    lambda value: re.sub(rb"\r\n[ \t]+", b"\r\n ", value),
    lambda value: re.sub(rb"\r\n[ \t]+", b"\r\n  ", value),
    lambda value: re.sub(rb"\r\n[ \t]+", b"\r\n        ", value),
    lambda value: b" " + unfolded(value) + _END,
    lambda value: re.sub(rb"^[ \t]*", b"", value),
    lambda value: re.sub(rb"^[ \t]*(?=\S)", b" ", value),
    lambda value: re.sub(rb"[ \t]+\r\n$", _END, value),
)
_BREAKS = (rb"; ", rb", ", rb"> ", rb" ")


def _refolded(name: bytes, value: bytes, whole: Whole) -> Iterator[Header]:
    """Folded in other manners, or not at all."""
    for style in FOLDS:
        yield name, style(value)
    flat = _unfold(value)
    for break_ in _BREAKS:
        for fold in (b"\r\n\t", b"\r\n "):
            yield name, b" " + flat.strip().replace(break_, break_.rstrip() + fold) + _END
    for width in (78, 76, 998):
        yield name, _wrapped(name, flat, width, b"\r\n ")
        yield name, _wrapped(name, flat, width, b"\r\n\t")


def _wrapped(name: bytes, flat: bytes, width: int, fold: bytes) -> bytes:
    """Folded where a word would go beyond a width, as most programs do."""
    lines = [b""]
    room = width - len(name) - 1
    for word in flat.strip().split(b" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
            room = width
        else:
            lines[-1] += b" " + word
    return lines[0] + b"".join(fold + line.lstrip(b" ") for line in lines[1:]) + _END


def _respelled(name: bytes, value: bytes, whole: Whole) -> Iterator[Header]:
    """The name in another spelling of case."""
    plain = name.decode("ascii", "replace")
    for spelled in (
        _capitalised(plain),
        plain.lower(),
        plain.upper(),
        _usual(plain),
    ):
        yield spelled.encode("ascii", "replace"), value


def _usual(name: str) -> str:
    """The name as most programs write it."""
    return _USUAL.get(name.lower(), _capitalised(name))


def _capitalised(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))


_USUAL = {"message-id": "Message-ID", "mime-version": "MIME-Version", "content-id": "Content-ID", "list-id": "List-ID"}

_TAG = "the subject got a tag in front"
_LIKELY: dict[bytes, tuple[Edit, ...]] = {
    b"subject": (
        Edit("subject-tag", _TAG, _untagged),
        Edit("subject-tag", "the subject got a mark", _spam_words),
        Edit("subject-changed", "the subject was changed; a copy of the old one is there", _from_copies),
    ),
    b"from": (
        Edit("from-rewritten", "From was rewritten, as lists do for DMARC", _from_copies),
        Edit("from-rewritten", "From was rewritten, as lists do for DMARC", _unmunged),
    ),
    b"content-transfer-encoding": (
        Edit("encoding-changed", "Content-Transfer-Encoding was changed", _other_encoding),
        Edit("wrapped", "the message was made a part of a multipart", _of_first_part),
    ),
    b"content-type": (
        Edit("wrapped", "the message was made a part of a multipart", _of_first_part),
        Edit("boundary-changed", "the boundary in Content-Type was rewritten", _boundary_of_body),
        Edit("type-respelled", "Content-Type was spelled differently", _respelled_type),
        Edit("type-changed", "Content-Type was changed; a copy of the old one is there", _from_copies),
    ),
    **{
        name: (Edit("field-changed", "{name} was changed; a copy of the old one is there", _from_copies),)
        for name in (b"reply-to", b"sender", b"to", b"cc", b"date", b"message-id", b"mime-version")
    },
}
_ADDRESSES = (
    Edit("address-respelled", "the addresses in {name} were written differently", _requoted),
    Edit("address-respelled", "the blanks between the addresses in {name} were changed", _respaced),
)
_ANY = (
    Edit("encoded-word", "{name} was encoded in another way (RFC 2047)", _recoded),
    Edit("comment-added", "{name} got a comment", _without_comment),
)
_SIMPLE = (
    Edit("refolded", "{name} was folded differently", _refolded),
    Edit("name-respelled", "the name {name} was spelled differently", _respelled),
)

# Values that a lost field is likely to have had.
_CONSTANTS: dict[bytes, tuple[bytes, ...]] = {
    b"mime-version": (b"1.0",),
    b"content-transfer-encoding": (b"7bit", b"8bit", b"quoted-printable", b"base64", b"binary"),
    b"content-type": (b"text/plain; charset=utf-8", b"text/plain; charset=us-ascii", b'text/plain; charset="UTF-8"', b"text/plain; charset=UTF-8", b"text/plain"),
    b"content-language": (b"en-US", b"en"),
    b"precedence": (b"list", b"bulk"),
    b"auto-submitted": (b"auto-generated", b"auto-replied"),
    b"importance": (b"normal", b"Normal"),
    b"x-priority": (b"3", b"3 (Normal)"),
}  # fmt: skip


def lost(name: bytes, whole: Whole) -> Iterator[tuple[bytes, bytes, str, str]]:
    """(name, value, kind, text) of fields that are not there, and may have been when it was signed."""
    shown = _usual(name.decode("ascii", "replace"))
    written = shown.encode("ascii", "replace")
    for copy in (*_COPIES.get(name, ()), b"x-original-" + name, b"old-" + name, b"x-" + name):
        for _, value in whole.all(copy)[:1]:
            yield written, value, "field-renamed", f"{shown} was renamed to {copy.decode('ascii', 'replace')}"
    inner = _in_first_part(name, whole)
    if inner:
        yield written, inner[1], "wrapped", "the message was made a part of a multipart"
    for value in _CONSTANTS.get(name, ()):
        yield written, b" " + value + _END, "field-removed", f"{shown} was removed"
    if name in (b"reply-to", b"sender"):
        for _, value in whole.all(b"from")[:1]:
            yield written, value, "field-removed", f"{shown} was removed"
