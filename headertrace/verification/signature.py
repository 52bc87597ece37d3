"""One signature field against one message: are the body and the signed fields as they were signed?

The grammar, the canonicalisations and the key arithmetic are dkimpy's; body and header are told
apart here, which its ``verify`` does not do, and nothing here takes more than linear time.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from headertrace.named import NamedTuple
from headertrace.patterns import lazy_bytes
from headertrace.verification.keys import Key
from headertrace.verification.whole import Header, Whole

MAX_FIELD = 32_768
# dkimpy's patterns take time quadratic in a run of white space.
MAX_SPACE = 200
MAX_NAMES = 1_000

_SPACES = lazy_bytes(rb"\s{%d}" % (MAX_SPACE + 1))
_BLANKS = lazy_bytes(rb"[ \t]+")
_HASHES = {b"rsa-sha1": hashlib.sha1, b"rsa-sha256": hashlib.sha256, b"ed25519-sha256": hashlib.sha256}


class Broken(Exception):
    """The field is no signature that can be checked; the text says why."""


class Claim(NamedTuple):
    """A signature field, read: its ``tags`` as bytes, the names it signs in lower case, how it canonicalises.

    ``value`` and ``body_digest`` are ``b=`` and ``bh=`` decoded; a seal has no digest.
    """

    header: Header
    tags: dict[bytes, bytes]
    names: tuple[bytes, ...]
    policy: Any
    value: bytes
    body_digest: bytes

    def text(self, tag: bytes) -> str:
        return self.tags.get(tag, b"").decode("utf-8", "replace")

    @property
    def hasher(self) -> Any:
        return _HASHES[self.tags[b"a"]]

    @property
    def is_relaxed(self) -> bool:
        """Whether white space within the body's lines counts as one blank, and at their ends as none."""
        return bool(self.policy.body_algorithm.name == b"relaxed")

    @property
    def length(self) -> int | None:
        """The octets of the body that are signed (``l=``), None for all."""
        return int(self.tags[b"l"]) if b"l" in self.tags else None


def claim(header: Header, required: Sequence[bytes], *, arc: bool = False) -> Claim:
    """Read a signature field. Raises Broken where it cannot be checked.

    Whether it has expired, or was signed in the future, is left to the caller.
    """
    import dkim
    from dkim.canonicalization import CanonicalizationPolicy, InvalidCanonicalizationPolicyError
    from dkim.util import InvalidTagValueList, parse_tag_value

    value = header[1]
    if len(value) > MAX_FIELD or _SPACES.search(value):
        raise Broken("too long, or with too much white space, to be checked")
    try:
        tags: dict[bytes, bytes] = parse_tag_value(value)
        timeless = {name: text for name, text in tags.items() if name not in (b"t", b"x")}
        dkim.validate_signature_fields(timeless, list(required), arc)
        policy = CanonicalizationPolicy.from_c_value(tags.get(b"c", b"relaxed/relaxed" if arc else b"simple/simple"))
    except (dkim.DKIMException, InvalidTagValueList) as error:
        raise Broken(str(error).replace("b'", "'")[:200] or "no tag list") from error
    except InvalidCanonicalizationPolicyError as error:
        raise Broken(f"unknown canonicalisation {tags.get(b'c', b'')!r}") from error
    except (ValueError, IndexError, UnicodeError) as error:
        raise Broken(f"cannot be read: {str(error)[:120]}") from error
    names = tuple(name.strip().lower() for name in tags.get(b"h", b"").split(b":") if name.strip())
    if len(names) > MAX_NAMES:
        raise Broken(f"signs {len(names)} fields: more than {MAX_NAMES} are not checked")
    return Claim(header, tags, names, policy, _decoded(tags, b"b"), _decoded(tags, b"bh"))


def _decoded(tags: dict[bytes, bytes], name: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(tags.get(name, b"").split()))
    except ValueError as error:
        raise Broken(f"{name.decode()}= is not base64") from error


