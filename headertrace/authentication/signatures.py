"""Signatures as written: the tags of DKIM-Signature, DomainKey-Signature and ARC's fields. None is verified.

Sources: RFC 6376 sections 3.2 (tag lists) and 3.5 (DKIM-Signature), RFC 4870 section 3.4 (DomainKey-Signature),
RFC 8617 section 4.1 (ARC).
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from headertrace.patterns import lazy
from headertrace.provenance.placing import Placing
from headertrace.records.authentication import Signature
from headertrace.records.evidence import Defect, Field

MAX_LENGTH = 65_536
_TAG = lazy(r"[A-Za-z][A-Za-z0-9_]*")
_NUMBER = lazy(r"[0-9]{1,12}$")
_BASE64 = lazy(r"[A-Za-z0-9+/\s]*=*\s*$")


def tags(value: str) -> tuple[tuple[tuple[str, str], ...], tuple[Defect, ...]]:
    """(tag, value) pairs of a tag list (RFC 6376 section 3.2), in order, and what is wrong with it."""
    pairs: list[tuple[str, str]] = []
    defects: list[Defect] = []
    seen: set[str] = set()
    for part in value[:MAX_LENGTH].split(";"):
        name, equals, text = part.partition("=")
        name = name.strip()
        if not equals or not _is_tag(name):
            if part.strip():
                defects.append(Defect("not-a-tag", f"not a tag: {part.strip()[:60]}"))
        elif name in seen:
            defects.append(Defect("repeated-tag", f"the tag {name} is given twice"))
        else:
            seen.add(name)
            pairs.append((name, text.strip()))
    return tuple(pairs), tuple(defects)


@lru_cache(maxsize=256)
def _is_tag(name: str) -> bool:
    return _TAG.fullmatch(name) is not None


def signature(field: Field, placing: Placing) -> Signature:
    """The tags of a signature field. Missing ones stay None; required ones are noted in ``defects``."""
    hop, trusted = placing.of(field.number)
    pairs, defects = tags(field.value)
    found = dict(pairs)
    name = field.key
    missing = [tag for tag in _REQUIRED.get(name, ()) if tag not in found]
    if missing:
        defects += (Defect("missing-tag", f"without the tag {', '.join(missing)}"),)
    algorithm = _word(found.get("a"))
    return Signature(
        header=name,
        domain=_word(found.get("d")),
        selector=found.get("s") or None,
        algorithm=algorithm,
        canonicalization=_word(found.get("c")),
        identity=found.get("i") if not name.startswith("arc-") else None,
        signs=tuple([signed for part in found.get("h", "").split(":") if (signed := part.strip().lower())]),
        body_length=whole_number(found.get("l")),
        signed=_moment(found.get("t")),
        expires=_moment(found.get("x")),
        key_bits=_key_bits(algorithm or ("rsa" if name == "domainkey-signature" else ""), found.get("b", "")),
        instance=whole_number(found.get("i")) if name.startswith("arc-") else None,
        chain=_word(found.get("cv")),
        field=field.number,
        lines=field.lines,
        defects=defects,
        hop=hop,
        trusted=trusted,
    )


_REQUIRED = {
    "dkim-signature": ("a", "b", "bh", "d", "h", "s"),
    "domainkey-signature": ("b", "d", "s"),
    "arc-seal": ("a", "b", "cv", "d", "i", "s"),
    "arc-message-signature": ("a", "b", "bh", "d", "h", "i", "s"),
}


def _word(text: str | None) -> str | None:
    return text.lower() or None if text else None


def whole_number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text and _NUMBER.match(text) and text.isascii() else None


def _moment(text: str | None) -> datetime | None:
    seconds = whole_number(text)
    return datetime.fromtimestamp(seconds, UTC) if seconds and seconds < 253_402_300_800 else None


def _key_bits(algorithm: str, signed: str) -> int | None:
    """The key's size: an RSA signature is as long as the modulus."""
    if algorithm.startswith("ed25519"):
        return 256
    if not algorithm.startswith("rsa") or not signed or not _BASE64.match(signed):
        return None
    letters = "".join(signed.split()).rstrip("=")
    bits = len(letters) * 6 // 8 * 8
    return bits if bits in _RSA_SIZES else None


_RSA_SIZES = frozenset({384, 512, 768, 1024, 1152, 1280, 1536, 2048, 3072, 4096})
