"""DKIM signatures verified anew, held against OpenDKIM, Mail::DKIM and dkimpy itself."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

dkim = pytest.importorskip("dkim")

from headertrace.installing import command  # noqa: E402
from headertrace.verification.dkim import MAX_SIGNATURES, Signed, verify  # noqa: E402
from headertrace.verification.whole import split  # noqa: E402
from helpers import signing  # noqa: E402
from helpers.zoneserver import Zoneserver  # noqa: E402

SAMPLE = signing.messages(1)[0]


def verdict(message: bytes, **known: str) -> Signed:
    """Ours of the first signature, with today's key records changed as told."""
    table = signing.records() | {f"{name}._domainkey.{signing.DOMAIN}": text for name, text in known.items()}
    return verify(split(message), signing.asks(table))[0]


def test_what_others_say_of_over_two_hundred_damaged_messages(tmp_path: Path) -> None:
    other = signing.OpenDkim(tmp_path)
    made: list[tuple[str, bytes]] = []
    for number, message in enumerate(signing.messages(20)):
        canonical = signing.CANONICAL[number % 4]
        if number % 3 == 0:
            signed = other.sign(message, canonical)
        elif number % 3 == 1:
            signed = signing.by_dkimpy(message, canonical, length=number % 2 == 0)
        else:
            signed = signing.by_dkimpy(message, canonical, selector=b"ed")
        made += [(name, damage(signed)) for name, damage in signing.DAMAGES.items()]
    assert len(made) > 200
    rows = [(name, "TXT", text) for name, text in signing.records().items()]
    with Zoneserver(rows) as server:
        perl = signing.perl_verdicts(tmp_path, server.port, (message for _, message in made))
    opendkim = other.verdicts(message for _, message in made)
    answers = {name.encode() + b".": text.encode() for name, text in signing.records().items()}
    differ = []
    for (name, message), theirs, (perls, _) in zip(made, opendkim, perl, strict=True):
        said = {"ours": verdict(message).result == "pass"}
        if (
            name != "no last line end"
        ):  # OpenDKIM adds none in relaxed bodies (RFC 6376 section 3.4.4); SMTP always does
            said["OpenDKIM"] = theirs
        if b"a=ed25519" not in message:  # Debian's Mail::DKIM is older than RFC 8463
            said["Mail::DKIM"] = perls == "pass"
        said["dkimpy"] = dkim.verify(message, dnsfunc=lambda name, timeout=5: answers.get(name))
        if len(set(said.values())) > 1:
            differ.append((name, said))
    assert not differ


def signed(**more: object) -> bytes:
    return signing.by_dkimpy(SAMPLE, **more)  # type: ignore[arg-type]


RSA = f"v=DKIM1; k=rsa; p={signing.public(signing.rsa_key())}"
OTHER = f"v=DKIM1; k=rsa; p={signing.public(signing.rsa_key(1024))}"
KEYS = {
    "as published": (RSA, "pass", "verified"),
    "without a version": (RSA.removeprefix("v=DKIM1; "), "pass", "verified"),
    "for mail by name": (RSA + "; s=email", "pass", "verified"),
    "testing": (RSA + "; t=y", "pass", "verified"),
    "for the very domain": (RSA + "; t=s", "pass", "verified"),
    "revoked": ("v=DKIM1; k=rsa; p=", "permerror", "key-revoked"),
    "another one": (OTHER, "fail", "other-key"),
    "not for mail": (RSA + "; s=tlsrpt", "permerror", "key-unsuitable"),
    "for sha1 only": (RSA + "; h=sha1", "permerror", "key-unsuited"),
    "of another kind": (f"v=DKIM1; k=ed25519; p={signing.ed25519_key()[1]}", "permerror", "key-unsuited"),
    "of no known kind": ("v=DKIM1; k=dsa; p=AAAA", "permerror", "key-unsuitable"),
    "of a later version": (RSA.replace("DKIM1", "DKIM2"), "permerror", "key-malformed"),
    "cut short": (RSA[:200], "permerror", "key-malformed"),
    "no base64": ("v=DKIM1; p=***", "permerror", "key-malformed"),
    "no tag list": ("v=DKIM1; p=AA==; nonsense", "permerror", "key-malformed"),
    "far too long": ("v=DKIM1; p=" + "A" * 9_000, "permerror", "key-malformed"),
    "no key": ("v=spf1 -all", "permerror", "key-missing"),
}


