"""Authentication as written: RFC 8601 and its dialects, ARC, Received-SPF, signatures; tolerant of damage."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headertrace import authentication as auth
from headertrace import document
from headertrace.records.authentication import Authentication
from headertrace.records.evidence import Field
from headertrace.syntax.fields import parse_block

Shape = list[tuple[str, str, dict[str, str]]]


def read(text: str) -> Authentication:
    return auth.read(parse_block(text.encode())[0])


# value, authserv-id, (method, result, properties)
ROWS: list[tuple[str, str | None, Shape]] = [
    ("mx.example.org; spf=pass smtp.mailfrom=example.net", "mx.example.org",
     [("spf", "pass", {"smtp.mailfrom": "example.net"})]),
    ("mx.example.org 1; none", "mx.example.org", []),
    ("mx.example.org 1; dkim/1 = pass reason=\"good; signature\" header . d = example.net", "mx.example.org",
     [("dkim", "pass", {"header.d": "example.net"})]),
    ("spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=example.net; dkim=none (message not signed)"
     " header.d=none;dmarc=fail action=oreject header.from=example.net;compauth=fail reason=000", None,
     [("spf", "fail", {"smtp.mailfrom": "example.net"}), ("dkim", "none", {"header.d": "none"}),
      ("dmarc", "fail", {"action": "oreject", "header.from": "example.net"}), ("compauth", "fail", {})]),
    ("mx.google.com; dkim=pass header.i=@example.net header.s=s1 header.b=AbC/d+; spf=pass (google.com: domain of"
     " a@example.net designates 192.0.2.1 as permitted sender) smtp.mailfrom=a@example.net;"
     " dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=example.net", "mx.google.com",
     [("dkim", "pass", {"header.i": "@example.net", "header.s": "s1", "header.b": "AbC/d+"}),
      ("spf", "pass", {"smtp.mailfrom": "a@example.net"}), ("dmarc", "pass", {"header.from": "example.net"})]),
    ("mta1.example.com; dmarc=pass(p=REJECT) header.from=example.net;", "mta1.example.com",
     [("dmarc", "pass", {"header.from": "example.net"})]),
    ("mta1.example.com from=example.net; domainkeys=neutral (no sig); from=example.net; dkim=pass (ok)",
     "mta1.example.com", [("domainkeys", "neutral", {"from": "example.net"}), ("dkim", "pass", {})]),
    ("mx.example.org; spf=pass smtp.mailfrom=a.example dkim=fail header.d=b.example", "mx.example.org",
     [("spf", "pass", {"smtp.mailfrom": "a.example"}), ("dkim", "fail", {"header.d": "b.example"})]),
    ('"mx example"; auth=pass smtp.auth="o\\"neil; x"', "mx example", [("auth", "pass", {"smtp.auth": 'o"neil; x'})]),
    ("(first) mx.example.org (second; (third)); iprev=pass (not; parted) policy.iprev=192.0.2.1", "mx.example.org",
     [("iprev", "pass", {"policy.iprev": "192.0.2.1"})]),
    ("mx.example.org; spf=pass (unclosed smtp.mailfrom=a.example; dkim=none", "mx.example.org",
     [("spf", "pass", {"smtp.mailfrom": "a.example"}), ("dkim", "none", {})]),
    ("=?utf-8?B?c3BmPXBhc3MgKHNlbmRlciBJUCBpcyAxOTIuMC4yLjEpIHNtdHAubWFpbGZyb209?= =?utf-8?B?w7ouZXhhbXBsZQ==?=", None,
     [("spf", "pass", {"smtp.mailfrom": "ú.example"})]),
]  # fmt: skip


@pytest.mark.parametrize(("value", "authserv_id", "shape"), ROWS)
def test_results(value: str, authserv_id: str | None, shape: Shape) -> None:
    got_id, results = auth.authentication_results(value)
    assert got_id == authserv_id
    assert [(item.method, item.result, dict(item.properties)) for item in results] == shape
    assert {item.authserv_id for item in results} <= {authserv_id}


def test_reason_comment_and_place() -> None:
    got = read("Subject: a\nAuthentication-Results: spf=none (sender IP is 192.0.2.1)\n smtp.mailfrom=a.example;"
               "compauth=fail reason=001\n")  # fmt: skip
    spf, composite = got.results
    assert (spf.comment, spf.field, spf.lines) == ("sender IP is 192.0.2.1", 2, (2, 3))
    assert composite.reason == "001" and (auth.compauth("001") or "").startswith("failed implicit")
    assert auth.compauth("109") == auth.compauth("1xx") and auth.compauth("x") is auth.compauth(None) is None


@pytest.mark.parametrize("value", ["mx.example.org", "hello world; this is prose", ";;;", "mx.example.org; spf", "="])
def test_what_is_no_result_is_listed(value: str) -> None:
    got = read(f"Authentication-Results: {value}\n")
    assert got.results == () and len(got.unparsed) == 1


def test_what_is_beyond_the_limits_is_listed() -> None:
    many = "; ".join(["mx.example.org", *["spf=pass"] * (auth.MAX_RESULTS + 5)])
    got = read(f"Authentication-Results: {many}\n")
    assert len(got.results) == auth.MAX_RESULTS and got.unparsed[0].reason == "only the first results were read"


def test_lines_beyond_all_measure_are_listed() -> None:
    line = f"Authentication-Results: mx.example.org; spf=pass ({'a' * 10_000})\n"
    got = read(line * 40)
    assert 20 < len(got.results) < 40 and len(got.results) + len(got.unparsed) == 40


def test_none_is_no_damage() -> None:
    assert read("Authentication-Results: mx.example.org; none\n") == Authentication()


SPF: list[tuple[str, str | None, str | None, str | None]] = [
    ("Pass (example.org: domain of a@example.net designates 192.0.2.1 as permitted sender)"
     " receiver=mx.example.org; client-ip=192.0.2.1; helo=mail.example.net;", "pass", "mx.example.org", "192.0.2.1"),
    ("softfail (google.com: domain of transitioning a@example.net does not) client-ip=192.0.2.1;", "softfail",
     "google.com", "192.0.2.1"),
    ('none (no record) envelope-from="a@example.net"; client-ip = 2001:db8::1', "none", None, "2001:db8::1"),
    ("perhaps (example.org: who knows) client-ip=192.0.2.1", None, None, None),
    ("", None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("value", "result", "host", "ip"), SPF)
def test_received_spf(value: str, result: str | None, host: str | None, ip: str | None) -> None:
    got = auth.received_spf(value)
    if result is None:
        assert got is None
    else:
        assert got is not None
        assert (got.result, got.authserv_id, got.get("client-ip")) == (result, host, ip)


def test_signature_tags() -> None:
    signed = "A" * 342 + "=="
    got = read(
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=Example.NET; s=s1; i=@example.net;\n"
        " t=1795507200; x=1795593600; l=120; h=From:To\n"
        f" :Subject; bh=abc=; b={signed[:99]}\n {signed[99:]}\n"
    )
    (signature,) = got.dkim
    assert (signature.domain, signature.selector, signature.algorithm) == ("example.net", "s1", "rsa-sha256")
    assert signature.signs == ("from", "to", "subject") and signature.body_length == 120
    assert signature.key_bits == 2048 and signature.defects == ()
    assert signature.signed == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert signature.expires == datetime(2026, 11, 25, 8, tzinfo=UTC)
    assert document.signature_row(signature)["signed"] == "2026-11-24T08:00:00Z"


def test_damaged_signature() -> None:
    (signature,) = read("DKIM-Signature: v=1; a=rsa-sha256; a=rsa-sha1; junk; d=example.net; t=soon; b=xx\n").dkim
    assert [defect.code for defect in signature.defects] == ["repeated-tag", "not-a-tag", "missing-tag"]
    assert (signature.algorithm, signature.signed, signature.key_bits) == ("rsa-sha256", None, None)


def test_arc_sets_in_order() -> None:
    got = read(
        "ARC-Seal: i=2; a=rsa-sha256; cv=pass; d=b.example; s=x; t=1; b=a\n"
        "ARC-Message-Signature: i=2; a=rsa-sha256; d=b.example; s=x; h=from; bh=a; b=a\n"
        "ARC-Authentication-Results: i=2; mx.b.example; arc=pass; spf=fail smtp.mailfrom=a.example\n"
        "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=a.example; s=x; t=1; b=a\n"
        "ARC-Authentication-Results: i = 1; spf=pass smtp.mailfrom=a.example\n"
        "ARC-Seal: a=rsa-sha256; cv=none; d=c.example\n"
    )
    first, second = got.arc
    assert (first.instance, first.complete, second.complete) == (1, False, True)
    assert second.seal is not None and (second.seal.chain, second.seal.domain) == ("pass", "b.example")
    assert [(item.method, item.authserv_id) for item in second.results] == [
        ("arc", "mx.b.example"), ("spf", "mx.b.example"),
    ]  # fmt: skip
    assert first.results[0].authserv_id is None and len(got.unparsed) == 1
    assert document.arc_set_row(second)["chain"] == "pass"


def test_sender_id() -> None:
    got = read("X-SID-Result: FAIL\nX-SID-Result: who\n")
    assert [(item.method, item.result) for item in got.results] == [("sender-id", "fail")]
    assert len(got.unparsed) == 1


HEADERS = sorted(auth.HEADERS)
PIECES = st.sampled_from(
    [
        "mx.example.org",
        ";",
        "; ",
        "=",
        "spf=pass",
        "dkim",
        "/",
        "1",
        " ",
        "(",
        ")",
        '"',
        "\\",
        "reason=",
        "header.d=",
        "a@b",
        "i=1",
        "i=99",
        "cv=none",
        "t=",
        "x=",
        "9999999999999",
        "h=",
        ":",
        "b=",
        "=?utf-8?B?",
        "?=",
        "none",
        "é",
        "\x00",
        ".",
    ]
)


@given(st.sampled_from(HEADERS), st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join)))
def test_any_text_is_read(name: str, text: str) -> None:
    value = " ".join(text.split())
    got = auth.read([Field(1, name, f"{name}: {value}", 1, 1)])
    assert isinstance(got, Authentication)
    assert document.authentication_row(got).keys() == {"results", "arc", "dkim", "spf", "alignment", "proved"}


LONG = (
    '\\"', 'a="\\" ', "a . ", '(\\"', '" spf=pass', 'a="b\\', "a. a=", "(", "a", "a.", "a=b ",
    '"', "\\", ";", "spf=pass ", "(a)", "i=1;", "a ", "-", "a/1", "=", "h=a:", "a=b;",
)  # fmt: skip


@pytest.mark.parametrize("piece", LONG)
def test_long_values_end(piece: str) -> None:
    value = piece * (60_000 // len(piece))
    for name in HEADERS:
        assert auth.read([Field(1, name, f"{name}: {value}", 1, 1)])
