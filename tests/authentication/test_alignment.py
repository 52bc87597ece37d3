"""DMARC's alignment by what stands in the header: whose pass counts, for which domain, and how."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import headertrace
from headertrace.authentication.alignment import alignment
from headertrace.authentication.alignment import author as author_of
from headertrace.authentication.results import authentication_results
from headertrace.organisations.domains import organisational
from headertrace.records.authentication import Alignment

STAMP = "; Tue, 24 Nov 2026 08:00:00 +0000\n"
OUTSIDE = f"Received: from pc.example.net by out.example.net (Postfix) with ESMTP id 4ABC1230{STAMP}"
BORDER = f"Received: from out.example.net (out.example.net [192.0.2.1]) by mx.example.org with ESMTP id 4ABC1231{STAMP}"
FROM = "From: Ann <ann@example.net>\n"
AR = "Authentication-Results: mx.example.org; "


def aligned(header: str, below: str = "") -> tuple[Alignment, ...]:
    """The records of a message with ``header`` above one's own border and ``below`` brought along."""
    trace = headertrace.trace(f"{header}{BORDER}{OUTSIDE}{below}\n".encode())
    return trace.authentication.alignment if trace.authentication else ()


def one(header: str, below: str = FROM) -> Alignment:
    (record,) = aligned(header, below)
    return record


# The From domain, another domain, how they align: RFC 7489 sections 3.1.1 and 3.1.2, and suffixes of several kinds.
PAIRS = (
    ("example.com", "example.com", "strict"),
    ("example.com", "news.example.com", "relaxed"),
    ("mail.example.com", "news.example.com", "relaxed"),
    ("example.com", "example.org", None),
    ("a.example.co.uk", "b.example.co.uk", "relaxed"),
    ("a.co.uk", "b.co.uk", None),
    ("co.uk", "co.uk", "strict"),
    ("one.github.io", "two.github.io", None),
    ("one.github.io", "www.one.github.io", "relaxed"),
    ("eu-west-1.amazonses.com", "amazonses.com", "relaxed"),
    ("xn--bcher-kva.example", "mail.xn--bcher-kva.example", "relaxed"),
    ("localhost", "localhost", "strict"),
    ("city.kobe.jp", "www.city.kobe.jp", "relaxed"),
    ("a.kobe.jp", "b.kobe.jp", None),
    ("one.onmicrosoft.com", "two.onmicrosoft.com", None),
    ("one.onmicrosoft.com", "one.mail.onmicrosoft.com", "relaxed"),
)


GMAIL = (
    "Received: from mail.example.net (mail.example.net. [192.0.2.1]) by mx.google.com with ESMTPS"
    f" id a1si2345678qkb.1.2026.11.24.08.00.00 for <bob@example.org>{STAMP}"
)
SAID = "mx.google.com; dkim=pass header.i=@example.net header.s=s1; spf={} smtp.mailfrom=ann@example.net\n"


@pytest.mark.parametrize(
    ("above", "below", "proved"),
    [
        (SAID.format("pass"), SAID.format("pass"), ("example.net",)),
        ("", SAID.format("pass"), ()),
        (SAID.format("none").replace("pass", "none"), SAID.format("pass"), ()),
    ],
    ids=["its ARC seal says the same", "no seal", "its seal says another thing"],
)
def test_results_below_ones_own_line_count_where_the_same_stands_above_it(
    above: str, below: str, proved: tuple[str, ...]
) -> None:
    seal = f"ARC-Authentication-Results: i=1; {above}" if above else ""
    trace = headertrace.trace(f"{seal}{GMAIL}Authentication-Results: {below}{FROM}\n".encode())
    assert trace.authentication and trace.authentication.proved == proved


@pytest.mark.parametrize(("author", "domain", "mode"), PAIRS)
def test_modes(author: str, domain: str, mode: str | None) -> None:
    assert alignment(domain, author) == alignment(author, domain) == mode


def test_organisational_domains_are_those_of_the_whole_list() -> None:
    from publicsuffixlist import PublicSuffixList

    whole = PublicSuffixList()
    for rule in ("github.io", "s3.amazonaws.com", "blogspot.com", "uk.com", "compute.estate", "nom.br", "kobe.jp"):
        for name in (rule, f"a.{rule}", f"b.a.{rule}", f"c.b.a.{rule}"):
            assert organisational(name) == (whole.privatesuffix(name) or name), name