@pytest.mark.parametrize("case", KEYS.values(), ids=KEYS)
def test_a_key_as_it_is_published(case: tuple[str, str, str]) -> None:
    record, result, reason = case
    found = verdict(signed(), rsa=record)
    assert (found.result, found.reason) == (result, reason), found.text
    assert found.body is True


def test_a_testing_key_is_noted() -> None:
    assert any("testing" in note for note in verdict(signed(), rsa=RSA + "; t=y").notes)


def test_a_strict_key_forbids_subdomains() -> None:
    message = signed(identity=b"@mail." + signing.DOMAIN.encode())
    assert verdict(message, rsa=RSA).result == "pass"
    assert verdict(message, rsa=RSA + "; t=s").reason == "key-unsuited"


def hostile_key(modulus: int, exponent: int) -> str:
    def element(tag: int, data: bytes) -> bytes:
        size = len(data).to_bytes(3, "big")
        return bytes([tag, 0x83]) + size + data

    def integer(value: int) -> bytes:
        return element(2, b"\0" + value.to_bytes((value.bit_length() + 7) // 8 or 1, "big"))

    data = element(0x30, integer(modulus) + integer(exponent))
    return f"v=DKIM1; k=rsa; p={base64.b64encode(data).decode()}"


@pytest.mark.parametrize(
    ("modulus", "exponent"),
    [(1 << 16_000 | 1, 65_537), (1 << 2_047 | 1, 1 << 2_040 | 1), (0, 3), (15, 3), (1 << 2_047 | 1, 1)],
    ids=["long modulus", "long exponent", "no modulus", "tiny modulus", "exponent 1"],
)
def test_a_key_made_to_keep_the_verifier_busy_is_not_used(modulus: int, exponent: int) -> None:
    assert verdict(signed(), rsa=hostile_key(modulus, exponent)).reason in ("key-unsuitable", "key-malformed")


def test_a_key_that_cannot_be_asked_for() -> None:
    from headertrace.records.lookups import Answer

    found = verify(split(signed()), lambda name, kind: Answer(name, kind, "timeout", text="no answer within 3 s"))[0]
    assert (found.result, found.reason, found.body) == ("temperror", "key-unanswered", True)
    assert "no answer within 3 s" in found.text


def test_ed25519_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    message = signing.by_dkimpy(SAMPLE, selector=b"ed")
    monkeypatch.delattr(dkim, "nacl")
    found = verdict(message)
    assert (found.result, found.body) == ("temperror", True)
    assert command("verify") in found.text


@pytest.mark.parametrize(("bits", "result"), [(768, "policy"), (1024, "pass"), (3072, "pass")])
def test_a_key_of_some_size(bits: int, result: str) -> None:
    key = signing.rsa_key(bits)
    wire = SAMPLE.replace(b"\n", b"\r\n")
    field = dkim.sign(wire, b"k", signing.DOMAIN.encode(), key)
    found = verdict(field + wire, k=f"v=DKIM1; p={signing.public(key)}")
    assert (found.result, found.key and found.key.bits) == (result, bits)


def test_sha1_holds_but_is_no_longer_accepted() -> None:
    found = verdict(signed(signature_algorithm=b"rsa-sha1"))
    assert (found.result, found.reason, found.intact) == ("policy", "weak", True)


def test_a_body_that_is_not_there_cannot_be_told() -> None:
    found = verdict(signed().partition(b"\n\n")[0] + b"\n")
    assert (found.result, found.reason, found.body, found.header) == ("unknown", "no-body", None, True)


def test_an_empty_body_that_was_signed_so_verifies() -> None:
    message = signing.by_dkimpy(SAMPLE.partition(b"\n\n")[0] + b"\n\n")
    assert verdict(message).result == "pass"


def test_what_lies_beyond_the_length_is_counted() -> None:
    message = signed(length=True) + b"an advertisement\n"
    found = verdict(message)
    assert (found.result, found.uncovered) == ("pass", len(b"an advertisement\r\n"))
    assert any("not signed" in note for note in found.notes)


def test_a_length_beyond_the_body() -> None:
    length = re.search(rb"l=(\d+)", signed(length=True))
    assert length
    found = verdict(signed(length=True).replace(length[0], b"l=9999999"))
    assert found.result == "fail" and found.body is False
    assert any("9999999" in note for note in found.notes)


def with_times(signed_at: int, expires: int) -> bytes:
    """A signature with x=, which dkimpy does not write: signed by it all the same."""
    from dkim import DKIM, hash_headers
    from dkim.canonicalization import CanonicalizationPolicy
    from dkim.crypto import HASH_ALGORITHMS, RSASSA_PKCS1_v1_5_sign, parse_pem_private_key

    made = DKIM(SAMPLE.replace(b"\n", b"\r\n"))
    policy = CanonicalizationPolicy.from_c_value(b"relaxed/relaxed")
    digest = base64.b64encode(HASH_ALGORITHMS[b"rsa-sha256"](policy.canonicalize_body(made.body)).digest())
    value = b" v=1; a=rsa-sha256; c=relaxed/relaxed; d=%s; s=rsa; t=%d; x=%d; h=from:subject; bh=%s; b=" % (
        signing.DOMAIN.encode(), signed_at, expires, digest,
    )  # fmt: skip
    hasher = HASH_ALGORITHMS[b"rsa-sha256"]()
    headers = policy.canonicalize_headers(made.headers)
    hash_headers(hasher, policy, headers, [b"from", b"subject"], [b"DKIM-Signature", value], {})
    value += base64.b64encode(RSASSA_PKCS1_v1_5_sign(hasher, parse_pem_private_key(signing.rsa_key())))
    return b"DKIM-Signature:" + value + b"\n" + SAMPLE


@pytest.mark.parametrize(
    ("delivered", "result", "reason"), [(1_500, "pass", "verified"), (2_500, "permerror", "expired")]
)
def test_expiry_is_judged_by_the_delivery(delivered: int, result: str, reason: str) -> None:
    message = with_times(1_000, 2_000)
    found = verify(split(message), signing.asks(signing.records()), datetime.fromtimestamp(delivered, UTC))[0]
    assert (found.result, found.reason) == (result, reason)
    assert "1970-01-01" in found.text


def test_each_signature_stands_for_itself() -> None:
    twice = signing.by_dkimpy(signed(), selector=b"ed")
    damaged = twice.replace(b"s=rsa", b"s=old")
    found = verify(split(damaged), signing.asks(signing.records()))
    assert [one.result for one in found] == ["pass", "permerror"]
    assert [one.detail()["algorithm"] for one in found] == ["ed25519-sha256", "rsa-sha256"]


FIELDS = {
    "no tags": b" nonsense",
    "a tag twice": b" v=1; v=1",
    "without b=": b" v=1; a=rsa-sha256; bh=AA==; d=a.example; h=from; s=s",
    "of no known algorithm": b" v=1; a=rsa-md5; b=AAAA; bh=AA==; d=a.example; h=from; s=s",
    "with an odd canonicalisation": b" v=1; a=rsa-sha256; c=strict/strict; b=AAAA; bh=AA==; d=a.example; h=from; s=s",
    "for another domain": b" v=1; a=rsa-sha256; b=AAAA; bh=AA==; d=a.example; i=@b.example; h=from; s=s",
    "of very many names": b" v=1; a=rsa-sha256; b=AAAA; bh=AA==; d=a.example; s=s; h=" + b":".join([b"x"] * 5_000),
    "of much white space": b" v=1; b=" + b" " * 20_000 + b"*; a=rsa-sha256",
    "of very many blank folds": b" v=1; b" + b"\n " * 5_000 + b"; a=rsa-sha256",
    "with a length in words": b" v=1; a=rsa-sha256; l=all; b=AAAA; bh=AA==; d=a.example; h=from; s=s",
    "with bh= that is none": b" v=1; a=rsa-sha256; b=AAAA; bh=\xff\xfe; d=a.example; h=from; s=s",
}


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_a_field_that_is_no_signature(field: bytes) -> None:
    found = verdict(b"DKIM-Signature:" + field + b"\n" + SAMPLE)
    assert found.result in ("permerror", "fail"), found


def test_a_thousand_signatures_are_not_all_checked() -> None:
    field = signed().partition(b"From:")[0]
    found = verify(split(field * 1_000 + SAMPLE), signing.asks(signing.records()))
    assert len(found) == 1_000
    assert [one.reason for one in found].count("too-many") == 1_000 - MAX_SIGNATURES


def test_long_fields_and_bodies_take_linear_time() -> None:
    head = b"X-Long: a\n" + b" b\n" * 300_000
    body = b" " * 2_000_000 + b"x\n" + b"\n" * 500_000
    assert verdict(signed().replace(b"\n\n", b"\n" + head + b"\n" + body, 1)).body is False
