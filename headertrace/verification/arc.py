"""The ARC chain validated anew (RFC 8617 section 5.2): each message signature and each seal on its own."""

from __future__ import annotations

from typing import Any

from headertrace.named import NamedTuple
from headertrace.patterns import lazy_bytes
from headertrace.text.counts import how_many
from headertrace.verification.keys import Ask, Key, fetch
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
from headertrace.verification.whole import Header, Whole

MAX_SETS = 50
_PARTS = (b"arc-authentication-results", b"arc-message-signature", b"arc-seal")
_MESSAGE = (b"i", b"a", b"b", b"bh", b"d", b"h", b"s")
_SEAL = (b"i", b"a", b"b", b"cv", b"d", b"s")
_INSTANCE = lazy_bytes(rb"(?:^|;)\s{0,200}+i\s{0,200}+=\s{0,200}+([0-9]{1,3})\s{0,200}+(?:;|$)")


class Part(NamedTuple):
    """A message signature or seal: ``result`` is pass, fail, temperror, permerror or unknown; ``text`` says why.

    Unknown is what cannot be told any more: the key is gone or another one, or the body is not here.
    ``body`` and ``header`` are as in ``dkim.Signed``; a seal has no body.
    """

    result: str
    text: str
    claim: Claim | None = None
    key: Key | None = None
    body: bool | None = None
    header: bool | None = None

    def detail(self) -> dict[str, Any]:
        return {
            "result": self.result,
            "text": self.text,
            "domain": self.claim.text(b"d") if self.claim else None,
            "selector": self.claim.text(b"s") if self.claim else None,
            "body_intact": self.body,
            "header_intact": self.header,
            "key_state": self.key.state if self.key else None,
        }


class Instance(NamedTuple):
    """One set: ``cv`` is the chain's state as its sealer found it."""

    number: int
    cv: str | None
    message: Part
    seal: Part


class Chain(NamedTuple):
    """The whole chain. ``result`` is none, pass, fail, temperror or unknown; ``failed`` the instance that breaks it."""

    result: str
    text: str
    instances: tuple[Instance, ...] = ()
    failed: int | None = None

    def detail(self) -> dict[str, Any]:
        return {
            "result": self.result,
            "failed_instance": self.failed,
            "instances": [
                {"instance": one.number, "cv": one.cv, "message": one.message.detail(), "seal": one.seal.detail()}
                for one in self.instances
            ],
        }


def verify(whole: Whole, ask: Ask) -> Chain:
    """Validate the chain. Never raises on content."""
    found = whole.all(*_PARTS)
    if not found:
        return Chain("none", "no ARC header")
    sets, problem = _sets(found)
    if problem:
        return Chain("fail", problem)
    instances = []
    for number in range(1, len(sets) + 1):
        parts = sets[number]
        seal = _seal(sets, number, ask)
        cv = seal.claim.text(b"cv").lower() if seal.claim else None
        instances.append(Instance(number, cv, _message(parts[b"arc-message-signature"], whole, ask), seal))
    return _judged(tuple(instances))


def _sets(found: list[Header]) -> tuple[dict[int, dict[bytes, Header]], str | None]:
    """(the sets by instance, what is wrong with their structure): RFC 8617 section 5.2, steps 2 and 3."""
    sets: dict[int, dict[bytes, Header]] = {}
    for header in found:
        name = header[0].lower()
        number = instance(header)
        if number is None or not 1 <= number <= MAX_SETS:
            return sets, f"{_word(name)} without an instance from 1 to {MAX_SETS}"
        if name in sets.setdefault(number, {}):
            return sets, f"instance {number} has more than one {_word(name)}"
        sets[number][name] = header
    for number in range(1, max(sets) + 1):
        lacking = [_word(name) for name in _PARTS if name not in sets.get(number, {})]
        if lacking:
            return sets, f"instance {number} lacks its {' and '.join(lacking)}"
    return sets, None


