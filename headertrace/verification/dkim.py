"""DKIM signatures verified anew (RFC 6376, RFC 8301, RFC 8463), each on its own.

The keys are today's: a key that is gone, or another one, says nothing of the day the mail was signed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from headertrace.named import NamedTuple
from headertrace.verification.keys import LEAST_BITS, Ask, Key, fetch
from headertrace.verification.signature import (
    Broken,
    Claim,
    Seal,
    body_intact,
    canonical_body,
    claim,
    covered,
    guarded,
    header_data,
    looks_cut,
)
from headertrace.verification.whole import Whole

MAX_SIGNATURES = 20
REQUIRED = (b"v", b"a", b"b", b"bh", b"d", b"h", b"s")


class Signed(NamedTuple):
    """One signature's outcome.

    ``number`` counts DKIM-Signature fields from the top, from 1. ``result`` is a word of RFC 8601
    section 2.7.1, or "unknown" where it cannot be told; ``reason`` is a stable word for it and ``text``
    says it to a person. ``body`` and ``header`` tell whether each is as it was signed, None where that
    cannot be told. ``uncovered`` are the octets of the body beyond ``l=``.
    """

    number: int
    result: str
    reason: str
    text: str
    claim: Claim | None = None
    key: Key | None = None
    body: bool | None = None
    header: bool | None = None
    notes: tuple[str, ...] = ()
    uncovered: int = 0

    @property
    def domain(self) -> str:
        return self.claim.text(b"d").lower() if self.claim else ""

    @property
    def selector(self) -> str:
        return self.claim.text(b"s") if self.claim else ""

    @property
    def intact(self) -> bool:
        """Whether the arithmetic holds, be it that today's rules no longer accept it."""
        return bool(self.body and self.header)

    def detail(self) -> dict[str, Any]:
        key = self.key
        return {
            "signature": self.number,
            "result": self.result,
            "reason": self.reason,
            "domain": self.domain or None,
            "selector": self.selector or None,
            "algorithm": self.claim.text(b"a") if self.claim else None,
            "canonicalization": self.claim.text(b"c") or "simple/simple" if self.claim else None,
            "body_intact": self.body,
            "header_intact": self.header,
            "uncovered_bytes": self.uncovered,
            "key_state": key.state if key else None,
            "key_bits": key.bits if key else None,
            "key_testing": key.testing if key else None,
            "key_authenticated": key.answer.authenticated if key else None,
            "notes": list(self.notes),
        }


def verify(whole: Whole, ask: Ask, delivered: datetime | None = None) -> tuple[Signed, ...]:
    """Every signature of the message, in the order of the fields. Never raises on content.

    ``delivered`` (UTC) is when expiry is judged, now where it is unknown.
    """
    out = []
    bodies: dict[bytes, bytes] = {}
    for number, header in enumerate(whole.all(b"dkim-signature"), 1):
        if number > MAX_SIGNATURES:
            text = f"not checked: more than {MAX_SIGNATURES} signatures"
            out.append(Signed(number, "unknown", "too-many", text))
            continue
        try:
            made = claim(header, REQUIRED)
        except Broken as error:
            out.append(Signed(number, "permerror", "malformed", f"no signature that can be checked: {error}"))
            continue
        name = made.policy.body_algorithm.name
        if name not in bodies:
            bodies[name] = canonical_body(made, whole.body)
        out.append(_one(number, made, whole, bodies[name], ask, delivered or datetime.now(UTC)))
    return tuple(out)


def _one(number: int, made: Claim, whole: Whole, canonical: bytes, ask: Ask, at: datetime) -> Signed:
    key = fetch(ask, made.text(b"d"), made.text(b"s"))
    body, uncovered, notes = _body(made, whole, canonical)
    notes += key.notes + _remarks(made, key)
    outcome = Signed(number, "unknown", "", "", made, key, body, None, notes, uncovered)
    if key.state != "usable":
        return _keyless(outcome, key)
    mismatch = _unsuited(made, key)
    if mismatch:
        return outcome._replace(result="permerror", reason="key-unsuited", text=mismatch)
    seal = Seal(made, key)
    held = seal.holds(header_data(made, covered(whole.fields, guarded(made))))
    outcome = outcome._replace(header=None if seal.fits is False else held)
    if seal.fits is False:
        text = "the signature does not open with today's key: it was made with another one, or is itself damaged"
        return outcome._replace(result="fail", reason="other-key", text=text)
    return _judged(outcome, made, key, at)