def canonical_body(claim: Claim, body: bytes) -> bytes:
    """The body as it is hashed, without the cut of ``l=``."""
    if body and not body.endswith(b"\r\n"):
        # A file may lack the last line end; what was signed had come by SMTP and did not (RFC 6376 section 3.4.3).
        body += b"\r\n"
    if claim.is_relaxed:
        # Runs of blanks made short beforehand: dkimpy's own pattern is quadratic in them.
        body = _BLANKS.sub(b" ", body)
    return bytes(claim.policy.canonicalize_body(body))


def body_intact(claim: Claim, canonical: bytes) -> bool:
    """Whether the body's hash is that of ``bh=``."""
    return bool(claim.hasher(canonical[: claim.length]).digest() == claim.body_digest)


def covered(fields: Iterable[Header], names: Sequence[bytes]) -> list[Header]:
    """The fields that these names sign (RFC 6376 section 5.4.2): of each name, bottom first."""
    left = by_name(fields, names)
    return [left[name].pop() for name in names if left.get(name)]


def by_name(fields: Iterable[Header], names: Iterable[bytes]) -> dict[bytes, list[Header]]:
    """The fields of these names (lower case), top first."""
    found: dict[bytes, list[Header]] = defaultdict(list)
    wanted = set(names)
    for field in fields:
        if field[0].lower() in wanted:
            found[field[0].lower()].append(field)
    return found


def guarded(claim: Claim) -> tuple[bytes, ...]:
    """The signed names; From once more, as dkimpy has it: a second From is no part of an honest message."""
    return (*claim.names, b"from") if b"from" in claim.names else claim.names


def header_data(claim: Claim, signed: Sequence[Header]) -> bytes:
    """What is hashed of the header: these fields, then the signature field without its value."""
    return joined(claim.policy.canonicalize_headers(signed)) + own_data(claim)


def own_data(claim: Claim) -> bytes:
    """The signature field as it is hashed at the end."""
    import dkim

    name, value = claim.header
    own = claim.policy.canonicalize_headers([(name, dkim.RE_BTAG.sub(b"\\1", value))])
    return joined((name, value.rstrip()) for name, value in own)


def joined(fields: Iterable[Header]) -> bytes:
    return b"".join(name + b":" + value for name, value in fields)


class Seal:
    """What the signature's value says once it is opened with the key: of one key and one value.

    RSA gives back the digest that was signed, so that the key can be told from the content: what
    opens to no digest at all was made with another key (or was damaged itself).
    """

    def __init__(self, claim: Claim, key: Key) -> None:
        self._claim = claim
        self._key = key
        self.opened = self._open() if key.algorithm == "rsa" else None

    @property
    def fits(self) -> bool | None:
        """Whether the key is the one that signed; None where that cannot be told apart (Ed25519)."""
        return None if self._key.algorithm != "rsa" else self.opened is not None

    def holds(self, data: bytes) -> bool:
        """Whether these are the bytes that were signed."""
        digest: bytes = self._claim.hasher(data).digest()
        if self._key.algorithm == "rsa":
            return self.opened == digest
        try:
            self._key.material.verify(digest, self._claim.value)
        except Exception:  # PyNaCl: BadSignatureError, and ValueError or TypeError for odd lengths
            return False
        return True

    def _open(self) -> bytes | None:
        from dkim.crypto import EMSA_PKCS1_v1_5_encode, int2str, rsa_encrypt

        modulus = self._key.material["modulus"]
        length = len(int2str(modulus))
        try:
            plain = bytes(rsa_encrypt(self._claim.value, self._key.material, length))
            model = bytes(EMSA_PKCS1_v1_5_encode(self._claim.hasher(b""), length))
        except Exception:  # a value longer than the key, or a key too short for the hash
            return None
        size = self._claim.hasher(b"").digest_size
        return plain[-size:] if plain[:-size] == model[:-size] else None


def looks_cut(whole: Whole) -> bool:
    """Whether there is no body: only a header was given, or the message was empty."""
    return not re.sub(rb"\s+", b"", whole.body[:4096]) and len(whole.body) <= 4096