# header above the border, From, result, mode, trusted, the identifier it rests on
ROWS: list[tuple[str, str, str, str | None, bool | None, tuple[str, str, str] | None]] = [
    (AR + "dkim=pass header.d=example.net", "ann@example.net", "pass", "strict", True,
     ("dkim", "example.net", "header.d")),
    (AR + "dkim=pass header.i=@mail.example.net", "ann@example.net", "pass", "relaxed", True,
     ("dkim", "mail.example.net", "header.i")),
    (AR + "dkim=fail header.d=example.net; spf=pass smtp.mailfrom=b@bounce.example.net", "ann@example.net",
     "pass", "relaxed", True, ("spf", "bounce.example.net", "smtp.mailfrom")),
    (AR + "spf=pass smtp.mailfrom=bulk.example", "ann@example.net", "fail", None, True, None),
    (AR + "spf=softfail smtp.mailfrom=example.net", "ann@example.net", "fail", None, True, None),
    (AR + "spf=pass smtp.mailfrom=<> smtp.helo=out.example.net", "mailer-daemon@example.net", "pass", "relaxed", True,
     ("spf", "out.example.net", "smtp.helo")),
    (AR + "iprev=pass policy.iprev=192.0.2.1", "ann@example.net", "none", None, None, None),
    ("Received-SPF: pass (mx.example.org: domain of ann@example.net designates 192.0.2.1 as permitted sender)\n"
     " client-ip=192.0.2.1; envelope-from=ann@example.net; helo=out.bulk.example;", "ann@example.net",
     "pass", "strict", True, ("spf", "example.net", "envelope-from")),
    ("Received-SPF: Pass (protection.outlook.com: domain of example.net designates 192.0.2.1 as permitted sender)\n"
     " receiver=protection.outlook.com; client-ip=192.0.2.1; helo=example.org;", "ann@example.net",
     "pass", "strict", True, ("spf", "example.net", "comment")),
    ("Received-SPF: pass identity=helo; helo=out.example.net; client-ip=192.0.2.1", "ann@example.net",
     "pass", "relaxed", True, ("spf", "out.example.net", "helo")),
    ("Return-Path: <ann@example.net>\n" + AR + "spf=pass", "ann@example.net", "pass", "strict", True,
     ("spf", "example.net", "Return-Path")),
    (AR + "dkim=pass header.d=XN--BCHER-KVA.example", "ann@bücher.example", "pass", "strict", True,
     ("dkim", "xn--bcher-kva.example", "header.d")),
    (AR + "dkim=none header.d=none; spf=none smtp.mailfrom=none", "ann@example.net", "none", None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("header", "author", "result", "mode", "trusted", "by"), ROWS)
def test_record(
    header: str, author: str, result: str, mode: str | None, trusted: bool | None, by: tuple[str, str, str] | None
) -> None:
    got = one(header + "\n", f"From: Ann <{author}>\n")
    assert (got.result, got.mode, got.trusted) == (result, mode, trusted)
    assert (got.by and (got.by.method, got.by.domain, got.by.source)) == by
    assert got.evidence.text == f"Ann <{author}>"


def test_ones_own_results_outweigh_what_came_with_the_message() -> None:
    claim = "Authentication-Results: elsewhere.example; dkim=pass header.d=example.net\n" + FROM
    got = one("", claim)
    assert (got.result, got.mode, got.trusted) == ("pass", "strict", False)
    got = one(AR + "dkim=fail header.d=example.net\n", claim)
    assert (got.result, got.trusted, len(got.identifiers)) == ("fail", True, 2)


def test_a_signature_nobody_judged_is_an_identifier_without_result() -> None:
    signed = "DKIM-Signature: v=1; a=rsa-sha256; d=mail.example.net; s=s; h=from; bh=a; b=a\n"
    got = one("", signed + FROM)
    (identifier,) = got.identifiers
    assert got.result == "none" and got.by is None
    assert (identifier.source, identifier.result, identifier.alignment) == ("DKIM-Signature", None, "relaxed")
    assert identifier.evidence.text.startswith("v=1;")


def test_signer_is_told_by_the_signature_where_a_result_names_only_i() -> None:
    signed = "DKIM-Signature: v=1; a=rsa-sha256; d=example.net; s=s1; i=@a.example.net; h=from; bh=a; b=a\n"
    got = one(AR + "dkim=pass header.i=@a.example.net header.s=s1\n", signed + FROM)
    assert (got.mode, got.by and got.by.domain) == ("strict", "example.net")
    other = one(AR + "dkim=pass header.i=@a.example.net header.s=s2\n", signed + FROM)
    assert other.mode == "relaxed"


def test_each_from_domain_has_its_record() -> None:
    found = aligned(AR + "dkim=pass header.d=a.example\n", "From: x@a.example, y@b.example\nFrom: z@c.example\n")
    assert [(item.domain, item.result) for item in found] == [
        ("a.example", "pass"), ("b.example", "fail"), ("c.example", "fail"),
    ]  # fmt: skip
    assert aligned(AR + "dkim=pass header.d=a.example\n", "From: nobody\n") == ()


def test_no_record_where_nothing_speaks_of_authentication() -> None:
    assert headertrace.trace(f"{BORDER}{FROM}\n".encode()).authentication is None


SCHEMA = json.loads(files("headertrace").joinpath("trace.schema.json").read_text("utf-8"))
PIECES = st.sampled_from([
    AR, "spf=pass ", "dkim=pass ", "smtp.mailfrom=", "header.d=", "header.i=@", "example.net", "<>", ";", "\n", FROM,
    BORDER, OUTSIDE, "From: ", "Received-SPF: pass ", "(domain of ", ")", "DKIM-Signature: d=", "Return-Path: <", ">",
    "é", "\x00", "..", "@",
])  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_header_gives_a_valid_document(text: str) -> None:
    document = json.loads(json.dumps(headertrace.trace(text.encode()).to_dict()))
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)] == []


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("example.net", "example.net"),
        ("Example.NET.", "example.net"),
        ("ann@Example.net", "example.net"),
        ("bücher.example", "xn--bcher-kva.example"),
        ('""', ""),
        ("", ""),
    ],
)
def test_whom_dmarc_was_asked_of(written: str, author: str) -> None:
    _, results = authentication_results(f"mx.example.org; dmarc=pass header.from={written}")
    assert [author_of(item) for item in results] == [author]