def _body(made: Claim, whole: Whole, canonical: bytes) -> tuple[bool | None, int, tuple[str, ...]]:
    """(as signed, octets beyond l=, what to note)."""
    intact: bool | None = body_intact(made, canonical)
    length = made.length
    if not intact and looks_cut(whole):
        return None, 0, ("the body is not here",)
    if length is None:
        return intact, 0, ()
    if length > len(canonical):
        return False, 0, (f"l= counts {length} octets, the body has {len(canonical)}",)
    beyond = len(canonical) - length
    note = f"the last {beyond} octets of the body are not signed (l={length})"
    return intact, beyond, (note,) if beyond else ()


def _remarks(made: Claim, key: Key) -> tuple[str, ...]:
    out = []
    if key.testing:
        out.append("the domain is testing DKIM with this key (t=y)")
    if b"x" in made.tags and b"t" in made.tags and _seconds(made, b"x") < _seconds(made, b"t"):
        out.append("expires before it was signed")
    return tuple(out)


def _keyless(outcome: Signed, key: Key) -> Signed:
    result = "temperror" if key.state == "unanswered" else "permerror"
    text = key.text
    if outcome.body is False:
        text += "; the body is not what was signed in any case"
        result = "fail" if result == "permerror" else result
    elif outcome.body:
        text += "; the body is as it was signed"
    return outcome._replace(result=result, reason=f"key-{key.state}", text=text)


def _unsuited(made: Claim, key: Key) -> str | None:
    kind, _, digest = made.text(b"a").partition("-")
    if kind != key.algorithm:
        return f"signed by {made.text(b'a')}, but the key is {key.algorithm}"
    if key.hashes and digest not in key.hashes:
        return f"the key is not for {digest} (h={':'.join(key.hashes)})"
    user, _, domain = made.text(b"i").rpartition("@")
    if key.strict and made.text(b"i") and domain.lower() != made.text(b"d").lower():
        return f"the key forbids subdomains (t=s), but i= is {user}@{domain}"
    return None


def _judged(outcome: Signed, made: Claim, key: Key, at: datetime) -> Signed:
    changed = _CHANGED.get((outcome.body is False, outcome.header is False))
    if changed:
        return outcome._replace(result="fail", reason=changed[0], text=changed[1])
    if outcome.body is None:
        text = "the signed fields are as they were signed; the body is not here, so the rest is unknown"
        return outcome._replace(reason="no-body", text=text)
    expires = _seconds(made, b"x")
    if expires and expires < at.timestamp():
        return outcome._replace(result="permerror", reason="expired", text=f"expired {_day(expires)}, before delivery")
    weak = _weakness(made, key)
    if weak:
        return outcome._replace(result="policy", reason="weak", text=f"holds, but {weak}")
    text = "verified with today's key"
    if expires and expires < datetime.now(UTC).timestamp():
        text += f"; expired since ({_day(expires)})"
    return outcome._replace(result="pass", reason="verified", text=text)


# By whether the body was changed, and the signed fields: the reason, and what a person is told.
_CHANGED = {
    (True, False): ("body-changed", "the body is not what was signed; the signed fields are"),
    (False, True): ("header-changed", "the signed fields are not what was signed"),
    (True, True): ("both-changed", "neither the body nor the signed fields are what was signed"),
}


def _weakness(made: Claim, key: Key) -> str | None:
    if made.tags[b"a"] == b"rsa-sha1":
        return "by rsa-sha1, which RFC 8301 no longer accepts"
    if key.algorithm == "rsa" and (key.bits or 0) < LEAST_BITS:
        return f"with a key of {key.bits} bits, which RFC 8301 no longer accepts"
    return None


def _seconds(made: Claim, tag: bytes) -> int:
    text = made.text(tag).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else 0


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(min(seconds, 253_402_300_799), UTC).date().isoformat()