def instance(header: Header) -> int | None:
    """The number that ``i=`` gives an ARC field, None where there is none."""
    match = _INSTANCE.search(header[1])
    return int(match[1]) if match else None


def _message(header: Header, whole: Whole, ask: Ask) -> Part:
    try:
        made = claim(header, _MESSAGE, arc=True)
    except Broken as error:
        return Part("permerror", str(error))
    if b"arc-seal" in made.names:
        return Part("permerror", "signs ARC-Seal, which RFC 8617 forbids", made)
    intact: bool | None = body_intact(made, canonical_body(made, whole.body))
    if not intact and looks_cut(whole):
        intact = None
    return _opened(made, header_data(made, covered(whole.fields, guarded(made))), ask, intact, with_body=True)


def _seal(sets: dict[int, dict[bytes, Header]], number: int, ask: Ask) -> Part:
    try:
        made = claim(sets[number][b"arc-seal"], _SEAL, arc=True)
    except Broken as error:
        return Part("permerror", str(error))
    if b"h" in made.tags:
        return Part("permerror", "has h=, which RFC 8617 forbids", made)
    # Section 5.1.1: every set so far, each in the order results, signature, seal; the seal itself last.
    sealed = [sets[at][name] for at in range(1, number + 1) for name in _PARTS][:-1]
    return _opened(made, header_data(made, sealed), ask, None, with_body=False)


def _opened(made: Claim, data: bytes, ask: Ask, body: bool | None, *, with_body: bool) -> Part:
    key = fetch(ask, made.text(b"d"), made.text(b"s"))
    if key.state != "usable":
        return Part("temperror" if key.state == "unanswered" else "unknown", key.text, made, key, body)
    if made.text(b"a").partition("-")[0] != key.algorithm:
        return Part("permerror", f"signed by {made.text(b'a')}, but the key is {key.algorithm}", made, key, body)
    seal = Seal(made, key)
    held = seal.holds(data)
    if seal.fits is False:
        return Part("unknown", "does not open with today's key", made, key, body)
    if body is False:
        text = "the body is not what was signed" + ("" if held else ", nor are the signed fields")
        return Part("fail", text, made, key, body, held)
    if not held:
        return Part("fail", "the signed fields are not what was signed", made, key, body, held)
    if with_body and body is None:
        return Part("unknown", "the body is not here", made, key, body, held)
    return Part("pass", "verified with today's key", made, key, body, held)


def _judged(instances: tuple[Instance, ...]) -> Chain:
    """RFC 8617 section 5.2, steps 1 and 4 to 6; the newest first."""
    last = instances[-1]
    if last.cv == "fail":
        return _ended(instances, last, "its sealer found the chain broken already (cv=fail)")
    for one in reversed(instances):
        expected = "none" if one.number == 1 else "pass"
        if one.seal.result != "pass":
            older = [str(other.number) for other in instances[: one.number - 1] if other.seal.result == "fail"]
            also = f"; nor does the seal of instance {', '.join(older)} hold" if older else ""
            return _ended(instances, one, f"the seal: {one.seal.text}{also}", one.seal.result)
        if one.cv != expected:
            return _ended(instances, one, f"cv={one.cv} where RFC 8617 has {expected}")
        if one is last and one.message.result != "pass":
            return _ended(instances, one, f"the message signature: {one.message.text}", one.message.result)
    changed = [str(one.number) for one in instances if one.message.result == "fail"]
    text = f"{how_many(len(instances), 'set')}, all seals hold"
    if changed:
        text += f"; the message was changed after instance {', '.join(changed)}, as lists do"
    return Chain("pass", text, instances)


def _ended(instances: tuple[Instance, ...], one: Instance, why: str, result: str = "fail") -> Chain:
    word = result if result in ("temperror", "unknown") else "fail"
    return Chain(word, f"instance {one.number}: {why}", instances, one.number)


def _word(name: bytes) -> str:
    return "-".join(part.capitalize() for part in name.decode("ascii").split("-")).replace("Arc", "ARC")
