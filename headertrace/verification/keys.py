"""DKIM public keys (RFC 6376 section 3.6.1, RFC 8463 section 4), fetched from the DNS of today."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from headertrace.named import NamedTuple

if TYPE_CHECKING:
    from headertrace.records.lookups import Answer

Ask = Callable[[str, str], "Answer"]

# RFC 8301 section 3.2: verifiers take no smaller RSA key; a larger one, or a longer exponent, serves
# only to keep the verifier busy (OpenSSL has like bounds).
LEAST_BITS = 1024
MOST_BITS = 8192
MOST_EXPONENT_BITS = 64
MAX_RECORD = 8192


class Key(NamedTuple):
    """A key record, judged.

    ``state`` is usable, missing, revoked, malformed, unsuitable (not for mail, or not of a kind that
    can be used) or unanswered; ``text`` says it to a person. ``algorithm`` is rsa or ed25519, ``bits``
    its size, ``hashes`` those the record allows (empty: all). ``testing`` and ``strict`` are the
    flags y and s of ``t=``. ``material`` is the key as dkimpy has it.
    """

    name: str
    state: str
    text: str
    answer: Answer
    algorithm: str | None = None
    bits: int | None = None
    hashes: tuple[str, ...] = ()
    testing: bool = False
    strict: bool = False
    notes: tuple[str, ...] = ()
    material: Any = None


def fetch(ask: Ask, domain: str, selector: str) -> Key:
    """The key of that selector. Never raises on content."""
    answer = ask(f"{selector}._domainkey.{domain}", "TXT")
    name = answer.name
    if not answer.told:
        return Key(name, "unanswered", f"the key could not be asked for: {answer.text or answer.status}", answer)
    records = [record for record in answer.octets if b"p=" in record.replace(b" ", b"")]
    if not records:
        has = "has other text but no key" if answer.octets else "is not in the DNS (any more)"
        return Key(name, "missing", f"{name} {has}", answer)
    key = read(name, records[0], answer)
    if len(records) > 1:
        more = f"{len(records)} key records at one name: which one counts is undefined; the first was used"
        key = key._replace(notes=(*key.notes, more))
    return key


def read(name: str, record: bytes, answer: Answer) -> Key:
    """Judge one key record."""
    from dkim.util import InvalidTagValueList, parse_tag_value

    if len(record) > MAX_RECORD:
        return Key(name, "malformed", f"the key record has {len(record)} octets", answer)
    try:
        tags: dict[bytes, bytes] = parse_tag_value(record)
    except InvalidTagValueList as error:
        return Key(name, "malformed", f"the key record is not a tag list: {_shown(error)}", answer)
    flags = _list(tags.get(b"t", b""))
    key = Key(
        name,
        "usable",
        "",
        answer,
        algorithm=tags.get(b"k", b"rsa").decode("ascii", "replace").lower(),
        hashes=tuple(_list(tags.get(b"h", b""))),
        testing="y" in flags,
        strict="s" in flags,
    )
    if tags.get(b"v", b"DKIM1") != b"DKIM1":
        return key._replace(state="malformed", text="the key record's version is not DKIM1")
    if not tags.get(b"p", b"").strip():
        return key._replace(state="revoked", text="the key was revoked (empty p=)")
    services = _list(tags.get(b"s", b"*"))
    if not {"*", "email"} & set(services):
        return key._replace(state="unsuitable", text=f"the key is not for mail (s={':'.join(services)})")
    if key.algorithm not in ("rsa", "ed25519"):
        return key._replace(state="unsuitable", text=f"the key is of an unknown kind (k={key.algorithm})")
    return _material(key, record)


def _material(key: Key, record: bytes) -> Key:
    import dkim

    try:
        material, bits, _, _ = dkim.evaluate_pk(key.name.encode("utf-8", "replace"), record)
    except dkim.NaClNotFoundError:
        from headertrace.installing import command

        return key._replace(state="unanswered", text=f"Ed25519 needs more: {command('verify')}")
    except Exception as error:  # dkimpy's and PyNaCl's decoders raise many kinds on damaged keys
        return key._replace(state="malformed", text=f"the key cannot be read: {_shown(error)}")
    key = key._replace(bits=bits, material=material)
    if key.algorithm == "rsa":
        exponent = material["publicExponent"].bit_length()
        if not 256 <= bits <= MOST_BITS or exponent > MOST_EXPONENT_BITS or material["publicExponent"] < 3:
            return key._replace(state="unsuitable", text=f"an RSA key of {bits} bits with an exponent of {exponent}")
    return key


def _list(value: bytes) -> list[str]:
    return [part.strip().lower() for part in value.decode("ascii", "replace").split(":") if part.strip()]


def _shown(error: object) -> str:
    return str(error)[:120] or type(error).__name__
